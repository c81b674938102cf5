// SPDX-License-Identifier: BSD-3-Clause
#include "hw/reset.hpp"

#include <algorithm>

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint32_t ctrl_rst = 1u << 26;

class Reset : public OnRegisters {
protected:
    Reset()
    {
        registers.values[reg::CTRL] = 0x40300249;
        registers.values[reg::STATUS] = 0x80080783;
        registers.on_read = [](std::uint32_t offset, std::uint32_t stored) {
            return offset == reg::CTRL ? stored & ~ctrl_rst : stored;
        };
    }

    /// Position in the log of the first write that @p wanted accepts.
    template <class Wanted>
    [[nodiscard]] std::size_t first_write(Wanted wanted) const
    {
        const auto found = std::ranges::find_if(registers.log, [&](const Access& a) { return a.write && wanted(a); });
        EXPECT_NE(found, registers.log.end());
        return static_cast<std::size_t>(found - registers.log.begin());
    }
    [[nodiscard]] std::size_t reset_request() const
    {
        return first_write([](const Access& a) { return a.offset == reg::CTRL && (a.value & ctrl_rst) != 0; });
    }
    [[nodiscard]] std::size_t first_write_to(std::uint32_t offset) const
    {
        return first_write([offset](const Access& a) { return a.offset == offset; });
    }
};

TEST_F(Reset, MasksAllInterruptsBeforeAnythingElse)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    const Access first = registers.writes().front();
    EXPECT_EQ(first.offset, reg::IMC);
    EXPECT_EQ(first.value, 0xffffffffu);
}

TEST_F(Reset, ReadsTheCausesAwayAfterMasking)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_GE(rig.bar.reads_of(reg::ICR), 2u);  // before the reset, and what it may have raised
}

TEST_F(Reset, StopsBothDmaEnginesBeforeTheReset)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_LT(first_write_to(reg::RCTL), reset_request());
    EXPECT_LT(first_write_to(reg::TCTL), reset_request());
    EXPECT_EQ(registers.written(reg::RCTL).front(), 0u);
    EXPECT_EQ(registers.written(reg::TCTL).front(), 0u);
}

TEST_F(Reset, FlushesTheStopWithARead)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    const std::size_t stop = first_write_to(reg::TCTL);
    EXPECT_FALSE(registers.log[stop + 1].write);
}

TEST_F(Reset, GivesDmaInFlightTenMilliseconds)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_GE(registers.log[reset_request()].at_us - registers.log[first_write_to(reg::TCTL)].at_us, 10'000u);
}

TEST_F(Reset, KeepsTheOtherBitsOfCtrl)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(registers.log[reset_request()].value, 0x40300249u | ctrl_rst);
}

TEST_F(Reset, LeavesTheUsualTypeOfTags)
{
    registers.values[reg::VET] = 0;  // as machine types of QEMU before 6.1 have it
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(registers.values[reg::VET], 0x8100u);
}

TEST_F(Reset, TouchesNoRegisterWithinAMicrosecondOfTheRequest)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    const std::size_t request = reset_request();
    EXPECT_GE(registers.log[request + 1].at_us - registers.log[request].at_us, 1u);
}

TEST_F(Reset, SharesThePacketBufferOutBeforeTheRequest)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_LT(first_write_to(reg::PBA), reset_request());
    EXPECT_EQ(registers.written(reg::PBA), std::vector<std::uint32_t>{48});
    ASSERT_EQ(hw::reset(dev, 40), Result::ok);
    EXPECT_EQ(registers.written(reg::PBA), (std::vector<std::uint32_t>{48, 40}));
}

TEST_F(Reset, GivesTheEepromFiveMillisecondsBeforeAnythingIsReadOrWritten)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    const auto request = registers.log.begin() + static_cast<std::ptrdiff_t>(reset_request());
    const auto next = std::find_if(request, registers.log.end(), [](const Access& a) { return a.offset != reg::CTRL; });
    ASSERT_NE(next, registers.log.end());
    EXPECT_GE(next->at_us - request->at_us, 5'000u);
}

TEST_F(Reset, TakesArpFromTheManagementAndLeavesTheRestOfMancAsItIs)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(registers.written(reg::MANC), std::vector<std::uint32_t>{});
    registers.values[reg::MANC] = manc::ARP_EN | bit(20) | bit(0);
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(registers.written(reg::MANC), std::vector<std::uint32_t>{bit(20) | bit(0)});
}

TEST_F(Reset, MasksInterruptsAgainAfterwards)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(registers.written(reg::IMC), (std::vector<std::uint32_t>{~0u, ~0u}));
}

TEST_F(Reset, WaitsForASlowDevice)
{
    const std::uint64_t until = began_us + 10'000 + 9'000;
    registers.on_read = [until](std::uint32_t offset, std::uint32_t stored) {
        const bool resetting = offset == reg::CTRL && rig_clock.now_us() < until;
        return resetting ? stored : stored & ~ctrl_rst;
    };
    EXPECT_EQ(hw::reset(dev), Result::ok);
    EXPECT_GE(waited_us(), 19'000u);
}

TEST_F(Reset, TimesOutAfterTenMillisecondsIfItNeverEnds)
{
    registers.on_read = {};
    EXPECT_EQ(hw::reset(dev), Result::timeout);
    EXPECT_GE(waited_us(), 20'000u);
    EXPECT_LE(waited_us(), 20'200u);
}

TEST_F(Reset, LeavesTheRingsAloneIfItNeverEnds)
{
    registers.on_read = {};
    EXPECT_EQ(hw::reset(dev), Result::timeout);
    EXPECT_EQ(rig.bar.writes_of(reg::RDBAL), 0u);
    EXPECT_EQ(rig.bar.writes_of(reg::TDBAL), 0u);
}

TEST_F(Reset, ReportsADeviceThatIsGoneButStopsItsDmaFirstAsItMayOnlySeemGone)
{
    unplug(registers);
    EXPECT_EQ(hw::reset(dev), Result::removed);
    EXPECT_EQ(rig.bar.writes_of(reg::RCTL), 1u);
    EXPECT_EQ(rig.bar.writes_of(reg::TCTL), 1u);
    EXPECT_EQ(rig.bar.writes_of(reg::CTRL), 0u);
    EXPECT_GE(waited_us(), 10'000u);
}

TEST_F(Reset, ReportsADeviceThatGoesMeanwhile)
{
    registers.on_read = [this](std::uint32_t offset, std::uint32_t stored) {
        const bool gone = registers.values[reg::CTRL] & ctrl_rst;
        return gone ? ~0u : offset == reg::CTRL ? stored & ~ctrl_rst : stored;
    };
    EXPECT_EQ(hw::reset(dev), Result::removed);
}

TEST_F(Reset, TakesAtMost80Accesses)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_LE(rig.bar.reads() + rig.bar.writes(), 80u);
}

TEST_F(Reset, InvalidatesEachReceiveAddressBeforeItChanges)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    for (std::uint32_t i = 0; i < 15; ++i)
        EXPECT_LT(first_write_to(reg::RA + 8 * i + 4), first_write_to(reg::RA + 8 * i)) << "receive address " << i;
}

TEST_F(Reset, LeavesReceiveAddress15AloneForBhyveAbortsOnIt)
{
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(rig.bar.writes_of(reg::RA + 8 * 15), 0u);
    EXPECT_EQ(rig.bar.writes_of(reg::RA + 8 * 15 + 4), 0u);
}

/// Registers in which a reset must leave nothing of what another driver wrote, though CTRL.RST itself does nothing.
struct Scrubbed {
    const char* name;
    std::uint32_t first, count, stride = 4;
};

class Scrub : public Reset, public testing::WithParamInterface<Scrubbed> {};

TEST_P(Scrub, LeavesNothing)
{
    const auto [name, first, count, stride] = GetParam();
    for (std::uint32_t i = 0; i < count; ++i)
        registers.values[first + i * stride] = 0xdeadbee0;
    ASSERT_EQ(hw::reset(dev), Result::ok);
    for (std::uint32_t i = 0; i < count; ++i)
        EXPECT_EQ(registers.values[first + i * stride], 0u) << name << ' ' << i;
}

INSTANTIATE_TEST_SUITE_P(
    Of, Scrub,
    testing::Values(Scrubbed{"RCTL", reg::RCTL, 1}, Scrubbed{"TCTL", reg::TCTL, 1}, Scrubbed{"RDBAL", reg::RDBAL, 1},
                    Scrubbed{"RDBAH", reg::RDBAH, 1}, Scrubbed{"RDLEN", reg::RDLEN, 1}, Scrubbed{"RDH", reg::RDH, 1},
                    Scrubbed{"RDT", reg::RDT, 1}, Scrubbed{"RDTR", reg::RDTR, 1}, Scrubbed{"RADV", reg::RADV, 1},
                    Scrubbed{"TDBAL", reg::TDBAL, 1}, Scrubbed{"TDBAH", reg::TDBAH, 1},
                    Scrubbed{"TDLEN", reg::TDLEN, 1}, Scrubbed{"TDH", reg::TDH, 1}, Scrubbed{"TDT", reg::TDT, 1},
                    Scrubbed{"TIDV", reg::TIDV, 1}, Scrubbed{"TADV", reg::TADV, 1}, Scrubbed{"ITR", reg::ITR, 1},
                    Scrubbed{"WUC", reg::WUC, 1}, Scrubbed{"RAL", reg::RA, 15, 8}, Scrubbed{"RAH", reg::RA + 4, 15, 8}),
    [](const auto& what) { return what.param.name; });

class ResetOn : public OnModel, public testing::WithParamInterface<const char*> {
protected:
    void SetUp() override { model.power_on(Model::Profile::named(GetParam())); }
};

TEST_P(ResetOn, SucceedsAfterAnotherDriversHandOver)
{
    model.hand_over_dirty();
    EXPECT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(model.interrupts().ims(), 0u);
    EXPECT_EQ(model.stored(reg::RCTL), 0u);
    EXPECT_EQ(model.stored(reg::TCTL), 0u);
}

TEST_P(ResetOn, CanBeDoneAgainAndAgain)
{
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(hw::reset(dev), Result::ok);
}

INSTANTIATE_TEST_SUITE_P(Profiles, ResetOn, testing::Values("silicon", "qemu", "virtualbox", "bhyve"),
                         [](const auto& profile) { return profile.param; });

TEST_F(OnRegisters, ADeviceThatAnswersAllOnesInStatusIsGone)
{
    unplug(registers);
    EXPECT_TRUE(hw::removed(dev));
}

TEST_F(OnRegisters, ADeviceThatAnswersZeroInStatusIsThere)
{
    EXPECT_FALSE(hw::removed(dev));
}

TEST_F(OnRegisters, AWaitThatIsOverAtOnceTakesNoTime)
{
    EXPECT_EQ(hw::wait_until(dev, 50, 1000, [] { return true; }), Result::ok);
    EXPECT_EQ(waited_us(), 0u);
}

TEST_F(OnRegisters, AWaitEndsAtItsLimit)
{
    EXPECT_EQ(hw::wait_until(dev, 50, 1000, [] { return false; }), Result::timeout);
    EXPECT_EQ(waited_us(), 1000u);
}

TEST_F(OnRegisters, AWaitLooksOnceMoreAtItsLimit)
{
    EXPECT_EQ(hw::wait_until(dev, 50, 1000, [this] { return waited_us() >= 1000; }), Result::ok);
}

TEST_F(OnRegisters, AWaitWithoutLimitLooksOnce)
{
    int looks = 0;
    EXPECT_EQ(hw::wait_until(dev, 50, 0, [&] { return ++looks > 1; }), Result::timeout);
    EXPECT_EQ(looks, 1);
    EXPECT_EQ(waited_us(), 0u);
}

TEST_F(Reset, LeavesNoPauseFramesAndNoVlanModeOfAnotherDriver)
{
    registers.values[reg::CTRL] = ctrl::SLU | ctrl::RFCE | ctrl::TFCE | ctrl::VME;
    ASSERT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(registers.values[reg::CTRL] & (ctrl::SLU | ctrl::RFCE | ctrl::TFCE | ctrl::VME), ctrl::SLU);
}

}  // namespace

}  // namespace test
