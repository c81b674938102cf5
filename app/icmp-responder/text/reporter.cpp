// SPDX-License-Identifier: BSD-3-Clause
#include "text/reporter.hpp"

#include <algorithm>

#include "port/clock.hpp"
#include "text/statistics.hpp"

namespace responder {

namespace {

const char* state_of(const Snapshot& port)
{
    if (port.state == PortState::closed)
        return "gone";
    if (port.state == PortState::stopped)
        return "stop";
    return port.link_up ? "up" : "down";
}

/// How much a counter grew, which may have been cleared in between.
std::uint64_t growth(std::uint64_t before, std::uint64_t now)
{
    return now >= before ? now - before : now;
}

Traffic traffic(std::uint64_t frames_before, std::uint64_t frames, std::uint64_t bytes_before, std::uint64_t bytes,
                double seconds)
{
    if (seconds <= 0)
        return {frames, 0, 0};
    return {frames, static_cast<double>(growth(frames_before, frames)) / seconds,
            static_cast<double>(growth(bytes_before, bytes)) * 8 / 1e6 / seconds};
}

}  // namespace

Activity Meter::look(const Snapshot& port, std::uint64_t now)
{
    const DeviceCounters device = port.counters.value_or(before_);
    const double seconds = looked_ns_ == 0 ? 0 : static_cast<double>(now - looked_ns_) / 1e9;
    Activity activity{.port = port.port,
                      .state = state_of(port),
                      .rx = traffic(before_.rx_frames, device.rx_frames, before_.rx_bytes, device.rx_bytes, seconds),
                      .tx = traffic(before_.tx_frames, device.tx_frames, before_.tx_bytes, device.tx_bytes, seconds),
                      .drops = drops(port.events, device),
                      .latency = latency(since(handled_, port.handled), port.ticks_per_us)};
    before_ = device;
    handled_ = port.handled;
    looked_ns_ = now;
    return activity;
}

Reporter::Reporter(unsigned period_ms) : period_ns_(std::uint64_t{period_ms} * 1'000'000)
{
    if (LiveTable::possible())
        table_ = std::make_unique<LiveTable>();
}

std::string Reporter::report(std::span<const Snapshot> ports, std::uint64_t now)
{
    const bool first = next_ns_ == 0;
    next_ns_ = first ? now + period_ns_ : std::max(next_ns_ + period_ns_, now);
    meters_.resize(ports.size());
    std::vector<Activity> activities;
    std::string lines;
    for (std::size_t i = 0; i < ports.size(); i++) {
        activities.push_back(meters_[i].look(ports[i], now));
        lines += time_of_day() + " " + to_line(activities.back()) + "\n";
    }
    moved_ = table_ && table_->draw(to_table(activities));
    return table_ || first ? "" : lines;
}

}  // namespace responder
