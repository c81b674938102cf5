// SPDX-License-Identifier: BSD-3-Clause
// A port that was not asked to scatter: each packet comes in one mbuf, or the start is refused.
#include <bit>
#include <optional>
#include <vector>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint64_t in_pieces = RTE_ETH_RX_OFFLOAD_SCATTER;

class DataRoom : public Driver {
protected:
    /// Set up with mbufs of @p data_room and start. @return what the start said
    [[nodiscard]] int start_with(std::uint16_t data_room, std::uint16_t mtu, std::uint64_t of_port = 0,
                                 std::uint64_t of_queue = 0)
    {
        buffers_.emplace(255, data_room);
        conf.rxmode.mtu = mtu;
        conf.rxmode.offloads = of_port;
        EXPECT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        rte_eth_rxconf how = info().default_rxconf;
        how.offloads = of_queue;
        EXPECT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, &how, buffers_->get()), 0);
        EXPECT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, nullptr), 0);
        return rte_eth_dev_start(port);
    }
    void TearDown() override
    {
        Driver::TearDown();
        buffers_.reset();
    }
    /// The longest packet of the MTU comes in, with no, one and two VLAN tags, and those about the size of a hardware's
    /// buffer; nothing longer does. All in one mbuf.
    void expect_one_mbuf_each(std::uint16_t mtu)
    {
        ASSERT_TRUE(wait_link());
        std::vector<Frame> sent;
        for (const std::size_t length : {14u + mtu, 18u + mtu, 22u + mtu})
            sent.push_back(frame(length));
        const std::size_t buffer = std::bit_floor(rte_pktmbuf_data_room_size(buffers()) - 128u);
        for (const std::size_t length : {buffer - 1, buffer, buffer + 1, buffer + 2})
            if (length <= 22u + mtu)
                sent.push_back(frame(length, 3));
        for (const Frame& each : sent)
            ASSERT_EQ(model.receive(each), Delivery::delivered);
        for (const std::size_t more : {1u, 2000u, 7000u})
            (void)model.receive(frame(22u + mtu + more));
        const auto packets = burst();
        ASSERT_EQ(packets.size(), sent.size());
        for (std::size_t i = 0; i < packets.size(); ++i) {
            EXPECT_EQ(packets[i]->nb_segs, 1) << packets[i]->pkt_len;
            EXPECT_EQ(bytes_of(packets[i]), sent[i]);
            rte_pktmbuf_free(packets[i]);
        }
    }
    [[nodiscard]] rte_mempool* buffers() const { return buffers_->get(); }

private:
    std::optional<Pool> buffers_;
};

/// Hardware's buffers are of 1024 bytes then, and the driver brings two of them together.
TEST_F(DataRoom, WithoutTheHeadroomHoldsAPacketAllTheSame)
{
    ASSERT_EQ(start_with(2048, 1500), 0);
    expect_one_mbuf_each(1500);
    rte_eth_rxq_info told{};
    ASSERT_EQ(rte_eth_rx_queue_info_get(port, 0, &told), 0);
    EXPECT_EQ(told.scattered_rx, 0);
    EXPECT_EQ(told.rx_buf_size, 1024);
    EXPECT_EQ(stats().ipackets, 7u);
    EXPECT_EQ(stats().ibytes, 1514u + 1518 + 1522 + 1023 + 1024 + 1025 + 1026);
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(rte_mempool_avail_count(buffers()), buffers()->size);
}

TEST_F(DataRoom, ThatIsTooSmallIsRefusedWithTheWaysOut)
{
    const Log log;
    EXPECT_EQ(start_with(1152, 1500), -EINVAL);
    const std::string wanted =
        std::string{"MTU 1500 has packets of up to 1522 bytes, an mbuf of mempool "} + buffers()->name +
        " takes 1024 (data room 1152, headroom 128): ask for RTE_ETH_RX_OFFLOAD_SCATTER "
        "(or give devarg rx_scatter=1), or give it a data room of 1650, or set an MTU of at most 1002";
    EXPECT_TRUE(log.has(wanted)) << log.text();
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::EN, 0u);
    EXPECT_EQ(rte_mempool_avail_count(buffers()), buffers()->size) << "nothing was taken";
}

TEST_F(DataRoom, IsNoMatterToADeviceThatScattersByDevarg)
{
    ASSERT_EQ(bed.remove(), 0);
    ASSERT_EQ(bed.probe(0, "rx_scatter=1"), 0);
    port = static_cast<std::uint16_t>(bed.port());
    ASSERT_EQ(start_with(2048, 9000), 0);
    ASSERT_TRUE(wait_link());
    expect_received(frame(9014));
}

TEST_F(DataRoom, OfTheRefusalIsTakenInEachOfItsWaysOut)
{
    {
        const Log quiet;
        ASSERT_EQ(start_with(1152, 1500), -EINVAL);
    }
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1003), 0);
    {
        const Log quiet;
        ASSERT_EQ(rte_eth_dev_start(port), -EINVAL);
    }
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1002), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    expect_one_mbuf_each(1002);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);

    ASSERT_EQ(start_with(1650, 1500), 0);
    expect_one_mbuf_each(1500);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);

    for (const bool of_queue : {false, true}) {
        ASSERT_EQ(start_with(1152, 1500, of_queue ? 0 : in_pieces, of_queue ? in_pieces : 0), 0);
        ASSERT_TRUE(wait_link());
        expect_received(frame(1514));
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

struct Room {
    std::uint16_t buffer, largest_mtu;
};

class RoomFor : public DataRoom, public ::testing::WithParamInterface<Room> {};

TEST_P(RoomFor, TheLongestPacketOfTheMtuIsEnoughAndLessIsNot)
{
    const auto [buffer, mtu] = GetParam();
    ASSERT_EQ(start_with(static_cast<std::uint16_t>(RTE_PKTMBUF_HEADROOM + buffer), mtu), 0);
    expect_one_mbuf_each(mtu);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    const Log log;
    EXPECT_EQ(start_with(static_cast<std::uint16_t>(RTE_PKTMBUF_HEADROOM + buffer), mtu + 1), -EINVAL);
    EXPECT_TRUE(log.has("at most " + std::to_string(mtu) + '\n')) << log.text();
}

INSTANTIATE_TEST_SUITE_P(Bytes, RoomFor,
                         ::testing::Values(Room{256, 234}, Room{1023, 1001}, Room{2048, 2026}, Room{4095, 4073},
                                           Room{4096, 4074}, Room{9216, 9194}, Room{12000, 11978}),
                         [](const auto& room) { return std::to_string(room.param.buffer); });

/// The queues stay while the port is configured anew.
TEST_F(DataRoom, IsJudgedByWhatIsConfiguredAtTheStart)
{
    ASSERT_EQ(start_with(2176, 9000, in_pieces), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.offloads = 0;
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    {
        const Log log;
        EXPECT_EQ(rte_eth_dev_start(port), -EINVAL);
        EXPECT_TRUE(log.has("MTU 9000 has packets of up to 9022 bytes")) << log.text();
        EXPECT_TRUE(log.has("a data room of 9150, or set an MTU of at most 2026")) << log.text();
    }
    conf.rxmode.mtu = 1500;
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    expect_one_mbuf_each(1500);
}

TEST_F(DataRoom, IsOfNoConcernToAPortThatOnlySends)
{
    conf.rxmode.mtu = 9000;
    ASSERT_EQ(rte_eth_dev_configure(port, 0, 1, &conf), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, 64, any_socket, nullptr), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
}

}  // namespace

}  // namespace test
