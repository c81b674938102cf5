// SPDX-License-Identifier: BSD-3-Clause
// The shipped librte_net_e1k.so: a port comes up, carries frames both ways and goes.
#include "support/port.hpp"

#include <algorithm>

namespace {

using test::Delivery;
using test::Frames;

struct Port : test::Port {};

TEST_F(Port, IsDrivenByNetE1k)
{
    rte_eth_dev_info info{};
    ASSERT_EQ(rte_eth_dev_info_get(port, &info), 0);
    EXPECT_STREQ(info.driver_name, "net_e1k");
}

TEST_F(Port, IsProbedWithAtMostSixHundredRegisterAccesses)
{
    EXPECT_LE(slot.bar.reads() + slot.bar.writes(), 600u);
}

TEST_F(Port, TakesItsAddressFromTheEeprom)
{
    rte_ether_addr mac{};
    ASSERT_EQ(rte_eth_macaddr_get(port, &mac), 0);
    EXPECT_TRUE(std::ranges::equal(model.eeprom().mac(), mac.addr_bytes));
}

TEST_F(Port, ReceivesAFrameIntact)
{
    ASSERT_EQ(start(), 0);
    const auto sent = frame(100);
    ASSERT_EQ(model.receive(sent), Delivery::delivered);
    EXPECT_EQ(receive_all(), Frames{sent});
}

TEST_F(Port, ReceivesAcrossManyTurnsOfTheRing)
{
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 500; ++i) {
        const auto sent = frame(60 + i, static_cast<std::uint8_t>(i));
        ASSERT_EQ(model.receive(sent), Delivery::delivered) << i;
        ASSERT_EQ(receive_all(), Frames{sent}) << i;
    }
}

TEST_F(Port, SendsFramesOfOneAndOfManySegments)
{
    ASSERT_EQ(start(), 0);
    for (const std::size_t segment : {0u, 100u, 700u}) {
        const auto sent = frame(1400);
        ASSERT_TRUE(send(sent, 0, segment));
        ASSERT_FALSE(model.sent.empty());
        EXPECT_EQ(model.sent.back(), sent) << segment;
    }
}

TEST_F(Port, SendsAcrossManyTurnsOfTheRing)
{
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 500; ++i) {
        const auto sent = frame(60 + i, static_cast<std::uint8_t>(i));
        ASSERT_TRUE(send(sent)) << i;
        ASSERT_EQ(model.sent.size(), i + 1);
        ASSERT_EQ(model.sent.back(), sent) << i;
    }
}

/// The same on every 8254x there is.
struct EveryProfile : test::Port, ::testing::WithParamInterface<std::tuple<const char*, std::uint16_t>> {
    EveryProfile() : test::Port(test::model::Profile::named(std::get<0>(GetParam())), std::get<1>(GetParam())) {}
};

TEST_P(EveryProfile, CarriesFramesBothWays)
{
    ASSERT_EQ(start(), 0);
    const auto message = frame(500);
    ASSERT_EQ(model.receive(message), Delivery::delivered);
    EXPECT_EQ(receive_all(), Frames{message});
    ASSERT_TRUE(send(message));
    EXPECT_EQ(model.sent, (std::deque{message}));
}

INSTANTIATE_TEST_SUITE_P(, EveryProfile,
                         ::testing::Combine(::testing::Values("silicon", "qemu", "virtualbox", "bhyve"),
                                            ::testing::Values(0x100e, 0x100c, 0x100f)),
                         [](const auto& chosen) {
                             return std::string{std::get<0>(chosen.param)} + "_" +
                                    std::to_string(std::get<1>(chosen.param) & 0xff);
                         });

}  // namespace

int main(int argc, char** argv)
{
    return test::run_driver_tests(argc, argv);
}
