// SPDX-License-Identifier: BSD-3-Clause
// Rings of many sizes, through several turns.
#include "driver.hpp"

namespace test {

namespace {

using namespace model;

class RingOf : public Driver, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    RingOf() { rx_size = tx_size = GetParam(); }
    Pool large{6143};

    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, nullptr, large.get()), 0);
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, nullptr), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
    }
    void TearDown() override
    {
        Driver::TearDown();  // before `large` goes
    }
};

TEST_P(RingOf, ReceivesThroughThreeTurns)
{
    const unsigned total = 3u * rx_size + 5;
    for (unsigned done = 0; done < total;) {
        Frames sent;
        for (unsigned i = 0; i < 29; ++i, ++done) {
            sent.push_back(frame(60 + done % 40, static_cast<std::uint8_t>(done)));
            ASSERT_EQ(model.receive(sent.back()), Delivery::delivered) << done;
        }
        ASSERT_EQ(receive_all(), sent) << "before " << done;
    }
}

TEST_P(RingOf, SendsThroughThreeTurns)
{
    const unsigned total = 3u * tx_size + 5;
    for (unsigned done = 0; done < total;) {
        std::vector<rte_mbuf*> burst;
        std::deque<Frame> wanted;
        for (unsigned i = 0; i < 29; ++i, ++done) {
            wanted.push_back(frame(60 + done % 40, static_cast<std::uint8_t>(done)));
            burst.push_back(pool.make(wanted.back()));
        }
        ASSERT_EQ(rte_eth_tx_burst(port, 0, burst.data(), 29), 29) << "before " << done;
        ASSERT_EQ(model.sent, wanted) << "before " << done;
        model.sent.clear();
    }
}

TEST_P(RingOf, IsToldAsItIs)
{
    rte_eth_rxq_info rx{};
    rte_eth_txq_info tx{};
    ASSERT_EQ(rte_eth_rx_queue_info_get(port, 0, &rx), 0);
    ASSERT_EQ(rte_eth_tx_queue_info_get(port, 0, &tx), 0);
    EXPECT_EQ(rx.nb_desc, rx_size);
    EXPECT_EQ(rx.mp, large.get());
    EXPECT_EQ(tx.nb_desc, tx_size);
    EXPECT_EQ(model.rx().ring_size(), rx_size);
    EXPECT_EQ(model.tx().ring_size(), tx_size);
}

TEST_P(RingOf, LiesAt128Bytes)
{
    EXPECT_EQ(model.stored(reg::RDBAL) % 128, 0u);
    EXPECT_EQ(model.stored(reg::TDBAL) % 128, 0u);
}

INSTANTIATE_TEST_SUITE_P(Size, RingOf,
                         ::testing::Values(32, 40, 48, 56, 64, 104, 128, 504, 1000, 1024, 2040, 4088, 4096),
                         [](const auto& size) { return std::to_string(size.param); });

}  // namespace

}  // namespace test
