// SPDX-License-Identifier: BSD-3-Clause
#include "hw/flow_control.hpp"

#include "rig.hpp"

namespace test {

namespace {

using namespace model;
using hw::Pause;

constexpr std::uint16_t symmetric = 1 << 10, one_way = 1 << 11;  // PAUSE and ASM_DIR, IEEE 802.3 annex 28B.2

/// Table 28B-3, line by line: who we are, who the partner is, who may stop whom.
TEST(PauseResolution, IsTheStandards)
{
    constexpr std::uint16_t both = symmetric | one_way;
    constexpr std::uint16_t words[]{0, one_way, symmetric, both};
    constexpr Pause agreed[4][4]{
        // partner: nothing   ASM_DIR      PAUSE        both
        {Pause::none, Pause::none, Pause::none, Pause::none},
        {Pause::none, Pause::none, Pause::none, Pause::tx},
        {Pause::none, Pause::none, Pause::full, Pause::full},
        {Pause::none, Pause::rx, Pause::full, Pause::full},
    };
    for (unsigned ours = 0; ours < 4; ++ours)
        for (unsigned partners = 0; partners < 4; ++partners)
            EXPECT_EQ(hw::flow_control::resolve(words[ours] | 0x01e1, words[partners] | 0x41e1), agreed[ours][partners])
                << ours << ' ' << partners;
}

TEST(PauseAdvertisement, OffersWhatIsWanted)
{
    EXPECT_EQ(hw::flow_control::advertisement(Pause::none), 0);
    EXPECT_EQ(hw::flow_control::advertisement(Pause::tx), one_way);
    EXPECT_EQ(hw::flow_control::advertisement(Pause::rx), symmetric | one_way);
    EXPECT_EQ(hw::flow_control::advertisement(Pause::full), symmetric | one_way);
}

using FlowControlRegisters = OnRegisters;

// 01:80:c2:00:00:01, type 8808; XONE is bit 31.
TEST_F(FlowControlRegisters, SayWhatAPauseFrameIsAndWhenOneIsSent)
{
    hw::flow_control::program(dev, {.high_water = 40'000, .low_water = 20'000, .pause_time = 0x1234, .send_xon = true});
    EXPECT_EQ(steps(registers), (Steps{{reg::FCAL, 0x00c28001},
                                       {reg::FCAH, 0x00000100},
                                       {reg::FCT, 0x8808},
                                       {reg::FCTTV, 0x1234},
                                       {reg::FCRTL, 20'000u | bit(31)},
                                       {reg::FCRTH, 40'000u}}));
    hw::flow_control::program(dev, {.high_water = 8, .low_water = 0, .pause_time = 1, .send_xon = false});
    EXPECT_EQ(registers.values[reg::FCRTL], 0u);
}

TEST_F(FlowControlRegisters, SwitchEachWayAndNothingElse)
{
    constexpr std::uint32_t others = ctrl::SLU | ctrl::VME | ctrl::FD;
    for (const auto& [pause, bits] : {std::pair{Pause::rx, ctrl::RFCE},
                                      {Pause::tx, ctrl::TFCE},
                                      {Pause::full, ctrl::RFCE | ctrl::TFCE},
                                      {Pause::none, 0u}}) {
        registers.values[reg::CTRL] |= others;
        hw::flow_control::set(dev, pause);
        EXPECT_EQ(registers.values[reg::CTRL], others | bits);
    }
}

using NegotiatedPause = OnModel;

TEST_F(NegotiatedPause, IsReadFromThePhy)
{
    EXPECT_EQ(hw::flow_control::negotiated(dev), Pause::full);
    model.phy().set_partner(0x41e1 | one_way, 0x3c00);
    model.phy().renegotiate();
    rig_clock.advance(3'000'000);
    EXPECT_EQ(hw::flow_control::negotiated(dev), Pause::rx);
}

TEST_F(NegotiatedPause, IsNoneOfAPhyThatDoesNotAnswer)
{
    model.faults().mdic_error = true;
    EXPECT_EQ(hw::flow_control::negotiated(dev), Pause::none);
    model.faults().mdic_error = false;
    model.faults().mdic_never_ready = true;
    EXPECT_EQ(hw::flow_control::negotiated(dev), Pause::none);
}

}  // namespace

}  // namespace test
