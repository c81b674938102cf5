// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include "dpdk/log.hpp"
#include "ethdev/adapter.hpp"
#include "ethdev/frame_size.hpp"
#include "ethdev/interrupts.hpp"
#include "ethdev/link_ops.hpp"
#include "ethdev/ops.hpp"
#include "ethdev/packet_log.hpp"
#include "ethdev/traffic.hpp"
#include "hw/link.hpp"
#include "hw/transmitter.hpp"

namespace e1k::ops {

namespace {

[[nodiscard]] bool queues_set_up(const rte_eth_dev* d)
{
    const bool rx = d->data->nb_rx_queues == 0 || rx_queue(d) != nullptr;
    const bool tx = d->data->nb_tx_queues == 0 || tx_queue(d) != nullptr;
    if (!rx || !tx)
        E1K_LOG(init, ERR, name(d), "start: %s queue 0 is not set up", rx ? "TX" : "RX");
    return rx && tx;
}

/// Give the RX ring its buffers: the one step of a start that can run out of something.
[[nodiscard]] int fill_rx(rte_eth_dev* d, const hw::RxMode& mode)
{
    RxQueue* q = rx_queue(d);
    if (q == nullptr)
        return 0;
    d->data->scattered_rx = scatters(d, d->data->mtu);
    if (q->fill(mode.buffer_size, max_packet(d->data->mtu)))
        return 0;
    E1K_LOG(init, ERR, name(d), "start: the RX ring needs %u mbufs, mempool %s has %u", q->size(), q->pool->name,
            rte_mempool_avail_count(q->pool));
    return -ENOMEM;
}

/// What comes in besides what RCTL lets in: the station's addresses and groups. @sdm 13.5.1, 13.5.2
void program_filters(const rte_eth_dev* d)
{
    const hw::Device dev = device(d);
    for (std::uint32_t i = 0; i < hw::receive_addresses; ++i)
        if (const rte_ether_addr& mac = d->data->mac_addrs[i]; rte_is_zero_ether_addr(&mac) == 0)
            hw::set_receive_address(dev, i, mac_address(mac));
    if (const hw::MulticastTable& groups = adapter(d).multicast; !groups.empty())  // as the reset has left the table
        groups.write(dev);
}

/// Share the packet buffer out as the MTU needs it. That counts from a reset on: a port is stopped with what it had.
[[nodiscard]] int share_packet_buffer(const rte_eth_dev* d)
{
    const std::uint32_t wanted = rx_packet_buffer(d->data->mtu);
    if (wanted == adapter(d).rx_packet_buffer)
        return 0;
    const hw::Result r = reset_device(d, wanted);
    if (r == hw::Result::ok)
        hw::set_receive_address(device(d), 0, adapter(d).own_mac);
    else
        E1K_LOG(init, ERR, name(d), "start: the reset failed (%s); try again", rte_strerror(-to_errno(r)));
    return to_errno(r);
}

/// Put the rings where the device finds them. It is disabled, and the RX ring filled.
void set_up_rings(const rte_eth_dev* d)
{
    const hw::Device dev = device(d);
    if (TxQueue* q = tx_queue(d); q != nullptr) {
        q->fast_free = (offloads(d, *q) & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE) != 0;
        q->start();
        hw::transmitter::set_ring(dev, q->zone->iova, q->ring.size_bytes());
    }
    if (const RxQueue* q = rx_queue(d); q != nullptr)
        hw::receiver::set_ring(dev, q->zone->iova, q->ring.size_bytes(), q->size());
}

void raise_link(const rte_eth_dev* d)
{
    const hw::Result r = adapter(d).link_off ? hw::stop_link(device(d)) : hw::start_link(device(d));
    if (r != hw::Result::ok)
        E1K_LOG(init, WARNING, name(d), "start: the PHY does not answer (%s)", rte_strerror(-to_errno(r)));
}

void select_bursts(rte_eth_dev* d)
{
    d->rx_pkt_burst = rte_log_can_log(log::rx, RTE_LOG_DEBUG) ? rx_burst_logged : rx_burst;
    d->tx_pkt_burst = rte_log_can_log(log::tx, RTE_LOG_DEBUG) ? tx_burst_logged : tx_burst;
    d->tx_pkt_prepare = tx_prepare;
}

/// dpdk-testpmd polls only queues that are marked as started.
void mark_queues(rte_eth_dev* d, std::uint8_t state)
{
    std::fill_n(d->data->rx_queue_state, d->data->nb_rx_queues, state);
    std::fill_n(d->data->tx_queue_state, d->data->nb_tx_queues, state);
}

}  // namespace

int dev_configure(rte_eth_dev* d) noexcept
{
    const rte_eth_conf& conf = d->data->dev_conf;
    if (conf.link_speeds != RTE_ETH_LINK_SPEED_AUTONEG) {
        E1K_LOG(init, ERR, name(d), "link_speeds 0x%x: only autonegotiation of all speeds (0) is supported",
                conf.link_speeds);
        return -EINVAL;
    }
    if (conf.lpbk_mode != 0) {
        E1K_LOG(init, ERR, name(d), "lpbk_mode %u: loopback is not supported, set it to 0", conf.lpbk_mode);
        return -EINVAL;
    }
    // With one queue, RSS has nothing to spread: applications may ask for it. The other modes need queues.
    if ((conf.rxmode.mq_mode & ~RTE_ETH_MQ_RX_RSS_FLAG) != 0 || conf.txmode.mq_mode != RTE_ETH_MQ_TX_NONE) {
        E1K_LOG(init, ERR, name(d), "mq_mode rx %u tx %u: there is one queue each way, set them to 0",
                unsigned{conf.rxmode.mq_mode}, unsigned{conf.txmode.mq_mode});
        return -EINVAL;
    }
    if (conf.intr_conf.rxq != 0 && !adapter(d).has_line) {  // ethdev asks for the link's by itself
        E1K_LOG(init, ERR, name(d), "receive interrupts: no interrupt line; set intr_conf.rxq to 0 and poll");
        return -ENOTSUP;
    }
    return 0;
}

int dev_start(rte_eth_dev* d) noexcept
{
    const hw::Device dev = device(d);
    if (!queues_set_up(d) || !packets_fit(d, d->data->mtu, "start"))
        return -EINVAL;
    if (hw::removed(dev)) {
        E1K_LOG(init, ERR, name(d), "start: the device does not answer");
        return to_errno(hw::Result::removed);
    }
    if (const int err = share_packet_buffer(d); err != 0)
        return err;
    const hw::RxMode mode = rx_mode(d);
    int err = open_interrupts(d);
    if (err == 0)
        err = fill_rx(d, mode);
    if (err != 0) {
        close_interrupts(d);
        return err;
    }

    program_filters(d);
    hw::transmitter::set_gaps(dev);
    set_up_rings(d);
    raise_link(d);
    select_bursts(d);
    unmask_interrupts(d);
    mark_queues(d, RTE_ETH_QUEUE_STATE_STARTED);
    set_running(d, true);
    enable_traffic(d, mode);
    E1K_LOG(init, DEBUG, name(d), "started, CTRL 0x%08x STATUS 0x%08x RCTL 0x%08x", hw::control_word(dev),
            hw::status_word(dev), raw(adapter(d).rctl));
    if (hw::removed(dev)) {  // asked last: no step before can tell
        E1K_LOG(init, ERR, name(d), "start: the device does not answer any more");
        (void)dev_stop(d);
        return to_errno(hw::Result::removed);
    }
    return 0;
}

int dev_stop(rte_eth_dev* d) noexcept
{
    close_interrupts(d);
    set_running(d, false);
    const hw::Result r = reset_device(d, adapter(d).rx_packet_buffer);
    if (r != hw::Result::ok && r != hw::Result::removed) {
        // DMA may still run: the buffers stay where they are, and the port counts as running.
        E1K_LOG(init, ERR, name(d), "stop: the reset failed (%s); try again", rte_strerror(-to_errno(r)));
        return to_errno(r);
    }
    hw::set_receive_address(device(d), 0, adapter(d).own_mac);
    hw::deliver(device(d));
    mark_queues(d, RTE_ETH_QUEUE_STATE_STOPPED);
    if (RxQueue* q = rx_queue(d); q != nullptr)
        q->drain();
    if (TxQueue* q = tx_queue(d); q != nullptr)
        q->drain();
    return 0;
}

int dev_close(rte_eth_dev* d) noexcept
{
    if (rte_eal_process_type() != RTE_PROC_PRIMARY)
        return 0;
    if (d->data->dev_started != 0) {  // ethdev lets only a detach come here with a running port
        if (const int err = dev_stop(d); err != 0)
            return err;
        d->data->dev_started = 0;
    }
    detach_interrupts(d);
    release_queues(d);
    return 0;
}

int is_removed(rte_eth_dev* d) noexcept
{
    return hw::removed(device(d)) ? 1 : 0;
}

}  // namespace e1k::ops
