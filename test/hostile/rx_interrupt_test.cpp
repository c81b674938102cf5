// SPDX-License-Identifier: BSD-3-Clause
// Receive interrupts that never end, alone and beside those of the link.
#include <gtest/gtest.h>
#include <rte_epoll.h>

#include <atomic>
#include <functional>

#include "hostile/liar.hpp"

namespace {

namespace icr = test::model::icr;

constexpr std::uint32_t received = icr::RXT0 | icr::RXO | icr::RXDMT0;

struct LiarRxInterrupt : test::Liar {
    LiarRxInterrupt() { conf.intr_conf = {.lsc = 0, .rxq = 1, .rmv = 0}; }

    void begin()
    {
        ASSERT_EQ(start(), 0);
        ASSERT_EQ(rte_eth_dev_rx_intr_ctl_q(port, 0, RTE_EPOLL_PER_THREAD, RTE_INTR_EVENT_ADD, nullptr), 0);
    }
    /// ITR holds interrupts back in simulated time.
    bool comes(const std::function<bool()>& what)
    {
        return bed.wait_for([&] {
            bed.pass(100);
            return what();
        });
    }
    bool woken()
    {
        return comes([] {
            rte_epoll_event event{};
            return rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1, 0) == 1;
        });
    }
    /// Though ITR would let interrupts through.
    bool stays_quiet()
    {
        for (int tries = 0; tries < 100 && becomes_quiet(); ++tries) {
            const std::uint32_t before = delivered();
            bed.pass(100);
            if (becomes_quiet() && delivered() == before)
                return true;
        }
        return false;
    }
};

TEST_F(LiarRxInterrupt, StormWakesOnceAndThenWaitsUntilItIsAskedFor)
{
    begin();
    storm(received);
    EXPECT_TRUE(stays_quiet());
    for (int i = 0; i < 5; ++i) {
        const std::uint32_t before = delivered();
        ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
        ASSERT_TRUE(woken()) << i;
        ASSERT_TRUE(stays_quiet()) << "an application that does not look is not flooded";
        EXPECT_LE(delivered(), before + 2);
    }
}

TEST_F(LiarRxInterrupt, StormLeavesTheDataPathAlone)
{
    begin();
    storm(received);
    for (std::uint8_t i = 0; i < 100; ++i) {
        ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
        ASSERT_TRUE(woken());
        expect_good_frame(i);
        ASSERT_TRUE(send(frame(60, i)));
    }
    EXPECT_EQ(model.sent.size(), 100u);
}

TEST_F(LiarRxInterrupt, StormEndsWithDisableAndWithTheStop)
{
    begin();
    storm(received);
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_rx_intr_disable(port, 0), 0);
    EXPECT_TRUE(stays_quiet());
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(model.interrupts().ims(), 0u);
    EXPECT_TRUE(stays_quiet());
}

int count(std::uint16_t, rte_eth_event_type, void* seen, void*)
{
    ++*static_cast<std::atomic<unsigned>*>(seen);
    return 0;
}

TEST_F(LiarRxInterrupt, StormOfAllCausesWakesAndMakesNoLinkEvents)
{
    conf.intr_conf.lsc = 1;
    begin();
    ASSERT_TRUE(becomes_quiet());
    rte_eth_link link{};
    ASSERT_EQ(rte_eth_link_get_nowait(port, &link), 0);
    std::atomic<unsigned> events = 0;
    ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
    storm(received | icr::LSC | icr::RXSEQ);
    ASSERT_TRUE(comes([this, first = delivered()] { return delivered() > first + 100; }));
    for (std::uint8_t i = 0; i < 50; ++i) {
        ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
        ASSERT_TRUE(woken());
        expect_good_frame(i);
    }
    EXPECT_EQ(events, 0u);
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_TRUE(stays_quiet());
    rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, count, &events);
}

}  // namespace
