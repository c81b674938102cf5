// SPDX-License-Identifier: BSD-3-Clause
#include "hw/link.hpp"

#include <map>

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint16_t an_enable_and_restart = 0x1200;  // BMCR bits 12 and 9
constexpr std::uint64_t readings = 4;                    // of a PHY that is as it should be: BMCR, ANAR, GBCR, PSCR
constexpr std::uint16_t carrier_heard = 0x0b60;          // PSCR as after power-on, and bit 11

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

struct StartLink : OnModel {
    StartLink() { model.phy().set_reg(16, carrier_heard); }
};

TEST_F(StartLink, LeavesALinkAloneThatIsUp)
{
    model.write(reg::CTRL, model.read(reg::CTRL) | ctrl::SLU);
    ASSERT_TRUE(model.link_up());
    EXPECT_EQ(hw::start_link(dev, {}), Result::ok);
    EXPECT_TRUE(model.link_up());
    EXPECT_EQ(rig.bar.writes_of(reg::MDIC), readings);
}

TEST_F(StartLink, SetsLinkUpWhereThePhyHasNegotiatedAlready)
{
    ASSERT_FALSE(model.link_up());  // the PHY has a link, CTRL.SLU is off
    EXPECT_EQ(hw::start_link(dev, {}), Result::ok);
    EXPECT_TRUE(hw::read_link(dev).up);
    EXPECT_EQ(rig.bar.writes_of(reg::MDIC), readings);
}

TEST_F(StartLink, RestartsAutonegotiationWhereThereIsNoLink)
{
    model.plug(false);
    EXPECT_EQ(hw::start_link(dev, {}), Result::ok);
    EXPECT_EQ(rig.bar.writes_of(reg::MDIC), readings + 1);
}

TEST_F(StartLink, BringsALinkUpInTheEnd)
{
    model.plug(false);
    model.plug(true);
    EXPECT_EQ(hw::start_link(dev, {}), Result::ok);
    rig_clock.advance(2'000'000);
    EXPECT_TRUE(hw::read_link(dev).up);
}

TEST_F(StartLink, ReportsAPhyThatDoesNotAnswer)
{
    model.plug(false);
    model.faults().mdic_never_ready = true;
    EXPECT_EQ(hw::start_link(dev, {}), Result::timeout);
}

TEST_F(StartLink, ReportsAPhyThatAnswersWithAnError)
{
    model.plug(false);
    model.faults().mdic_error = true;
    EXPECT_EQ(hw::start_link(dev, {}), Result::io);
}

TEST_F(StartLink, EndsWithoutPowerForThePhy)
{
    ASSERT_EQ(hw::start_link(dev, {}), Result::ok);
    ASSERT_TRUE(hw::read_link(dev).up);
    EXPECT_EQ(hw::stop_link(dev), Result::ok);
    EXPECT_FALSE(hw::read_link(dev).up);
    rig_clock.advance(5'000'000);
    EXPECT_FALSE(hw::read_link(dev).up);
}

TEST_F(StartLink, ResumesWhereThePhyHadNoPower)
{
    ASSERT_EQ(hw::start_link(dev, {}), Result::ok);
    ASSERT_EQ(hw::stop_link(dev), Result::ok);
    EXPECT_EQ(hw::start_link(dev, {}), Result::ok);
    EXPECT_EQ(model.phy().reg(0) & bit(11), 0u);
    rig_clock.advance(5'000'000);
    EXPECT_TRUE(hw::read_link(dev).up);
}

TEST_F(StartLink, StopsAndResumesWithoutAPhyAsAnError)
{
    model.faults().mdic_never_ready = true;
    EXPECT_EQ(hw::stop_link(dev), Result::timeout);
    EXPECT_EQ(hw::start_link(dev, {}), Result::timeout);
}

/// What another driver may leave in a PHY register.
struct Leftover {
    const char* name;
    std::uint8_t number;
    std::uint16_t value;
};

class StartLinkAfter : public OnModel, public testing::WithParamInterface<Leftover> {
protected:
    void write_phy(std::uint32_t number, std::uint32_t value)
    {
        model.write(reg::MDIC, 1u << 26 | 1u << 21 | number << 16 | value);
        rig_clock.advance(1000);
    }
};

TEST_P(StartLinkAfter, NegotiatesAllSpeedsAndThenLeavesThePhyAlone)
{
    write_phy(GetParam().number, GetParam().value);
    if (GetParam().number != 0)
        write_phy(0, an_enable_and_restart);
    rig_clock.advance(5'000'000);
    model.tick();

    EXPECT_EQ(hw::start_link(dev, {}), Result::ok);
    rig_clock.advance(5'000'000);
    const hw::Link link = hw::read_link(dev);
    EXPECT_TRUE(link.up);
    EXPECT_EQ(link.speed_mbps, 1000u);
    EXPECT_TRUE(link.full_duplex);
    constexpr std::uint16_t left_by_power_on = bit(14) | bit(12) | bit(11) | bit(10) | bit(7);
    EXPECT_EQ(model.phy().reg(0) & left_by_power_on, bit(12));
    EXPECT_EQ(model.phy().reg(4) & 0x01e0u, 0x01e0u);
    EXPECT_EQ(model.phy().reg(9) & 0xe200u, 0x0200u);

    rig.bar.reset_counts();
    EXPECT_EQ(hw::start_link(dev, {}), Result::ok);
    EXPECT_TRUE(hw::read_link(dev).up);
    EXPECT_EQ(rig.bar.writes_of(reg::MDIC), readings);
}

INSTANTIATE_TEST_SUITE_P(ADriverThatLeft, StartLinkAfter,
                         testing::Values(Leftover{"loopback", 0, 0x5140}, Leftover{"ten_megabits", 0, 0x0100},
                                         Leftover{"a_hundred_half_duplex", 0, 0x2000}, Leftover{"no_power", 0, 0x1940},
                                         Leftover{"isolation", 0, 0x1540}, Leftover{"the_collision_test", 0, 0x11c0},
                                         Leftover{"all_of_them", 0, 0x4ca0},
                                         Leftover{"ten_megabits_advertised", 4, 0x0061},
                                         Leftover{"nothing_advertised", 4, 0x0001},
                                         Leftover{"no_gigabit_advertised", 9, 0x0c00},
                                         Leftover{"a_test_mode", 9, 0x2e00}),
                         [](const auto& leftover) { return leftover.param.name; });

TEST_F(StartLink, KeepsWhatThePhyAdvertisesOfPauseMasterAndSlave)
{
    model.phy().set_reg(4, 0x0c21);
    model.phy().set_reg(9, 0x1c00);
    EXPECT_EQ(hw::start_link(dev, {}), Result::ok);
    EXPECT_EQ(model.phy().reg(4), 0x0de1u);
    EXPECT_EQ(model.phy().reg(9), 0x1e00u);
}

/// Registers that only store, and a PHY as after power-on.
struct StartLinkOnRegisters : OnRegisters {
    StartLinkOnRegisters()
    {
        registers.on_read = [](std::uint32_t offset, std::uint32_t stored) {
            const std::uint32_t number = stored >> 16 & 0x1f;
            const std::map<std::uint32_t, std::uint32_t> values{
                {0, 0x1140}, {4, 0x0de1}, {9, 0x0e00}, {16, carrier_heard}, {20, 0x0d70}};
            return offset == reg::MDIC ? bit(28) | values.at(number) : stored;
        };
    }
};

TEST_F(StartLinkOnRegisters, FollowsThePhyAndForcesNothing)
{
    registers.values[reg::STATUS] = 0x83;
    registers.values[reg::CTRL] = ~ctrl::RST;
    ASSERT_EQ(hw::start_link(dev, {}), Result::ok);
    const std::uint32_t control = registers.values[reg::CTRL];
    EXPECT_EQ(control & (ctrl::SLU | ctrl::ASDE | ctrl::FD), ctrl::SLU | ctrl::ASDE | ctrl::FD);
    EXPECT_EQ(control & (ctrl::FRCSPD | ctrl::FRCDPX | bit(3)), 0u);
}

TEST_F(StartLinkOnRegisters, LeavesNoFlowControlOfAnotherLink)
{
    registers.values[reg::STATUS] = 0x83;
    registers.values[reg::CTRL] = ctrl::RFCE | ctrl::TFCE | ctrl::VME;
    ASSERT_EQ(hw::start_link(dev, {}), Result::ok);
    EXPECT_EQ(registers.values[reg::CTRL] & (ctrl::RFCE | ctrl::TFCE), 0u);
    EXPECT_NE(registers.values[reg::CTRL] & ctrl::VME, 0u) << "that is no matter of the link's";
}

/// Of CTRL: FRCSPD, FRCDPX, speed in 9:8, FD, SLU. Of BMCR: reset 15, loopback 14, speed in 13 and 6, duplex 8.
struct Fixed {
    const char* name;
    hw::LinkSetup setup;
    std::uint32_t control;
    std::vector<std::uint32_t> bmcr;
};

class FixedLink : public StartLinkOnRegisters, public testing::WithParamInterface<Fixed> {};

TEST_P(FixedLink, IsForcedInTheMacAndInThePhy)
{
    constexpr std::uint32_t write = 1u << 26 | 1u << 21, speed = 3u << 8;
    registers.values[reg::CTRL] = ctrl::ASDE | ctrl::FD | speed;
    ASSERT_EQ(hw::start_link(dev, GetParam().setup), Result::ok);
    EXPECT_EQ(registers.values[reg::CTRL], ctrl::SLU | ctrl::FRCSPD | ctrl::FRCDPX | GetParam().control);
    std::vector<std::uint32_t> written;
    for (const std::uint32_t each : registers.written(reg::MDIC))
        if ((each & 3u << 26) == 1u << 26 && (each & 0x1fu << 16) == 0)
            written.push_back(each & ~write);
    EXPECT_EQ(written, GetParam().bmcr);
}

INSTANTIATE_TEST_SUITE_P(
    At, FixedLink,
    testing::Values(Fixed{"ten_half", {.modes = hw::LinkModes::half_10, .forced = true}, 0, {0x8000}},
                    Fixed{"ten", {.modes = hw::LinkModes::full_10, .forced = true}, ctrl::FD, {0x8100}},
                    Fixed{"hundred_half", {.modes = hw::LinkModes::half_100, .forced = true}, 1u << 8, {0xa000}},
                    Fixed{"hundred", {.modes = hw::LinkModes::full_100, .forced = true}, 1u << 8 | ctrl::FD, {0xa100}},
                    Fixed{"loopback", {.loopback = true}, 2u << 8 | ctrl::FD, {0x8140, 0x4140}}),
    [](const auto& fixed) { return fixed.param.name; });

TEST_F(StartLinkOnRegisters, KeepsTheOtherBitsOfCtrl)
{
    registers.values[reg::STATUS] = 0x83;
    registers.values[reg::CTRL] = 0x00300000;
    ASSERT_EQ(hw::start_link(dev, {}), Result::ok);
    EXPECT_EQ(registers.values[reg::CTRL] & 0x00300000, 0x00300000u);
}

TEST_F(StartLinkOnRegisters, AsksThePhyToNegotiate)
{
    constexpr std::uint32_t read = 2u << 26 | 1u << 21, write = 1u << 26 | 1u << 21;
    ASSERT_EQ(hw::start_link(dev, {}), Result::ok);
    const std::vector<std::uint32_t> bmcr_anar_gbcr_and_pscr{read, read | 4u << 16, read | 9u << 16, read | 16u << 16,
                                                             write | an_enable_and_restart};
    EXPECT_EQ(registers.written(reg::MDIC), bmcr_anar_gbcr_and_pscr);
}

}  // namespace

}  // namespace test
