// SPDX-License-Identifier: BSD-3-Clause
// The model's link against the manual: modes of the PHY, PAUSE frames, loopbacks.
#include "support/test/model_rig.hpp"

namespace {

using namespace test::model;
using test::ModelTest;

class ModelLink : public ModelTest {
protected:
    void write_phy(std::uint32_t number, std::uint32_t value)
    {
        model.write(reg::MDIC, 1u << 26 | 1u << 21 | number << 16 | value);
        clock.advance(100);
    }
    void write_bmcr(std::uint32_t value) { write_phy(0, value); }
    void leave_pairs_as_they_are() { write_phy(16, 0x0b00); }
    void hurry_the_clock() { write_phy(20, 0x0d70); }
    [[nodiscard]] bool up() { return (model.read(reg::STATUS) & status::LU) != 0; }
    /// To the address of PAUSE frames, with their type.
    [[nodiscard]] static Frame control_frame(std::uint8_t opcode, std::uint16_t time)
    {
        Frame frame{1, 0x80, 0xc2, 0, 0, 1, 2, 0, 0, 0, 0, 7, 0x88, 0x08, 0, opcode};
        frame.push_back(static_cast<std::uint8_t>(time >> 8));
        frame.push_back(static_cast<std::uint8_t>(time));
        frame.resize(60);
        return frame;
    }
    void know_pause_frames()
    {
        model.write(reg::FCAL, 0x00c28001);
        model.write(reg::FCAH, 0x0100);
        model.write(reg::FCT, 0x8808);
    }
};

TEST_F(ModelLink, HasAModeOfThePhyOnlyFromItsResetOn)
{
    model.write(reg::CTRL, ctrl::SLU);
    leave_pairs_as_they_are();
    write_bmcr(0x2100);  // 100 Mbit/s, full duplex, nothing negotiated
    EXPECT_EQ(model.phy().speed_mbps(), 1000u);
    write_bmcr(0xa100);
    EXPECT_EQ(model.phy().speed_mbps(), 100u);
    EXPECT_EQ(model.phy().reg(0), 0x2100) << "which keeps it, and ends by itself";
    clock.advance(200'000);
    EXPECT_FALSE(up()) << "its clock is slow since the reset";
    hurry_the_clock();
    EXPECT_TRUE(up());
}

TEST_F(ModelLink, HasNoneWhileTheCrossoverIsToBeFoundOutAtAForcedSpeed)
{
    model.write(reg::CTRL, ctrl::SLU);
    write_bmcr(0xa100);
    hurry_the_clock();
    clock.advance(200'000);
    EXPECT_FALSE(up());
}

TEST_F(ModelLink, HasNoneWithAPartnerOfOtherModes)
{
    model.write(reg::CTRL, ctrl::SLU);
    model.phy().set_partner(0x4021, 0);  // 10 Mbit/s, half duplex
    model.phy().set_reg(4, 0x0181);      // 100 Mbit/s
    write_bmcr(0x1340);
    clock.advance(5'000'000);
    EXPECT_FALSE(up());
    leave_pairs_as_they_are();
    write_bmcr(0xa100);
    hurry_the_clock();
    clock.advance(5'000'000);
    EXPECT_FALSE(up());
    write_bmcr(0x8000);
    hurry_the_clock();
    clock.advance(5'000'000);
    EXPECT_TRUE(up());
}

TEST_F(ModelLink, IsUpInLoopbackWithoutACable)
{
    model.write(reg::CTRL, ctrl::SLU);
    model.plug(false);
    write_bmcr(0x8140);
    EXPECT_FALSE(up());
    write_bmcr(0x4140);
    EXPECT_TRUE(up());
}

TEST_F(ModelLink, PausesOnlyIfToldToObey)
{
    know_pause_frames();
    model.write(reg::CTRL, ctrl::SLU);
    model.receive(control_frame(1, 100));
    EXPECT_EQ(model.read(reg::STATUS) & status::TXOFF, 0u);
    EXPECT_EQ(model.statistics().peek(counter::FCRUC), 1u);
    model.write(reg::CTRL, ctrl::SLU | ctrl::RFCE);
    model.receive(control_frame(1, 2000));  // 1024 us
    EXPECT_NE(model.read(reg::STATUS) & status::TXOFF, 0u);
    EXPECT_EQ(model.statistics().peek(counter::XOFFRXC), 1u);
    clock.advance(1030);
    EXPECT_EQ(model.read(reg::STATUS) & status::TXOFF, 0u);
    model.receive(control_frame(1, 0));
    EXPECT_EQ(model.statistics().peek(counter::XONRXC), 1u);
}

TEST_F(ModelLink, RecordsThresholdsBeyondTheReceiveBuffer)
{
    know_pause_frames();
    model.write(reg::CTRL, ctrl::SLU | ctrl::TFCE);
    model.write(reg::FCRTL, 0x1000);
    for (const std::uint32_t high : {48u * 1024, 0x1000u, 0x8004u}) {
        model.write(reg::FCRTH, high);
        model.fill_receive_buffer(0);
        EXPECT_EQ(model.failures().list().size(), 1u) << high;
        model.failures().clear();
    }
    model.write(reg::FCRTH, 0x8000);
    model.fill_receive_buffer(0x8000);
    EXPECT_TRUE(model.failures().list().empty());
    EXPECT_EQ(model.sent.size(), 1u);
    EXPECT_EQ(model.statistics().peek(counter::XOFFTXC), 1u);
}

TEST_F(ModelLink, RecordsAFrameThatPassesWhileMacAndPhyDisagree)
{
    model.write(reg::CTRL, ctrl::SLU | ctrl::FRCSPD | ctrl::FRCDPX | ctrl::FD | 1u << ctrl::SPEED_SHIFT);
    model.receive(control_frame(2, 0));
    EXPECT_EQ(model.failures().list().size(), 1u);
    model.failures().clear();
}

}  // namespace
