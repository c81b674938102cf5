// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/traffic.hpp"

#include "ethdev/adapter.hpp"
#include "ethdev/frame_size.hpp"
#include "hw/transmitter.hpp"

namespace e1k {

namespace {

void enable_rx(const rte_eth_dev* d, const hw::RxMode& mode)
{
    Adapter& a = adapter(d);
    a.rctl = hw::rctl(mode);
    hw::receiver::enable(device(d), a.rctl);
}

}  // namespace

hw::RxMode rx_mode(const rte_eth_dev* d)
{
    return rx_mode(d, d->data->mtu);
}

hw::RxMode rx_mode(const rte_eth_dev* d, std::uint16_t mtu)
{
    hw::RxMode mode{
        .promiscuous = d->data->promiscuous != 0,
        .all_multicast = d->data->all_multicast != 0,
        .long_frames = max_packet(mtu) + RTE_ETHER_CRC_LEN > hw::max_normal_frame,
    };
    if (const RxQueue* q = rx_queue(d); q != nullptr)
        mode.buffer_size = rx_buffer_size(q->pool);
    return mode;
}

void enable_traffic(rte_eth_dev* d, const hw::RxMode& mode)
{
    if (adapter(d).link_off)
        return;
    if (tx_queue(d) != nullptr)
        hw::transmitter::enable(device(d));
    if (rx_queue(d) != nullptr)
        enable_rx(d, mode);
}

hw::Result reset_device(const rte_eth_dev* d, std::uint32_t rx_packet_buffer)
{
    const hw::Result r = adapter(d).stats.reset_device(device(d), rx_packet_buffer);
    if (r == hw::Result::ok)
        adapter(d).rx_packet_buffer = rx_packet_buffer;
    return r;
}

void halt_traffic(rte_eth_dev* d)
{
    adapter(d).rctl = {};
    hw::receiver::disable(device(d));
    hw::transmitter::disable(device(d));
}

void resume_traffic(rte_eth_dev* d)
{
    enable_traffic(d, rx_mode(d));
    hw::deliver(device(d));
    if (TxQueue* q = tx_queue(d); q != nullptr)
        q->switched_on();
}

void change_rx(rte_eth_dev* d, const hw::RxMode& mode)
{
    const Adapter& a = adapter(d);
    if (a.running && !a.link_off && rx_queue(d) != nullptr && a.rctl != hw::rctl(mode))
        enable_rx(d, mode);
}

}  // namespace e1k
