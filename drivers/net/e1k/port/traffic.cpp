// SPDX-License-Identifier: BSD-3-Clause
#include "port/traffic.hpp"

#include <mutex>
#include <utility>

#include "hw/link.hpp"
#include "hw/transmitter.hpp"
#include "port/adapter.hpp"
#include "port/frame_size.hpp"
#include "port/led.hpp"

namespace e1k {

namespace {

/// The mode that most applications ask for. What is not said here tables say, or software: that of all VLANs means no
/// filter, and the receive queue knows how long a frame may be.
constexpr hw::RxMode usual_mode{.long_frames = true, .vlan_table = true};

void write_rctl(const Port& p, hw::Rctl value)
{
    const std::lock_guard held{p.a.lock};
    p.a.rctl = value;
    p.a.deaf_us = p.a.traits.rctl_write_deafens_us;
    hw::receiver::enable(p.dev, value);
}

/// What comes from the wire while the receiver is deaf waits there. What comes back in loopback has nowhere to wait.
void wait_for_loopback(const Port& p)
{
    if (p.conf().lpbk_mode == 0 || p.a.deaf_us == 0)
        return;
    hw::deliver(p.dev);
    p.dev.delay_us(std::exchange(p.a.deaf_us, 0));
}

/// Nothing is received while the queue is stopped.
[[nodiscard]] bool rx_started(const Port& p)
{
    return p.rx() != nullptr && p.data().rx_queue_state[0] == RTE_ETH_QUEUE_STATE_STARTED;
}

/// The ring is given once, for RDT is its lcore's from then on.
void enable_rx(const Port& p, const hw::RxMode& mode)
{
    const RxQueue& q = *p.rx();
    if (!std::exchange(p.a.rx_has_ring, true))
        hw::receiver::set_ring(p.dev, q.zone->iova, q.ring.size_bytes(), q.size());
    if (const hw::Rctl value = hw::rctl(mode); p.a.rctl != value)
        write_rctl(p, value);
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

bool spares_rctl(const Port& p)
{
    return p.a.traits.rctl_write_deafens_us != 0 && p.a.traits.rings_change_while_enabled;
}

Admission admission(const Port& p)
{
    return {.everyone = p.data().promiscuous != 0, .every_group = p.data().all_multicast != 0};
}

bool fills_hashes(const Port& p, const Admission& admitted)
{
    return admitted.everyone && spares_rctl(p) && p.a.traits.hash_judges_unicast;
}

hw::RxMode rx_mode(const Port& p)
{
    return rx_mode(p, p.data().mtu);
}

hw::RxMode rx_mode(const Port& p, std::uint16_t mtu)
{
    return rx_mode(p, admission(p), mtu);
}

hw::RxMode rx_mode(const Port& p, const Admission& admitted, std::uint16_t mtu)
{
    const bool by_hash = fills_hashes(p, admitted);
    hw::RxMode mode{
        .promiscuous = admitted.everyone && !by_hash,
        // A full table lets the groups in as well: what RCTL says of them stays as it is.
        .all_multicast = by_hash ? any(p.a.rctl, hw::Rctl::MPE) : admitted.every_group,
        .long_frames = spares_rctl(p) || max_packet(mtu) + RTE_ETHER_CRC_LEN > hw::max_normal_frame,
        .control_frames = p.a.flow.control_frames,
        .loopback = p.conf().lpbk_mode != 0 && p.a.traits.mac_loops,
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
    const std::lock_guard held{p.a.lock};
    const hw::Result r = p.a.stats.reset_device(p.dev, rx_packet_buffer);
    p.a.sending = false;
    p.a.pause = {};
    p.a.pause_limits = {};
    if (r == hw::Result::ok) {
        p.a.rx_packet_buffer = rx_packet_buffer;
        p.a.rx_has_ring = false;
        p.a.rctl = spares_rctl(p) ? hw::receiver::control(p.dev) : hw::Rctl{};
        if (p.a.link_off && p.a.traits.phy_reset_first)
            (void)hw::stop_link(p.dev);  // the PHY has been switched on with its reset
    }
    return r;
}

void leave_rx_enabled(const Port& p, bool begins)
{
    if (!spares_rctl(p))
        return;
    const hw::Rctl usual = hw::rctl(usual_mode);
    if (begins ? p.a.rctl != usual : !any(p.a.rctl, hw::Rctl::EN))
        write_rctl(p, usual);
    if (begins)
        p.a.deaf_us = p.a.traits.rctl_write_deafens_us;  // another process may have written it just before
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

void start_rx(const Port& p, const hw::RxMode& mode)
{
    if (p.a.running && !p.a.link_off && rx_started(p))
        enable_rx(p, mode);
}

void stop_rx(const Port& p)
{
    if (!std::exchange(p.a.rx_has_ring, false))
        return;
    if (spares_rctl(p)) {
        hw::receiver::take_ring(p.dev, p.rx()->ring);
        return;
    }
    const std::lock_guard held{p.a.lock};
    if (p.a.rctl != hw::Rctl{})
        hw::receiver::disable(p.dev);
    p.a.rctl = {};
}

void change_rx(const Port& p, const hw::RxMode& mode)
{
    if (p.a.rx_has_ring)
        start_rx(p, mode);
}

}  // namespace e1k
