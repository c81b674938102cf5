// SPDX-License-Identifier: BSD-3-Clause
#include "text/activity.hpp"

#include <array>
#include <cstdarg>
#include <cstdio>

namespace responder {

namespace {

[[gnu::format(printf, 1, 2)]] std::string format(const char* how, ...)
{
    std::array<char, 256> text{};
    va_list arguments;
    va_start(arguments, how);
    std::vsnprintf(text.data(), text.size(), how, arguments);
    va_end(arguments);
    return text.data();
}

/// Three digits or more: 0.87, 12.3, 1234.
std::string microseconds(double us)
{
    return format("%.*f", us < 9.995 ? 2 : us < 99.95 ? 1 : 0, us);
}

/// Seven characters at most, below 10^11.
std::string short_count(std::uint64_t count)
{
    if (count < 10'000'000)
        return std::to_string(count);
    return format("%.1fM", static_cast<double>(count) / 1e6);
}

std::string to_string(const Traffic& traffic)
{
    return format("%llu frames, %.0f pps, %.2f Mbit/s", static_cast<unsigned long long>(traffic.frames), traffic.pps,
                  traffic.mbit_s);
}

std::string to_row(const Activity& a)
{
    std::string row = format("%4u %-4s %8.0f %7.1f %8.0f %7.1f %7s", a.port, a.state.c_str(), a.rx.pps, a.rx.mbit_s,
                             a.tx.pps, a.tx.mbit_s, short_count(a.drops).c_str());
    if (!a.latency)
        return row + format(" %6s %6s %6s %6s", "-", "-", "-", "-");
    for (const double us : {a.latency->p50, a.latency->p90, a.latency->p99, a.latency->most})
        row += format(" %6s", microseconds(us).c_str());
    return row;
}

}  // namespace

std::string to_string(const Latency& latency)
{
    return "p50 " + microseconds(latency.p50) + ", p90 " + microseconds(latency.p90) + ", p99 " +
           microseconds(latency.p99) + ", max " + microseconds(latency.most);
}

std::string to_line(const Activity& a)
{
    return "port " + std::to_string(a.port) + " " + a.state + ": rx " + to_string(a.rx) + "; tx " + to_string(a.tx) +
           "; " + std::to_string(a.drops) + " drops; latency us " + (a.latency ? to_string(*a.latency) : "-");
}

std::vector<std::string> to_table(std::span<const Activity> activities)
{
    std::vector<std::string> lines{"port link   rx pps  Mbit/s   tx pps  Mbit/s   drops p50 us    p90    p99    max"};
    for (const auto& activity : activities)
        lines.push_back(to_row(activity));
    return lines;
}

}  // namespace responder
