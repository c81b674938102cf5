// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/adapter.hpp"
#include "ethdev/log.hpp"
#include "ethdev/ops.hpp"
#include "ethdev/rx_mode.hpp"

namespace e1k {

std::uint32_t max_packet(const rte_eth_dev* d)
{
    return d->data->mtu + std::uint32_t{frame_overhead} - RTE_ETHER_CRC_LEN;
}

hw::RxMode rx_mode(const rte_eth_dev* d)
{
    hw::RxMode mode{
        .promiscuous = d->data->promiscuous != 0,
        .all_multicast = d->data->all_multicast != 0,
        .long_frames = max_packet(d) + RTE_ETHER_CRC_LEN > hw::max_normal_frame,
    };
    if (const RxQueue* q = rx_queue(d); q != nullptr)
        mode.buffer_size = hw::largest_rx_buffer(rte_pktmbuf_data_room_size(q->pool) - RTE_PKTMBUF_HEADROOM);
    return mode;
}

void enable_rx(rte_eth_dev* d, const hw::RxMode& mode)
{
    Adapter& a = adapter(d);
    a.rctl = hw::rctl(mode);
    a.mmio.write(hw::reg::RCTL, a.rctl);
}

void change_rx(rte_eth_dev* d, const hw::RxMode& mode)
{
    Adapter& a = adapter(d);
    if (a.running && rx_queue(d) != nullptr && a.rctl != hw::rctl(mode))
        enable_rx(d, mode);
}

namespace ops {

namespace {

int set_promiscuous(rte_eth_dev* d, bool on)
{
    hw::RxMode mode = rx_mode(d);
    mode.promiscuous = on;
    change_rx(d, mode);
    return 0;
}

int set_all_multicast(rte_eth_dev* d, bool on)
{
    hw::RxMode mode = rx_mode(d);
    mode.all_multicast = on;
    change_rx(d, mode);
    return 0;
}

}  // namespace

int promiscuous_enable(rte_eth_dev* d) noexcept
{
    return set_promiscuous(d, true);
}

int promiscuous_disable(rte_eth_dev* d) noexcept
{
    return set_promiscuous(d, false);
}

int allmulticast_enable(rte_eth_dev* d) noexcept
{
    return set_all_multicast(d, true);
}

int allmulticast_disable(rte_eth_dev* d) noexcept
{
    return set_all_multicast(d, false);
}

int mac_addr_set(rte_eth_dev* d, rte_ether_addr* mac) noexcept
{
    hw::set_station_address(device(d), mac_address(*mac));
    return 0;
}

int mtu_set(rte_eth_dev* d, std::uint16_t mtu) noexcept
{
    if (d->data->dev_started == 0)
        return 0;  // ethdev has checked the range and keeps it; start() applies it
    E1K_LOG(driver, ERR, name(d), "MTU %u: the port is running; stop it, set the MTU, start it", mtu);
    return -EBUSY;
}

}  // namespace ops

}  // namespace e1k
