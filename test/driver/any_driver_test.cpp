// SPDX-License-Identifier: BSD-3-Clause
// What any driver of an 8254x does on the model. The test bed is not made for one driver: this runs with the shipped
// net_e1k and with the distribution's net_e1000_em. The environment's DRIVER is the name that the port's driver must
// have.
#include "support/port.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>

namespace {

using test::Delivery;
using test::Frames;

/// On a bus that bears a reset in any way: net_e1000_em knows of no other than through memory.
struct AnyDriver : test::Port {
    void before_probe() override { model.faults().bears_any_reset = true; }
};

TEST_F(AnyDriver, IsTheDriverUnderTest)
{
    rte_eth_dev_info info{};
    ASSERT_EQ(rte_eth_dev_info_get(port, &info), 0);
    ASSERT_NE(std::getenv("DRIVER"), nullptr);
    EXPECT_STREQ(info.driver_name, std::getenv("DRIVER"));
}

TEST_F(AnyDriver, TakesTheAddressFromTheEeprom)
{
    rte_ether_addr mac{};
    ASSERT_EQ(rte_eth_macaddr_get(port, &mac), 0);
    const test::Mac want = model.eeprom().mac();
    EXPECT_TRUE(std::ranges::equal(want, mac.addr_bytes));
}

TEST_F(AnyDriver, ReceivesAFrameIntact)
{
    ASSERT_EQ(start(), 0);
    const auto sent = frame(100);
    ASSERT_EQ(model.receive(sent), Delivery::delivered);
    EXPECT_EQ(receive_all(), Frames{sent});
}

TEST_F(AnyDriver, ReceivesAcrossManyTurnsOfTheRing)
{
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 500; ++i) {
        const auto sent = frame(60 + i, static_cast<std::uint8_t>(i));
        ASSERT_EQ(model.receive(sent), Delivery::delivered) << i;
        ASSERT_EQ(receive_all(), Frames{sent}) << i;
    }
}

TEST_F(AnyDriver, SendsFramesOfOneAndOfManySegments)
{
    ASSERT_EQ(start(), 0);
    for (const std::size_t segment : {0u, 100u, 700u}) {
        const auto sent = frame(1400);
        ASSERT_TRUE(send(sent, 0, segment));
        ASSERT_FALSE(model.sent.empty());
        EXPECT_EQ(model.sent.back(), sent) << segment;
    }
}

TEST_F(AnyDriver, SendsAcrossManyTurnsOfTheRing)
{
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 500; ++i) {
        const auto sent = frame(60 + i, static_cast<std::uint8_t>(i));
        ASSERT_TRUE(send(sent)) << i;
        ASSERT_EQ(model.sent.size(), i + 1);
        ASSERT_EQ(model.sent.back(), sent) << i;
    }
}

/// A test that has failed may leave them.
struct LeftWatching : AnyDriver {
    void TearDown() override
    {
        seen = 0;
        AnyDriver::TearDown();
        EXPECT_EQ(seen, 0u) << "what a test watches with may be gone when its port is stopped";
        EXPECT_FALSE(model.on_write || model.on_sent);
    }

    unsigned seen = 0;
};

TEST_F(LeftWatching, EndsWithTheTest)
{
    ASSERT_EQ(start(), 0);
    model.on_write = [this](std::uint32_t) { ++seen; };
    model.on_sent = [this](const test::Frame&) { ++seen; };
    ASSERT_TRUE(send(frame()));
    EXPECT_GE(seen, 2u);
}

TEST_F(AnyDriver, TellsOfALinkThatGoes)
{
    conf.intr_conf.lsc = 1;
    std::atomic<unsigned> events = 0;
    const auto count = [](std::uint16_t, rte_eth_event_type, void* seen, void*) {
        ++*static_cast<std::atomic<unsigned>*>(seen);
        return 0;
    };
    ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
    ASSERT_EQ(start(), 0);
    EXPECT_TRUE(wait_link(true));
    bed.pass(20'000);  // ITR holds interrupts apart
    const unsigned before = events;
    model.plug(false);
    EXPECT_TRUE(bed.wait_for([&] { return events > before; }));
    EXPECT_TRUE(wait_link(false));
    rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, count, &events);
}

}  // namespace

int main(int argc, char** argv)
{
    return test::run_driver_tests(argc, argv);
}
