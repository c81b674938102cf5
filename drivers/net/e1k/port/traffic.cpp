// SPDX-License-Identifier: BSD-3-Clause
#include "port/traffic.hpp"

#include "hw/transmitter.hpp"
#include "port/adapter.hpp"
#include "port/frame_size.hpp"

namespace e1k {

namespace {

void enable_rx(const Port& p, const hw::RxMode& mode)
{
    p.a.rctl = hw::rctl(mode);
    hw::receiver::enable(p.dev, p.a.rctl);
}

}  // namespace

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
        hw::transmitter::enable(p.dev);
    if (p.rx() != nullptr)
        enable_rx(p, mode);
}

hw::Result reset_device(const Port& p, std::uint32_t rx_packet_buffer)
{
    const hw::Result r = p.a.stats.reset_device(p.dev, rx_packet_buffer);
    if (r == hw::Result::ok)
        p.a.rx_packet_buffer = rx_packet_buffer;
    return r;
}

void halt_traffic(const Port& p)
{
    p.a.rctl = {};
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

void change_rx(const Port& p, const hw::RxMode& mode)
{
    if (p.a.running && !p.a.link_off && p.rx() != nullptr && p.a.rctl != hw::rctl(mode))
        enable_rx(p, mode);
}

}  // namespace e1k
