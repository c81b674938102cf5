// SPDX-License-Identifier: BSD-3-Clause
#include "port/port.hpp"

#include <rte_cycles.h>
#include <rte_dev.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "port/failure.hpp"
#include "port/plan.hpp"

namespace responder {

Port::Port(const PortOptions& options, const CommonOptions& common)
    : id_(static_cast<std::uint16_t>(options.id)),
      options_(options),
      burst_(common.burst),
      mode_(common.rx_mode),
      probe_(common.probe),
      log_frames_(common.log_frames)
{
    try {
        set_up();
    } catch (...) {
        close();
        throw;
    }
}

Port::~Port()
{
    close();
}

void Port::set_promiscuous(bool on)
{
    const int error = on ? rte_eth_promiscuous_enable(id_) : rte_eth_promiscuous_disable(id_);
    // A port without an address filter has nothing to switch: not supported is no error for "off".
    if (error != 0 && (on || error != -ENOTSUP))
        fail("port " + std::to_string(id_) + " (" + driver_ + "): cannot switch promiscuous mode", error);
}

void Port::check_configured() const
{
    if (!configured_)
        throw std::runtime_error("port " + std::to_string(id_) + " (" + name_ + ") is closed");
}

void Port::start()
{
    check_configured();
    if (started_)
        return;
    if (const int error = rte_eth_dev_start(id_); error != 0)
        fail("port " + std::to_string(id_) + " (" + name_ + "): cannot start", error);
    started_ = true;
    if (link_off_)  // a start switches the link of many devices on
        set_link(false);
    now_ns_ = now_ns();  // until the first tick
    responder_->neighbours().set_time(now_ns_);
    link_seen_ = link_up_ = false;  // for its addresses to be asked for and announced again
    responder_->link_down();
}

void Port::stop() noexcept
{
    if (!std::exchange(started_, false))
        return;
    flush();
    rte_eth_dev_stop(id_);
}

void Port::set_link(bool up)
{
    const int error = up ? rte_eth_dev_set_link_up(id_) : rte_eth_dev_set_link_down(id_);
    if (error != 0)
        fail("port " + std::to_string(id_) + " (" + driver_ + "): cannot set the link " + (up ? "up" : "down"), error);
    link_off_ = !up;
}

void Port::clear_statistics() noexcept
{
    rte_eth_stats_reset(id_);
    rte_eth_xstats_reset(id_);
    responder_->counters().clear();
    handling_.clear();
}

bool Port::listen(int epoll) const noexcept
{
    return rte_eth_dev_rx_intr_ctl_q(id_, 0, epoll, RTE_INTR_EVENT_ADD, nullptr) == 0;
}

void Port::stop_listening(int epoll) const noexcept
{
    rte_eth_dev_rx_intr_ctl_q(id_, 0, epoll, RTE_INTR_EVENT_DEL, nullptr);
}

void Port::raise_interrupts(bool on) const noexcept
{
    (void)(on ? rte_eth_dev_rx_intr_enable(id_, 0) : rte_eth_dev_rx_intr_disable(id_, 0));
}

double Port::ticks_per_us() noexcept
{
    return static_cast<double>(rte_get_tsc_hz()) / 1e6;
}

Snapshot Port::snapshot() const
{
    Snapshot snapshot{.port = id_,
                      .device = name_,
                      .driver = driver_,
                      .state = closed()   ? PortState::closed
                               : started_ ? PortState::started
                                          : PortState::stopped,
                      .link_up = link_up_,
                      .events = responder_->counters().values(),
                      .handled = handling_.counts(),
                      .ticks_per_us = ticks_per_us()};
    rte_eth_stats stats{};
    if (!closed() && rte_eth_stats_get(id_, &stats) == 0)
        snapshot.counters = {stats.ipackets, stats.ibytes,  stats.opackets,  stats.obytes,
                             stats.imissed,  stats.ierrors, stats.rx_nombuf, stats.oerrors};
    return snapshot;
}

Details Port::details() const
{
    std::uint16_t mtu = 0;
    rte_eth_dev_get_mtu(id_, &mtu);
    return {link(), mtu, rte_eth_promiscuous_get(id_) == 1};
}

std::optional<LinkState> Port::link() const noexcept
{
    rte_eth_link link{};
    if (rte_eth_link_get_nowait(id_, &link) != 0)
        return {};
    LinkState state{link.link_status == RTE_ETH_LINK_UP, {}, link.link_duplex == RTE_ETH_LINK_FULL_DUPLEX};
    if (link.link_speed != RTE_ETH_SPEED_NUM_UNKNOWN)
        state.mbit_s = link.link_speed;
    return state;
}

std::optional<std::vector<NamedCounter>> Port::extended_counters() const
{
    const int count = rte_eth_xstats_get_names(id_, nullptr, 0);
    std::vector<rte_eth_xstat_name> names(static_cast<std::size_t>(std::max(count, 0)));
    std::vector<rte_eth_xstat> values(names.size());
    const auto size = static_cast<unsigned>(names.size());
    if (rte_eth_xstats_get_names(id_, names.data(), size) != count ||
        rte_eth_xstats_get(id_, values.data(), size) != count)
        return {};
    std::vector<NamedCounter> counters;
    for (const auto& [id, value] : values)
        counters.push_back({names.at(id).name, value});
    return counters;
}

/// vfio-pci holds a device that is pulled out until its user has let go of it.
void Port::let_device_go() noexcept
{
    rte_eth_dev_info info{};
    const bool known = rte_eth_dev_info_get(id_, &info) == 0;
    close();
    if (known)
        rte_dev_remove(info.device);
}

void Port::close() noexcept
{
    stop();
    if (reassembly_)
        reassembly_->clear();
    if (std::exchange(configured_, false))
        rte_eth_dev_close(id_);
}

}  // namespace responder
