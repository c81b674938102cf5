// SPDX-License-Identifier: BSD-3-Clause
// The test bed is not made for one driver: the distribution's net_e1000_em, unmodified, runs on the model too.
#include "support/port.hpp"

#include <algorithm>
#include <atomic>

namespace {

using test::Delivery;
using test::Frames;

struct EmOnModel : test::Port {};

TEST_F(EmOnModel, IsTheDriverUnderTest)
{
    rte_eth_dev_info info{};
    ASSERT_EQ(rte_eth_dev_info_get(port, &info), 0);
    EXPECT_STREQ(info.driver_name, "net_e1000_em");
}

TEST_F(EmOnModel, TakesTheAddressFromTheEeprom)
{
    rte_ether_addr mac{};
    ASSERT_EQ(rte_eth_macaddr_get(port, &mac), 0);
    const test::Mac want = model.eeprom().mac();
    EXPECT_TRUE(std::ranges::equal(want, mac.addr_bytes));
}

TEST_F(EmOnModel, ReceivesAFrameIntact)
{
    ASSERT_EQ(start(), 0);
    const auto sent = frame(100);
    ASSERT_EQ(model.receive(sent), Delivery::delivered);
    EXPECT_EQ(receive_all(), Frames{sent});
}

TEST_F(EmOnModel, ReceivesAcrossManyTurnsOfTheRing)
{
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 500; ++i) {
        const auto sent = frame(60 + i, static_cast<std::uint8_t>(i));
        ASSERT_EQ(model.receive(sent), Delivery::delivered) << i;
        ASSERT_EQ(receive_all(), Frames{sent}) << i;
    }
}

TEST_F(EmOnModel, SendsFramesOfOneAndOfManySegments)
{
    ASSERT_EQ(start(), 0);
    for (const std::size_t segment : {0u, 100u, 700u}) {
        const auto sent = frame(1400);
        ASSERT_TRUE(send(sent, 0, segment));
        ASSERT_FALSE(model.sent.empty());
        EXPECT_EQ(model.sent.back(), sent) << segment;
    }
}

TEST_F(EmOnModel, TellsOfALinkThatGoesAndComes)
{
    conf.intr_conf.lsc = 1;
    std::atomic<unsigned> events = 0;
    const auto count = [](std::uint16_t, rte_eth_event_type, void* seen, void*) {
        ++*static_cast<std::atomic<unsigned>*>(seen);
        return 0;
    };
    ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
    ASSERT_EQ(start(), 0);
    EXPECT_TRUE(bed.wait_for([&] { return events >= 1; }));
    model.plug(false);
    bed.pass(20'000);  // ITR holds interrupts apart
    EXPECT_TRUE(bed.wait_for([&] { return events >= 2; }));
    rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, count, &events);
}

}  // namespace

int main(int argc, char** argv)
{
    return test::run_driver_tests(argc, argv);
}
