// SPDX-License-Identifier: BSD-3-Clause
// Frames with their CRC kept: it lies behind the packet, and is none of it.
#include <cstring>

#include "driver.hpp"
#include "support/model/checksum.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint64_t keep_crc = RTE_ETH_RX_OFFLOAD_KEEP_CRC, scatter = RTE_ETH_RX_OFFLOAD_SCATTER;

class KeptCrc : public OnEveryProfile {
protected:
    Pool small{511, RTE_PKTMBUF_HEADROOM + 256};

    /// Start with @p offloads on a queue with mbufs of @p buffers.
    [[nodiscard]] int start_with(std::uint64_t offloads, const Pool& buffers, std::uint16_t mtu = 1500)
    {
        conf.rxmode.offloads = offloads;
        conf.rxmode.mtu = mtu;
        int error = configure();
        if (error == 0)
            error = rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, nullptr, buffers.get());
        if (error == 0)
            error = rte_eth_dev_start(port);
        return error == 0 && !wait_link() ? -ENETDOWN : error;
    }
    [[nodiscard]] bool written() const { return model::Profile::named(GetParam()).writes_crc; }

    /// The CRC lies behind @p packet, which has room for it there.
    static void expect_crc(const rte_mbuf* packet)
    {
        std::uint32_t behind = 0;
        std::memcpy(&behind, rte_pktmbuf_mtod_offset(packet, const std::uint8_t*, packet->data_len), sizeof behind);
        EXPECT_EQ(behind, frame_check_sequence(bytes_of(packet)));
    }
};

TEST_P(KeptCrc, LiesBehindThePacketAndIsNotCounted)
{
    ASSERT_EQ(start_with(keep_crc, pool), 0);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::SECRC, 0u);
    std::uint64_t bytes = 0;
    for (const std::size_t size : {60u, 61u, 100u, 1514u, 1518u}) {
        ASSERT_EQ(model.receive(frame(size)), Delivery::delivered);
        const auto got = burst();
        ASSERT_EQ(got.size(), 1u);
        EXPECT_EQ(bytes_of(got[0]), frame(size));
        EXPECT_EQ(got[0]->ol_flags, 0u);
        if (written())
            expect_crc(got[0]);
        rte_pktmbuf_free(got[0]);
        bytes += size;
    }
    EXPECT_EQ(stats().ibytes, bytes);
    EXPECT_EQ(stats().ierrors, 0u);
}

TEST_P(KeptCrc, BeginsInOneBufferAndEndsInTheNext)
{
    ASSERT_EQ(start_with(keep_crc | scatter, small), 0);
    std::uint64_t packets = 0, bytes = 0;
    for (std::size_t size = 248; size < 776; size = size % 256 == 4 ? size + 244 : size + 1) {
        ASSERT_EQ(model.receive(frame(size)), Delivery::delivered);
        const auto got = burst();
        ASSERT_EQ(got.size(), 1u) << size;
        EXPECT_EQ(bytes_of(got[0]), frame(size));
        EXPECT_EQ(got[0]->pkt_len, size);
        EXPECT_EQ(got[0]->nb_segs, (size + 255) / 256) << size << ": no segment of the CRC alone";
        EXPECT_EQ(rte_mbuf_check(got[0], 1, nullptr), 0);
        rte_pktmbuf_free(got[0]);
        bytes += size;
        ++packets;
    }
    EXPECT_EQ(stats().ipackets, packets);
    EXPECT_EQ(stats().ibytes, bytes);
    EXPECT_EQ(stats().ierrors, 0u);
}

TEST_P(KeptCrc, NeedsRoomInTheMbuf)
{
    const Log log;
    EXPECT_EQ(start_with(keep_crc, pool, 2026), -EINVAL);
    EXPECT_TRUE(log.has("2052 bytes")) << log.text();
    EXPECT_TRUE(log.has("an MTU of at most 2022")) << log.text();
    ASSERT_EQ(start_with(keep_crc, pool, 2022), 0);
    expect_received(frame(2044));
    EXPECT_EQ(rte_eth_dev_set_mtu(port, 2023), -EINVAL);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(start_with(0, pool, 2026), 0);
    expect_received(frame(2048));
}

TEST_P(KeptCrc, IsStrippedAgainWhereItIsNoLongerAskedFor)
{
    ASSERT_EQ(start_with(keep_crc, pool), 0);
    expect_received(frame(100));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.offloads = 0;
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_NE(model.stored(reg::RCTL) & rctl::SECRC, 0u);
    expect_received(frame(100));
    EXPECT_EQ(stats().ibytes, 200u);
}

TEST_P(KeptCrc, IsKeptWhenTheReceiverChanges)
{
    ASSERT_EQ(start_with(keep_crc, pool), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::SECRC, 0u);
    ASSERT_TRUE(wait_link());
    expect_received(frame(100));
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::SECRC, 0u);
    expect_received(frame(100));
}

INSTANTIATE_TEST_SUITE_P(On, KeptCrc, all_profiles, profile_name);

}  // namespace

}  // namespace test
