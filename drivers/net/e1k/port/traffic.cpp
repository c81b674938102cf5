// SPDX-License-Identifier: BSD-3-Clause
#include "port/traffic.hpp"

#include <mutex>

#include "hw/transmitter.hpp"
#include "port/adapter.hpp"
#include "port/frame_size.hpp"
#include "port/led.hpp"

namespace e1k {

namespace {

/// What comes from the wire while the receiver is deaf waits there. What comes back in loopback has nowhere to wait.
void wait_for_loopback(const Port& p)
{
    if (p.conf().lpbk_mode == 0 || p.a.traits.rctl_write_deafens_us == 0)
        return;
    hw::deliver(p.dev);
    p.dev.delay_us(p.a.traits.rctl_write_deafens_us);
}

/// Nothing is received while the queue is stopped.
[[nodiscard]] bool rx_started(const Port& p)
{
    return p.rx() != nullptr && p.data().rx_queue_state[0] == RTE_ETH_QUEUE_STATE_STARTED;
}

void enable_rx(const Port& p, const hw::RxMode& mode)
{
    p.a.rctl = hw::rctl(mode);
    hw::receiver::enable(p.dev, p.a.rctl);
    wait_for_loopback(p);
}

}  // namespace

void enable_tx(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    hw::transmitter::enable(p.dev, !p.a.half_duplex);
    p.a.sending = true;
}

void disable_tx(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    p.a.sending = false;
    hw::transmitter::disable(p.dev);
}

hw::RxMode rx_mode(const Port& p)
{
    return rx_mode(p, p.data().mtu);
}

hw::RxMode rx_mode(const Port& p, std::uint16_t mtu)
{
    hw::RxMode mode{
        .promiscuous = p.data().promiscuous != 0,
        .all_multicast = p.data().all_multicast != 0,
        .long_frames = max_packet(mtu) + RTE_ETHER_CRC_LEN > hw::max_normal_frame,
        .control_frames = p.a.flow.control_frames,
        .loopback = p.conf().lpbk_mode != 0,
        .vlan_table = p.a.vlans.judged,
    };
    if (const RxQueue* q = p.rx(); q != nullptr) {
        mode.buffer_size = rx_buffer_size(q->pool);
        mode.keeps_crc = keeps_crc(p, *q);
    }
    return mode;
}

void enable_traffic(const Port& p, const hw::RxMode& mode)
{
    if (p.a.link_off)
        return;
    if (p.tx() != nullptr)
        enable_tx(p);
    if (rx_started(p))
        enable_rx(p, mode);
}

hw::Result reset_device(const Port& p, std::uint32_t rx_packet_buffer)
{
    show_led(p, LedShows::link);  // emulations keep it over a reset
    const hw::Result r = p.a.stats.reset_device(p.dev, rx_packet_buffer);
    p.a.sending = false;
    p.a.pause = {};
    p.a.pause_limits = {};
    if (r == hw::Result::ok) {
        p.a.rx_packet_buffer = rx_packet_buffer;
        p.a.rctl = {};
    }
    return r;
}

void halt_traffic(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    p.a.rctl = {};
    p.a.sending = false;
    hw::receiver::disable(p.dev);
    hw::transmitter::disable(p.dev);
}

void resume_traffic(const Port& p)
{
    enable_traffic(p, rx_mode(p));
    hw::deliver(p.dev);
    if (TxQueue* q = p.tx(); q != nullptr)
        q->switched_on();
}

void disable_rx(const Port& p)
{
    if (p.a.rctl != hw::Rctl{})
        hw::receiver::disable(p.dev);
    p.a.rctl = {};
}

void change_rx(const Port& p, const hw::RxMode& mode)
{
    if (p.a.running && !p.a.link_off && rx_started(p) && p.a.rctl != hw::rctl(mode))
        enable_rx(p, mode);
}

}  // namespace e1k
