// SPDX-License-Identifier: BSD-3-Clause
// The LEDs of a port, switched by the application.
#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint32_t lit = 0x0e0e0e0e, dark = 0x0f0f0f0f, modes_and_blink = 0x8f8f8f8f;

class Led : public OnEveryProfile {
protected:
    [[nodiscard]] std::uint32_t control() { return model.stored(reg::LEDCTL); }
    void before_probe() override { of_board = control(); }
    std::uint32_t of_board = 0;
};

TEST_P(Led, IsLitAndDarkAndTheBoardsAgainWhenThePortStops)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(rte_eth_led_on(port), 0);
        EXPECT_EQ(control(), (of_board & ~modes_and_blink) | lit);
        ASSERT_EQ(rte_eth_led_off(port), 0);
        EXPECT_EQ(control(), (of_board & ~modes_and_blink) | dark);
    }
    ASSERT_EQ(rte_eth_led_on(port), 0);
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(control(), of_board);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(control(), of_board);
}

TEST_P(Led, SwitchedTheSameWayTwiceIsWrittenOnce)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_led_on(port), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(rte_eth_led_on(port), 0);
    EXPECT_EQ(slot.bar.writes(), 0u);
    ASSERT_EQ(rte_eth_led_off(port), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(rte_eth_led_off(port), 0);
    EXPECT_EQ(slot.bar.writes(), 0u);
}

TEST_P(Led, OfAStoppedPortStaysLitOverAStartThatResetsTheDevice)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_led_on(port), 0);
    EXPECT_EQ(control() & modes_and_blink, lit);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    bed.pass(20'000);
    EXPECT_EQ(control() & modes_and_blink, lit);
}

TEST_P(Led, IsTheBoardsAgainAfterAResetAndAClose)
{
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_led_off(port), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(control(), of_board);
    ASSERT_EQ(rte_eth_led_off(port), 0);
    EXPECT_NE(control(), of_board);
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(control(), of_board);
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
}

INSTANTIATE_TEST_SUITE_P(Profile, Led, all_profiles, profile_name);

/// The 82544 has no LEDCTL: software-definable pin 0 pulls the LED's other end down.
class LedByPin : public Driver {
protected:
    LedByPin() : Driver(Profile::silicon(), 0x100c) {}
    static constexpr std::uint32_t pin = ctrl::SWDPIN0 | ctrl::SWDPIO0;
    [[nodiscard]] std::uint32_t control() { return model.stored(reg::CTRL); }
};

TEST_F(LedByPin, IsLitByALowAndDarkByAHighLevel)
{
    model.stored(reg::CTRL) |= ctrl::SWDPIN0;
    const std::uint32_t ledctl = model.stored(reg::LEDCTL);
    ASSERT_EQ(rte_eth_led_on(port), 0);
    EXPECT_EQ(control() & pin, ctrl::SWDPIO0);
    ASSERT_EQ(rte_eth_led_off(port), 0);
    EXPECT_EQ(control() & pin, ctrl::SWDPIO0 | ctrl::SWDPIN0);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(control() & pin, ctrl::SWDPIO0 | ctrl::SWDPIN0) << "the link's bits are others";
    expect_traffic();
    ASSERT_EQ(rte_eth_led_on(port), 0);
    EXPECT_NE(control() & ctrl::SLU, 0u);
    EXPECT_EQ(model.stored(reg::LEDCTL), ledctl);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(control() & ctrl::SWDPIO0, 0u);
}

using LedOfADevice = Driver;

TEST_F(LedOfADevice, ThatIsGoneSaysSo)
{
    ASSERT_EQ(start(), 0);
    model.remove();
    EXPECT_EQ(rte_eth_led_on(port), -EIO) << "ethdev's word for it";
}

}  // namespace

}  // namespace test
