// SPDX-License-Identifier: BSD-3-Clause
// Which burst functions a port gets, and how it tells.
#include "driver.hpp"

namespace test {

namespace {

class BurstsTest : public Driver {
protected:
    [[nodiscard]] std::string rx_mode() const
    {
        rte_eth_burst_mode mode{};
        EXPECT_EQ(rte_eth_rx_burst_mode_get(port, 0, &mode), 0);
        return mode.info;
    }
    [[nodiscard]] std::string tx_mode() const
    {
        rte_eth_burst_mode mode{};
        EXPECT_EQ(rte_eth_tx_burst_mode_get(port, 0, &mode), 0);
        return mode.info;
    }
};

TEST_F(BurstsTest, WithoutOffloadsAreThePlainOnes)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(rx_mode(), fastest_rx());
    EXPECT_EQ(tx_mode(), fastest_tx());
}

TEST_F(BurstsTest, ThatLogSayIt)
{
    const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.rx"};
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(rx_mode(), fastest_rx() + ", logged");
    EXPECT_EQ(tx_mode(), fastest_tx());
    expect_traffic();
    EXPECT_TRUE(log.has("100 bytes in 1 buffers")) << log.text();
}

}  // namespace

}  // namespace test
