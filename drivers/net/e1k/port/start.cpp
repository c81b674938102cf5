// SPDX-License-Identifier: BSD-3-Clause
#include "port/start.hpp"

#include "dpdk/log.hpp"
#include "hw/filter.hpp"
#include "hw/transmitter.hpp"
#include "port/bursts.hpp"
#include "port/filters.hpp"
#include "port/flow_control.hpp"
#include "port/frame_size.hpp"
#include "port/interrupts.hpp"
#include "port/led.hpp"
#include "port/link.hpp"
#include "port/queue_state.hpp"
#include "port/removal.hpp"
#include "port/rx_offloads.hpp"
#include "port/traffic.hpp"
#include "port/tx_queues.hpp"
#include "port/vlan.hpp"
#include "port/watchdog.hpp"

namespace e1k {

namespace {

[[nodiscard]] bool queues_set_up(const Port& p)
{
    if (p.data().nb_rx_queues != 0 && p.rx() == nullptr) {
        E1K_LOG(init, ERR, p.name, "start: RX queue 0 is not set up");
        return false;
    }
    for (std::uint16_t id = 0; id < p.data().nb_tx_queues; ++id) {
        if (p.tx(id) == nullptr) {
            E1K_LOG(init, ERR, p.name, "start: TX queue %u is not set up", id);
            return false;
        }
    }
    return true;
}

/// Whether what is set up can be started, and the device is there.
[[nodiscard]] int check(const Port& p)
{
    if (!queues_set_up(p) || !packets_fit(p, p.data().mtu, "start"))
        return -EINVAL;
    if (!hw::removed(p.dev))
        return 0;
    E1K_LOG(init, ERR, p.name, "start: the device does not answer");
    return to_errno(hw::Result::removed);
}

/// Take all that can run out, the interrupt line and mbufs, or nothing.
[[nodiscard]] int take(const Port& p, const hw::RxMode& mode)
{
    int err = open_interrupts(p);
    if (const RxQueue* q = p.rx(); err == 0 && q != nullptr && !q->deferred)
        err = fill_rx(p, mode);
    if (err != 0)
        close_interrupts(p);
    return err;
}

/// Share the packet buffer out as the MTU needs it. That counts from a reset on: a port is stopped with what it had.
[[nodiscard]] int share_packet_buffer(const Port& p)
{
    const std::uint32_t wanted = rx_packet_buffer(p, p.data().mtu);
    if (wanted == p.a.rx_packet_buffer)
        return 0;
    const LedShows led = p.a.led;
    const hw::Result r = reset_device(p, wanted);
    show_led(p, led);
    if (r == hw::Result::ok)
        hw::set_receive_address(p.dev, 0, p.a.own_mac);
    else
        E1K_LOG(init, ERR, p.name, "start: the reset failed (%s); try again", rte_strerror(-to_errno(r)));
    return to_errno(r);
}

void switch_phy(const Port& p)
{
    const hw::Result r = p.a.link_off ? lower_link(p) : raise_link(p);
    if (r != hw::Result::ok)
        E1K_LOG(init, WARNING, p.name, "start: the PHY does not answer (%s)", rte_strerror(-to_errno(r)));
}

}  // namespace

int start(const Port& p)
{
    if (const int err = check(p); err != 0)
        return err;
    if (const int err = share_packet_buffer(p); err != 0)
        return err;
    if (const int err = take_tx_memory(p); err != 0)
        return err;
    begin_vlans(p);
    const hw::RxMode mode = rx_mode(p);
    if (const int err = take(p, mode); err != 0)
        return err;

    p.a.stats.begin(p.dev);
    program_filters(p);
    hw::transmitter::set_gaps(p.dev);
    start_tx(p);
    if (const RxQueue* q = p.rx(); q != nullptr)
        program_rx_offloads(p, *q);
    apply_pause_limits(p, p.data().mtu);
    switch_phy(p);
    mark_queues_started(p);
    select_bursts(p);
    unmask_interrupts(p);
    set_running(p, true);
    program_vlans(p);  // after that: what changes from now on is told the device by who changes it
    enable_traffic(p, mode);
    await_partner(p);
    E1K_LOG(init, DEBUG, p.name, "started, CTRL 0x%08x STATUS 0x%08x RCTL 0x%08x", hw::control_word(p.dev),
            hw::status_word(p.dev), raw(p.a.rctl));
    if (hw::removed(p.dev)) {  // asked last: no step before can tell
        E1K_LOG(init, ERR, p.name, "start: the device does not answer any more");
        (void)stop(p);
        return to_errno(hw::Result::removed);
    }
    receive_uevents(p);
    start_watchdog(p);
    return 0;
}

int stop(const Port& p)
{
    rest_watchdog(p);
    close_interrupts(p);
    set_running(p, false);
    stop_rx(p);
    const hw::Result r = reset_device(p, p.a.rx_packet_buffer);
    if (r != hw::Result::ok && r != hw::Result::removed) {
        // DMA may still run: the buffers stay where they are, and the port counts as running.
        start_watchdog(p, true);
        E1K_LOG(init, ERR, p.name, "stop: the reset failed (%s); try again", rte_strerror(-to_errno(r)));
        return to_errno(r);
    }
    hw::set_receive_address(p.dev, 0, p.a.own_mac);
    leave_rx_enabled(p, false);
    hw::deliver(p.dev);
    mark_queues_stopped(p);
    if (RxQueue* q = p.rx(); q != nullptr)
        q->drain();
    drain_tx(p);
    return 0;
}

}  // namespace e1k
