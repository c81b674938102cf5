// SPDX-License-Identifier: BSD-3-Clause
#include "hw/link.hpp"

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint16_t an_enable_and_restart = 0x1200;  // BMCR bits 12 and 9

struct Reading {
    const char* name;
    std::uint32_t status;
    bool up, full_duplex;
    std::uint16_t speed_mbps;
};

class LinkStatus : public OnRegisters, public testing::WithParamInterface<Reading> {};

TEST_P(LinkStatus, IsDecoded)
{
    registers.values[reg::STATUS] = GetParam().status;
    const hw::Link link = hw::read_link(dev);
    EXPECT_EQ(link.up, GetParam().up);
    EXPECT_EQ(link.full_duplex, GetParam().full_duplex);
    EXPECT_EQ(link.speed_mbps, GetParam().speed_mbps);
}

INSTANTIATE_TEST_SUITE_P(
    Of, LinkStatus,
    testing::Values(Reading{"down", 0x80, false, false, 0}, Reading{"down_full_duplex", 0x81, false, false, 0},
                    Reading{"gigabit", 0x83, true, true, 1000},
                    Reading{"gigabit_by_the_other_code", 0xc3, true, true, 1000},
                    Reading{"gigabit_half", 0x82, true, false, 1000}, Reading{"hundred", 0x43, true, true, 100},
                    Reading{"hundred_half", 0x42, true, false, 100}, Reading{"ten", 0x03, true, true, 10},
                    Reading{"ten_half", 0x02, true, false, 10},
                    Reading{"other_bits_do_not_matter", 0x80080783, true, true, 1000},
                    Reading{"removed", 0xffffffff, false, false, 0}),
    [](const auto& reading) { return reading.param.name; });

using StartLink = OnModel;

TEST_F(StartLink, LeavesALinkAloneThatIsUp)
{
    model.write(reg::CTRL, model.read(reg::CTRL) | ctrl::SLU);
    ASSERT_TRUE(model.link_up());
    EXPECT_EQ(hw::start_link(dev), Result::ok);
    EXPECT_TRUE(model.link_up());
    EXPECT_EQ(rig.bar.writes_of(reg::MDIC), 0u);
}

TEST_F(StartLink, SetsLinkUpWhereThePhyHasNegotiatedAlready)
{
    ASSERT_FALSE(model.link_up());  // the PHY has a link, CTRL.SLU is off
    EXPECT_EQ(hw::start_link(dev), Result::ok);
    EXPECT_TRUE(hw::read_link(dev).up);
    EXPECT_EQ(rig.bar.writes_of(reg::MDIC), 0u);
}

TEST_F(StartLink, RestartsAutonegotiationWhereThereIsNoLink)
{
    model.plug(false);
    EXPECT_EQ(hw::start_link(dev), Result::ok);
    EXPECT_EQ(rig.bar.writes_of(reg::MDIC), 1u);
}

TEST_F(StartLink, BringsALinkUpInTheEnd)
{
    model.plug(false);
    model.plug(true);
    EXPECT_EQ(hw::start_link(dev), Result::ok);
    rig_clock.advance(2'000'000);
    EXPECT_TRUE(hw::read_link(dev).up);
}

TEST_F(StartLink, ReportsAPhyThatDoesNotAnswer)
{
    model.plug(false);
    model.faults().mdic_never_ready = true;
    EXPECT_EQ(hw::start_link(dev), Result::timeout);
}

TEST_F(StartLink, ReportsAPhyThatAnswersWithAnError)
{
    model.plug(false);
    model.faults().mdic_error = true;
    EXPECT_EQ(hw::start_link(dev), Result::io);
}

TEST_F(StartLink, EndsWithoutPowerForThePhy)
{
    ASSERT_EQ(hw::start_link(dev), Result::ok);
    ASSERT_TRUE(hw::read_link(dev).up);
    EXPECT_EQ(hw::stop_link(dev), Result::ok);
    EXPECT_FALSE(hw::read_link(dev).up);
    rig_clock.advance(5'000'000);
    EXPECT_FALSE(hw::read_link(dev).up);
}

TEST_F(StartLink, ResumesWhereThePhyHadNoPower)
{
    ASSERT_EQ(hw::start_link(dev), Result::ok);
    ASSERT_EQ(hw::stop_link(dev), Result::ok);
    EXPECT_EQ(hw::resume_link(dev), Result::ok);
    EXPECT_EQ(model.phy().reg(0) & bit(11), 0u);
    rig_clock.advance(5'000'000);
    EXPECT_TRUE(hw::read_link(dev).up);
}

TEST_F(StartLink, StopsAndResumesWithoutAPhyAsAnError)
{
    model.faults().mdic_never_ready = true;
    EXPECT_EQ(hw::stop_link(dev), Result::timeout);
    EXPECT_EQ(hw::resume_link(dev), Result::timeout);
}

using StartLinkOnRegisters = OnRegisters;

TEST_F(StartLinkOnRegisters, FollowsThePhyAndForcesNothing)
{
    registers.values[reg::STATUS] = 0x83;
    registers.values[reg::CTRL] = ~ctrl::RST;
    ASSERT_EQ(hw::start_link(dev), Result::ok);
    const std::uint32_t control = registers.values[reg::CTRL];
    EXPECT_EQ(control & (ctrl::SLU | ctrl::ASDE | ctrl::FD), ctrl::SLU | ctrl::ASDE | ctrl::FD);
    EXPECT_EQ(control & (ctrl::FRCSPD | ctrl::FRCDPX | bit(3)), 0u);
}

TEST_F(StartLinkOnRegisters, LeavesNoFlowControlAndNoVlanModeOfAnotherDriver)
{
    registers.values[reg::STATUS] = 0x83;
    registers.values[reg::CTRL] = bit(27) | bit(28) | ctrl::VME;
    ASSERT_EQ(hw::start_link(dev), Result::ok);
    EXPECT_EQ(registers.values[reg::CTRL] & (bit(27) | bit(28) | ctrl::VME), 0u);
}

TEST_F(StartLinkOnRegisters, KeepsTheOtherBitsOfCtrl)
{
    registers.values[reg::STATUS] = 0x83;
    registers.values[reg::CTRL] = 0x00300000;
    ASSERT_EQ(hw::start_link(dev), Result::ok);
    EXPECT_EQ(registers.values[reg::CTRL] & 0x00300000, 0x00300000u);
}

TEST_F(StartLinkOnRegisters, AsksThePhyToNegotiate)
{
    registers.on_read = [](std::uint32_t offset, std::uint32_t stored) {
        return offset == reg::MDIC ? stored | bit(28) : stored;
    };
    ASSERT_EQ(hw::start_link(dev), Result::ok);
    EXPECT_EQ(registers.written(reg::MDIC), std::vector<std::uint32_t>{1u << 26 | 1u << 21 | an_enable_and_restart});
}

}  // namespace

}  // namespace test
