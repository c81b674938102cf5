// SPDX-License-Identifier: BSD-3-Clause
// Links without a PHY: optics that tell of light by a high or by a low pin, and backplanes.
#include "hw/fiber.hpp"

#include "on_chip.hpp"

namespace test {

namespace {

using namespace model;
using hw::Pause;

constexpr std::uint64_t long_enough_us = 1'000'000;
constexpr std::uint16_t anar_pause = 1 << 10, anar_one_way = 1 << 11;

class Fibre : public OnChip, public testing::WithParamInterface<std::uint16_t> {
protected:
    Fibre() { be(GetParam()); }

    hw::LinkSetup setup{.says_pause = true, .pause = anar_pause | anar_one_way};

    [[nodiscard]] hw::Link look(bool patient = false) { return hw::attend_link(dev, setup, patient); }
    [[nodiscard]] hw::Link started()
    {
        EXPECT_EQ(hw::start_link(dev, setup), Result::ok);
        pass(long_enough_us);
        return look();
    }
    void expect_link()
    {
        const hw::Link link = look();
        EXPECT_TRUE(link.up);
        EXPECT_TRUE(link.full_duplex);
        EXPECT_EQ(link.speed_mbps, 1000);
        EXPECT_TRUE(model.fiber().carries());
        EXPECT_TRUE(model.fiber().partner_has_link());
    }
    [[nodiscard]] bool negotiates() { return (model.stored(reg::TXCW) & bit(31)) != 0; }
};

TEST_P(Fibre, IsNegotiated)
{
    ASSERT_TRUE(started().up);
    expect_link();
    EXPECT_EQ(model.stored(reg::TXCW), bit(31) | 0x1a0u) << "full duplex, PAUSE both ways and one way";
    EXPECT_EQ(rig.bar.writes_of(reg::MDIC), 0u) << "there is no PHY to ask";
}

TEST_P(Fibre, IsLeftAloneWhereItIsUpAndOffersTheSame)
{
    ASSERT_TRUE(started().up);
    ASSERT_EQ(hw::start_link(dev, setup), Result::ok);
    expect_link();
}

TEST_P(Fibre, IsNegotiatedAnewWhereTheOfferIsAnother)
{
    ASSERT_TRUE(started().up);
    setup.pause = 0;
    ASSERT_EQ(hw::start_link(dev, setup), Result::ok);
    EXPECT_FALSE(look(true).up);
    pass(long_enough_us);
    expect_link();
    EXPECT_EQ(model.stored(reg::TXCW), bit(31) | 0x020u);
}

TEST_P(Fibre, GoesWithTheLightAndComesWithIt)
{
    ASSERT_TRUE(started().up);
    for (int i = 0; i < 3; ++i) {
        model.plug(false);
        EXPECT_FALSE(look().up);
        EXPECT_FALSE(look().up) << "nobody is there to do without";
        EXPECT_TRUE(negotiates());
        model.plug(true);
        pass(long_enough_us);
        expect_link();
    }
}

TEST_P(Fibre, WaitsForAPartnerAndThenDoesWithoutNegotiation)
{
    model.fiber().set_partner(false);
    ASSERT_EQ(hw::start_link(dev, setup), Result::ok);
    EXPECT_FALSE(look(true).up);
    EXPECT_TRUE(negotiates());
    (void)look();
    expect_link();
    EXPECT_FALSE(negotiates());
}

TEST_P(Fibre, NegotiatesAgainWithAPartnerThatBegins)
{
    model.fiber().set_partner(false);
    (void)started();
    expect_link();
    model.fiber().set_partner(true);
    EXPECT_FALSE(look().up) << "the partner takes no frames";
    pass(long_enough_us);
    expect_link();
    EXPECT_TRUE(negotiates());
}

TEST_P(Fibre, DoneWithoutNegotiationGoesWithTheLightToo)
{
    model.fiber().set_partner(false);
    (void)started();
    expect_link();
    model.plug(false);
    EXPECT_FALSE(look().up);
    model.plug(true);
    (void)look();  // symbols that were disturbed
    expect_link();
}

TEST_P(Fibre, ThatIsForcedAsksNobody)
{
    setup = {.modes = hw::LinkModes::full_1000, .forced = true};
    model.fiber().set_partner(false);
    (void)started();
    expect_link();
    EXPECT_FALSE(negotiates());
    model.fiber().set_partner(true);
    (void)look();
    EXPECT_FALSE(negotiates()) << "though the partner does";
}

TEST_P(Fibre, SwitchedOffTakesThePartnersLink)
{
    ASSERT_TRUE(started().up);
    ASSERT_EQ(hw::stop_link(dev), Result::ok);
    pass(long_enough_us);
    EXPECT_FALSE(model.fiber().partner_has_link());
    EXPECT_FALSE(hw::read_link(dev).up);
    ASSERT_TRUE(started().up);
    expect_link();
}

TEST_P(Fibre, IsTakenFromWhatAnotherDriverLeft)
{
    for (const std::uint32_t word : {0u, bit(30), 0x20u, bit(31), bit(31) | 0x40u}) {
        model.write(reg::CTRL, ctrl::SLU | ctrl::FRCSPD | ctrl::FRCDPX | ctrl::SWDPIO1 | ctrl::LRST);
        model.write(reg::TXCW, word);
        ASSERT_TRUE(started().up) << word;
        expect_link();
        EXPECT_TRUE(negotiates());
    }
}

TEST_P(Fibre, OfADeviceThatIsGoneIsDown)
{
    ASSERT_TRUE(started().up);
    model.remove();
    EXPECT_FALSE(look().up);
}

TEST_P(Fibre, AgreesOnPauseAsTheStandardSays)
{
    for (const auto& [ours, theirs, agreed] :
         {std::tuple{anar_pause, Fiber::pause, Pause::full},
          {anar_one_way, static_cast<std::uint16_t>(Fiber::pause | Fiber::one_way), Pause::tx},
          {static_cast<std::uint16_t>(anar_pause | anar_one_way), Fiber::one_way, Pause::rx},
          {std::uint16_t{0}, Fiber::pause, Pause::none}}) {
        setup.pause = ours;
        model.fiber().set_partner(true, static_cast<std::uint16_t>(Fiber::full_duplex | theirs));
        ASSERT_TRUE(started().up);
        EXPECT_EQ(hw::flow_control::negotiated(dev), agreed) << ours;
    }
    model.fiber().set_partner(false, Fiber::full_duplex | Fiber::pause);
    (void)look();
    (void)look();
    EXPECT_EQ(hw::flow_control::negotiated(dev), Pause::none) << "nobody was asked";
}

/// 82543 and 82544, where light is low; 82545; 82546 on a backplane.
INSTANTIATE_TEST_SUITE_P(Of, Fibre, testing::Values(0x1001, 0x1009, 0x1011, 0x107b),
                         [](const auto& id) { return std::to_string(id.param); });

}  // namespace

}  // namespace test
