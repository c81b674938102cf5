// SPDX-License-Identifier: BSD-3-Clause
#include "port.hpp"

#include <gtest/gtest.h>
#include <rte_mbuf.h>

#include <algorithm>
#include <array>
#include <thread>

#include "bench.hpp"

namespace test {

using namespace std::chrono_literals;

BenchPort::BenchPort(const PortSetup& setup)
{
    set_up(setup);
}

BenchPort::~BenchPort()
{
    EXPECT_EQ(rte_eth_dev_stop(id), 0);
}

void BenchPort::set_up(const PortSetup& setup)
{
    rte_eth_dev_info info{};
    ASSERT_EQ(rte_eth_dev_info_get(id, &info), 0);
    rte_eth_conf config{};
    config.rxmode.mtu = setup.mtu;
    if (setup.mtu > 1500)
        config.rxmode.offloads = info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_SCATTER;
    config.txmode.offloads = info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
    config.link_speeds = setup.link_speeds;
    config.lpbk_mode = setup.loopback;
    config.intr_conf.lsc = setup.link_interrupt ? 1 : 0;
    config.txmode.offloads = setup.tx_offloads;
    ASSERT_EQ(rte_eth_dev_configure(id, 1, 1, &config), 0);
    auto rx = info.default_rxconf;
    rx.offloads = config.rxmode.offloads;
    ASSERT_EQ(rte_eth_rx_queue_setup(id, 0, setup.rx_descriptors, 0, &rx, pool()), 0);
    auto tx = info.default_txconf;
    tx.offloads = config.txmode.offloads;
    ASSERT_EQ(rte_eth_tx_queue_setup(id, 0, setup.tx_descriptors, 0, &tx), 0);
    ASSERT_EQ(rte_eth_dev_start(id), 0);
    ASSERT_TRUE(wait_for(link_up));
}

rte_mempool* BenchPort::pool()
{
    static rte_mempool* const pool = rte_pktmbuf_pool_create("frames", 16383, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
    return pool;
}

BenchPort::Address BenchPort::mac()
{
    Address address{};
    EXPECT_EQ(rte_eth_macaddr_get(id, &address), 0);
    return address;
}

bool BenchPort::link_up()
{
    rte_eth_link link{};
    EXPECT_EQ(rte_eth_link_get_nowait(id, &link), 0);
    return link.link_status == RTE_ETH_LINK_UP;
}

rte_eth_stats BenchPort::stats()
{
    rte_eth_stats stats{};
    EXPECT_EQ(rte_eth_stats_get(id, &stats), 0);
    return stats;
}

bool BenchPort::wait_open()
{
    Bench::instance().settle();
    auto& cable = Bench::instance().cable;
    const bool open = cable.send(make_frame(broadcast, 60)) && receive().has_value();
    drain();
    return open;
}

bool BenchPort::send(std::span<const std::uint8_t> frame, std::size_t segment)
{
    rte_mbuf* packet = packet_of(pool(), frame, segment);
    bool sent = false;
    for (int i = 0; !sent && i < 1000; ++i)
        sent = packet != nullptr && rte_eth_tx_burst(id, 0, &packet, 1) == 1;
    if (!sent)
        rte_pktmbuf_free(packet);
    return sent;
}

std::optional<Frame> BenchPort::receive(std::chrono::milliseconds limit)
{
    rte_mbuf* packet = nullptr;
    const auto end = std::chrono::steady_clock::now() + limit;
    while (rte_eth_rx_burst(id, 0, &packet, 1) == 0) {
        if (std::chrono::steady_clock::now() >= end)
            return std::nullopt;
        std::this_thread::yield();
    }
    auto frame = bytes_of(packet);
    rte_pktmbuf_free(packet);
    return frame;
}

void BenchPort::drain()
{
    while (receive(20ms))
        ;
    while (Bench::instance().cable.receive(0ms))
        ;
}

std::string driver_name()
{
    rte_eth_dev_info info{};
    EXPECT_EQ(rte_eth_dev_info_get(BenchPort::id, &info), 0);
    return info.driver_name != nullptr ? info.driver_name : "";
}

Frame make_frame(const BenchPort::Address& to, std::size_t length, unsigned seed)
{
    Frame frame(length);
    std::ranges::copy(to.addr_bytes, frame.begin());
    std::ranges::copy(std::to_array<std::uint8_t>({0x02, 0, 0, 0, 0, 1, 0x88, 0xb5}), frame.begin() + 6);
    for (std::size_t i = 14; i < length; ++i)
        frame[i] = static_cast<std::uint8_t>((i * 7 + seed) ^ (seed >> 8));
    return frame;
}

}  // namespace test
