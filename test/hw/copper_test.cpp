// SPDX-License-Identifier: BSD-3-Clause
// Links by a PHY, chip by chip: on 82543 (pins, a MAC that does not follow), M88 and IGP.
#include <initializer_list>

#include "hw/link.hpp"
#include "hw/phy.hpp"
#include "on_chip.hpp"

namespace test {

namespace {

using namespace model;
using hw::phy::Register;

constexpr std::uint16_t by_pins = 0x1004, m88 = 0x100e, igp_of_2002 = 0x1013, igp = 0x1076;
constexpr std::uint64_t long_enough_us = 5'000'000;

class Copper : public OnChip {
protected:
    hw::LinkSetup setup;

    [[nodiscard]] hw::Link started()
    {
        EXPECT_EQ(hw::start_link(dev, setup), Result::ok);
        pass(long_enough_us);
        return hw::attend_link(dev, setup, false);
    }
    void expect_link(std::uint16_t speed_mbps, bool full_duplex)
    {
        const hw::Link link = started();
        EXPECT_TRUE(link.up);
        EXPECT_EQ(link.speed_mbps, speed_mbps);
        EXPECT_EQ(link.full_duplex, full_duplex);
        model.receive(Frame(60));  // the model tells whether MAC and PHY agree
    }
    void write_phy(unsigned number, std::uint16_t value) { model.phy().write(number, value); }
};

class OnEachPhy : public Copper, public testing::WithParamInterface<std::uint16_t> {
protected:
    OnEachPhy() { be(GetParam()); }
};

TEST_P(OnEachPhy, NegotiatesTheBestThatBothHave)
{
    expect_link(1000, true);
    for (const auto& [ability, speed, full] : std::initializer_list<std::tuple<std::uint16_t, std::uint16_t, bool>>{
             {0x4101, 100, true}, {0x4081, 100, false}, {0x4041, 10, true}, {0x4021, 10, false}}) {
        model.phy().set_partner(ability, 0);
        model.phy().renegotiate();
        expect_link(speed, full);
    }
}

TEST_P(OnEachPhy, DoesWhatIsForced)
{
    using enum hw::LinkModes;
    for (const auto& [modes, speed, full] : std::initializer_list<std::tuple<hw::LinkModes, std::uint16_t, bool>>{
             {half_10, 10, false}, {full_100, 100, true}, {full_10, 10, true}, {half_100, 100, false}}) {
        setup = {.modes = modes, .forced = true};
        expect_link(speed, full);
        EXPECT_EQ(model.phy().speed_mbps(), speed);
        EXPECT_EQ(model.phy().full_duplex(), full);
    }
    setup = {};
    expect_link(1000, true);
}

TEST_P(OnEachPhy, GivesBackWhatIsSentInLoopback)
{
    setup = {.loopback = true};
    model.plug(false);
    expect_link(1000, true);
    EXPECT_TRUE(model.phy().loopback());
    model.plug(true);
    setup = {};
    expect_link(1000, true);
    EXPECT_FALSE(model.phy().loopback());
}

TEST_P(OnEachPhy, HasNoPowerWhileTheLinkIsOff)
{
    ASSERT_TRUE(started().up);
    ASSERT_EQ(hw::stop_link(dev), Result::ok);
    pass(long_enough_us);
    EXPECT_FALSE(model.phy().link());
    EXPECT_FALSE(hw::attend_link(dev, setup, false).up);
    expect_link(1000, true);
}

TEST_P(OnEachPhy, IsTakenFromWhatAnotherDriverLeft)
{
    for (const unsigned control : {0x4140u, 0x0100u, 0x2000u, 0x1940u, 0x1540u, 0x4ca0u}) {
        write_phy(0, static_cast<std::uint16_t>(control));
        pass(long_enough_us);
        expect_link(1000, true);
    }
}

TEST_P(OnEachPhy, IsLeftAloneWhereItDoesWhatIsAsked)
{
    ASSERT_TRUE(started().up);
    EXPECT_EQ(hw::start_link(dev, setup), Result::ok);
    EXPECT_TRUE(hw::attend_link(dev, setup, false).up) << "at once";
}

TEST_P(OnEachPhy, TellsWhoItIs)
{
    hw::release_phy(dev);
    std::uint32_t id = 0;
    ASSERT_EQ(hw::read_phy_id(dev, id), Result::ok);
    EXPECT_EQ(id, std::uint32_t{model.phy().reg(2)} << 16 | model.phy().reg(3));
}

INSTANTIATE_TEST_SUITE_P(Of, OnEachPhy, testing::Values(by_pins, m88, std::uint16_t{0x100c}, igp_of_2002, igp),
                         [](const auto& id) { return std::to_string(id.param); });

class Crossing : public Copper {};

/// Bits of PSCR: 6:5 crossover, 10 link forced, 11 carrier. The crossover counts from a reset on.
TEST_F(Crossing, IsFoundOutAgainByAnM88ThatWasToldOtherwise)
{
    be(m88);
    model.phy().cross(true);
    write_phy(16, 0x0700);
    write_phy(0, 0x9140);
    pass(long_enough_us);
    ASSERT_FALSE(model.phy().link());
    expect_link(1000, true);
    EXPECT_EQ(model.phy().reg(16), 0x0b60);
}

/// PPCONT: 12 finds out, 13 crossed.
TEST_F(Crossing, IsFoundOutAgainByAnIgpThatWasToldOtherwise)
{
    be(igp);
    model.phy().cross(true);
    write_phy(18, 0);
    write_phy(0, 0x1340);
    pass(long_enough_us);
    ASSERT_FALSE(model.phy().link());
    write_phy(31, 0x1f95);  // in a page where 18 is another register
    expect_link(1000, true);
    EXPECT_EQ(model.phy().reg(18), bit(12));
}

TEST_F(Crossing, IsNotAskedOfAnIgpThatCannotFindItOut)
{
    be(igp_of_2002);
    write_phy(18, bit(12));
    write_phy(0, 0x1340);
    expect_link(1000, true);
    EXPECT_EQ(model.phy().reg(18) & 0x3000, 0);
}

TEST_F(Crossing, IsNotFoundOutWhereSpeedsAreForced)
{
    setup = {.modes = hw::LinkModes::full_100, .forced = true};
    be(m88);
    expect_link(100, true);
    EXPECT_EQ(model.phy().reg(16) & 0x0060, 0);
    EXPECT_EQ(model.phy().reg(20) & 0x0070, 0x0070) << "the clock for a MAC without a link";
    be(igp);
    expect_link(100, true);
    EXPECT_EQ(model.phy().reg(18) & 0x3000, 0);
}

class MacThatDoesNotFollow : public Copper {
protected:
    MacThatDoesNotFollow() { be(by_pins); }
};

TEST_F(MacThatDoesNotFollow, IsToldWheneverThePhyHasAnother)
{
    ASSERT_TRUE(started().up);
    model.phy().set_partner(0x4081, 0);
    model.phy().renegotiate();
    pass(long_enough_us);
    const hw::Link link = hw::attend_link(dev, setup, false);
    EXPECT_EQ(link.speed_mbps, 100);
    EXPECT_FALSE(link.full_duplex);
    EXPECT_EQ(model.stored(reg::CTRL) & (ctrl::FRCSPD | ctrl::FRCDPX | ctrl::FD | 3u << 8),
              ctrl::FRCSPD | ctrl::FRCDPX | 1u << 8);
}

TEST_F(MacThatDoesNotFollow, IsNotWrittenWhereItHasTheSame)
{
    ASSERT_TRUE(started().up);
    const std::uint32_t before = model.stored(reg::CTRL);
    (void)hw::attend_link(dev, setup, false);
    EXPECT_EQ(model.stored(reg::CTRL) | ctrl::SWDPIN2 | ctrl::SWDPIO2, before | ctrl::SWDPIN2 | ctrl::SWDPIO2);
}

TEST_F(MacThatDoesNotFollow, HasNoLinkWhileThePhyDoesNotTellWhich)
{
    ASSERT_TRUE(started().up);
    model.faults().mdic_error = true;
    EXPECT_FALSE(hw::attend_link(dev, setup, false).up);
}

class ByPins : public Copper {
protected:
    ByPins() { be(by_pins); }
};

TEST_F(ByPins, EveryRegisterIsReadAndWrittenBitByBit)
{
    hw::release_phy(dev);
    for (const unsigned each : {0x0000u, 0xffffu, 0xa5a5u, 0x8001u, 0x1234u}) {
        const auto value = static_cast<std::uint16_t>(each);
        ASSERT_EQ(hw::write_phy(dev, Register::ANAR, value), Result::ok);
        EXPECT_EQ(model.phy().reg(4), value);
        std::uint16_t read = 0x5555;
        ASSERT_EQ(hw::read_phy(dev, Register::ANAR, read), Result::ok);
        EXPECT_EQ(read, value);
    }
    EXPECT_EQ(rig.bar.writes_of(reg::MDIC), 0u);
}

TEST_F(ByPins, TheOtherBitsOfCtrlStayAndTheClockIsLow)
{
    hw::release_phy(dev);
    constexpr std::uint32_t others = ctrl::SLU | ctrl::VME | ctrl::SWDPIN0 | ctrl::SWDPIO0;
    model.write(reg::CTRL, others);
    std::uint16_t value = 0;
    ASSERT_EQ(hw::read_phy(dev, Register::BMCR, value), Result::ok);
    const std::uint32_t control = model.stored(reg::CTRL);
    EXPECT_EQ(control & (others | ctrl::SWDPIN3), others);
}

TEST_F(ByPins, APhyThatDoesNotAnswerIsAnError)
{
    hw::release_phy(dev);
    model.faults().mdic_error = true;
    std::uint16_t value = 0x1234;
    EXPECT_EQ(hw::read_phy(dev, Register::BMSR, value), Result::io);
    EXPECT_EQ(value, 0x1234);
}

TEST_F(ByPins, APhyInItsResetIsReleasedOnce)
{
    std::uint16_t value = 0;
    ASSERT_EQ(hw::read_phy(dev, Register::BMSR, value), Result::io) << "pin 4 holds it";
    hw::release_phy(dev);
    EXPECT_EQ(hw::read_phy(dev, Register::BMSR, value), Result::ok);
    rig.bar.reset_counts();
    hw::release_phy(dev);
    EXPECT_EQ(rig.bar.writes(), 0u);
}

}  // namespace

}  // namespace test
