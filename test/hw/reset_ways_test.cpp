// SPDX-License-Identifier: BSD-3-Clause
// The ways of a reset: which one a chip takes, and what must follow.
#include <string>
#include <vector>

#include "hw/chips.hpp"
#include "hw/reset.hpp"
#include "rig.hpp"
#include "support/model/chip.hpp"

namespace test {

namespace {

using namespace model;

class ResetOfChip : public OnModel, public testing::WithParamInterface<Chip> {
protected:
    hw::Traits traits = hw::find_chip(GetParam().device_id)->traits;

    void SetUp() override
    {
        model.power_on(Profile::silicon(), GetParam().device_id);
        dev.traits = &traits;
    }
    void enable()
    {
        model.write(reg::RDLEN, 128);
        model.write(reg::RCTL, rctl::EN);
        model.write(reg::RCTL, 0);
    }
};

TEST_P(ResetOfChip, SucceedsAndLeavesWhatTheEepromSays)
{
    model.write(reg::LEDCTL, 0);
    ASSERT_EQ(hw::reset(dev, traits.rx_buffer_kib), Result::ok);
    (void)model.read(reg::STATUS);  // what is due by now is done
    EXPECT_NE(model.stored(reg::LEDCTL), 0u);
    enable();
}

TEST_P(ResetOfChip, SharesThePacketBufferOutAsItIsLarge)
{
    for (const std::uint32_t kib : {traits.rx_buffer_kib, traits.rx_buffer_kib_of_long}) {
        ASSERT_EQ(hw::reset(dev, kib), Result::ok);
        enable();
    }
    EXPECT_GE(GetParam().packet_buffer_kib, traits.rx_buffer_kib + 10u) << "a packet of 8 KiB must fit behind it";
    EXPECT_GE(GetParam().packet_buffer_kib, traits.rx_buffer_kib_of_long + 16u) << "and the longest";
}

TEST_P(ResetOfChip, TakesArpFromTheManagementWhereThereIsOne)
{
    model.faults().management_takes_arp = true;
    ASSERT_EQ(hw::reset(dev, traits.rx_buffer_kib), Result::ok);
    EXPECT_EQ(model.stored(reg::MANC), 0u);
    EXPECT_EQ(rig.bar.reads_of(reg::MANC) != 0, GetParam().management);
}

INSTANTIATE_TEST_SUITE_P(Id, ResetOfChip, testing::ValuesIn(chips().begin(), chips().end()),
                         [](const auto& chip) { return std::to_string(chip.param.device_id); });

class WrongReset : public OnModel {
protected:
    hw::Traits traits{};
    void reset_by(hw::ResetWay way, std::uint16_t id)
    {
        model.power_on(Profile::silicon(), id);
        traits = hw::find_chip(id)->traits;
        traits.reset = way;
        dev.traits = &traits;
        EXPECT_EQ(hw::reset(dev, traits.rx_buffer_kib), Result::timeout);
        ASSERT_EQ(model.failures().list().size(), 1u);
        EXPECT_NE(model.failures().list()[0].find("hangs the"), std::string::npos);
        model.failures().clear();
    }
};

TEST_F(WrongReset, IsSeenOnTheModel)
{
    reset_by(hw::ResetWay::ctrl, 0x100e);
    reset_by(hw::ResetWay::ctrl_dup, 0x1076);
    reset_by(hw::ResetWay::io, 0x1079);
    reset_by(hw::ResetWay::ctrl, 0x1028);
    reset_by(hw::ResetWay::io, 0x1004);
    reset_by(hw::ResetWay::ctrl_dup, 0x1075);
}

class ResetWay : public OnRegisters {
protected:
    hw::Traits traits{};
    static inline std::vector<Access> io;
    static bool open(void*, std::uint32_t offset, std::uint32_t value)
    {
        io.push_back({.write = true, .offset = offset, .value = value, .at_us = rig_clock.now_us()});
        return true;
    }
    static bool closed(void*, std::uint32_t, std::uint32_t) { return false; }

    void SetUp() override
    {
        io.clear();
        dev.traits = &traits;
        registers.values[reg::CTRL] = 0x249;
        registers.on_read = [](std::uint32_t, std::uint32_t stored) { return stored & ~ctrl::RST; };
    }
    [[nodiscard]] bool requested_by(std::uint32_t offset)
    {
        for (const std::uint32_t value : registers.written(offset))
            if ((value & ctrl::RST) != 0)
                return value == (0x249 | ctrl::RST);
        return false;
    }
};

TEST_F(ResetWay, ThroughIoSpaceWritesNoRegister)
{
    dev.io.write = open;
    ASSERT_EQ(hw::reset(dev), Result::ok);
    ASSERT_EQ(io.size(), 1u);
    EXPECT_EQ(io[0].offset, reg::CTRL);
    EXPECT_EQ(io[0].value, 0x249 | ctrl::RST);
    EXPECT_FALSE(requested_by(reg::CTRL));
}

TEST_F(ResetWay, ThroughIoSpaceThatDoesNotOpenIsThroughMemory)
{
    dev.io.write = closed;
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_TRUE(requested_by(reg::CTRL));
}

TEST_F(ResetWay, ThroughTheCopyLeavesTheRegisterItself)
{
    traits.reset = hw::ResetWay::ctrl_dup;
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_TRUE(requested_by(reg::CTRL_DUP));
    EXPECT_FALSE(requested_by(reg::CTRL));
}

TEST_F(ResetWay, LoadsTheEepromOnRequestWhereItMust)
{
    traits.reloads_on_request = true;
    traits.eeprom_reload_us = 2'000;
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(registers.written(reg::CTRL_EXT), std::vector<std::uint32_t>{ctrl_ext::EE_RST});
}

TEST_F(ResetWay, ResetsThePhyBeforeWhereItMust)
{
    traits.reset = hw::ResetWay::ctrl;
    traits.phy_reset_first = true;
    registers.on_read = [](std::uint32_t, std::uint32_t stored) { return stored & ~ctrl::RST; };  // PHY_RST stays
    ASSERT_EQ(hw::reset(dev), Result::ok);
    std::vector<Access> steps;
    for (const Access& each : registers.writes())
        if (each.offset == reg::CTRL && (each.value & (ctrl::RST | ctrl::PHY_RST)) != 0)
            steps.push_back(each);
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(steps[0].value, 0x249 | ctrl::PHY_RST);
    EXPECT_EQ(steps[1].value, 0x249 | ctrl::RST);
    EXPECT_GE(steps[1].at_us - steps[0].at_us, 5'000u);
}

TEST_F(ResetWay, EndsRelaxedOrderingWhereItMust)
{
    traits.relaxed_ordering = false;
    registers.values[reg::CTRL_EXT] = 0x10;
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(registers.values[reg::CTRL_EXT], ctrl_ext::RO_DIS | 0x10u);
}

}  // namespace

}  // namespace test
