// SPDX-License-Identifier: BSD-3-Clause
#include "text/reporter.hpp"

#include <algorithm>

#include "text/statistics.hpp"

namespace responder {

namespace {

std::string state_of(const Port& port)
{
    if (port.closed())
        return "gone";
    if (!port.started())
        return "stop";
    return port.link_up() ? "up" : "down";
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

Activity Meter::look(std::uint64_t now)
{
    rte_eth_stats device = before_;
    if (!port_.closed())
        (void)rte_eth_stats_get(port_.id(), &device);
    const double seconds = looked_ns_ == 0 ? 0 : static_cast<double>(now - looked_ns_) / 1e9;
    const auto handled = port_.handling().counts();
    Activity activity{.port = port_.id(),
                      .state = state_of(port_),
                      .rx = traffic(before_.ipackets, device.ipackets, before_.ibytes, device.ibytes, seconds),
                      .tx = traffic(before_.opackets, device.opackets, before_.obytes, device.obytes, seconds),
                      .drops = drops(port_, device),
                      .latency = latency(since(handled_, handled))};
    before_ = device;
    handled_ = handled;
    looked_ns_ = now;
    return activity;
}

Reporter::Reporter(const std::list<Port>& ports, unsigned period_ms) : period_ns_(std::uint64_t{period_ms} * 1'000'000)
{
    for (const auto& port : ports)
        meters_.emplace_back(port);
    if (LiveTable::possible())
        table_ = std::make_unique<LiveTable>();
}

std::string Reporter::due(std::uint64_t now)
{
    moved_ = false;
    if (now < next_ns_)
        return {};
    const bool first = next_ns_ == 0;
    next_ns_ = first ? now + period_ns_ : std::max(next_ns_ + period_ns_, now);
    std::vector<Activity> activities;
    std::string lines;
    for (auto& meter : meters_) {
        activities.push_back(meter.look(now));
        lines += time_of_day() + " " + to_line(activities.back()) + "\n";
    }
    if (!table_)
        return first ? "" : lines;
    moved_ = table_->draw(to_table(activities));
    return {};
}

}  // namespace responder
