// SPDX-License-Identifier: BSD-3-Clause
#include "hw/register_check.hpp"

#include <bit>
#include <utility>

#include "hw/platforms.hpp"
#include "rig.hpp"

namespace test {

namespace {

using namespace model;

/// A register that is tested, the bits of it that keep what is written, and what it is called.
struct Kept {
    std::uint32_t offset, bits;
    const char* name;
    std::uint32_t index = 0;
};

constexpr std::uint32_t everything = 0xffffffff, half = 0xffff;
const Kept registers_kept[]{
    {reg::VET, half, "VET"},
    {reg::RDBAL, 0xfffffff0, "RDBAL"},
    {reg::RDBAH, everything, "RDBAH"},
    {reg::RDLEN, 0xfff80, "RDLEN"},
    {reg::RDH, half, "RDH"},
    {reg::RDT, half, "RDT"},
    {reg::RDTR, half, "RDTR"},
    {reg::TDBAL, 0xfffffff0, "TDBAL"},
    {reg::TDBAH, everything, "TDBAH"},
    {reg::TDLEN, 0xfff80, "TDLEN"},
    {reg::RA, everything, "RAL"},
    {reg::RA + 8 * 14, everything, "RAL", 14},
    {reg::RA + 4, 0x8003ffff, "RAH"},
    {reg::RA + 8 * 14 + 4, 0x8003ffff, "RAH", 14},
    {reg::MTA, everything, "MTA"},
    {reg::MTA_END - 4, everything, "MTA", 127},
    {reg::VFTA, everything, "VFTA"},
    {reg::VFTA_END - 4, everything, "VFTA", 127},
    // not every emulation has these
    {reg::FCAL, everything, "FCAL"},
    {reg::FCAH, half, "FCAH"},
    {reg::FCT, half, "FCT"},
    {reg::FCTTV, half, "FCTTV"},
    {reg::FCRTH, 0xfff8, "FCRTH"},
    {reg::TIPG, 0x3fffffff, "TIPG"},
    {reg::TIDV, half, "TIDV"},
};

class RegisterCheck : public OnModel {
protected:
    /// Both ends of the bits that are kept, each stuck at 0 and at 1.
    void expect_found(const Kept& kept)
    {
        for (const int bit : {std::countr_zero(kept.bits), 31 - std::countl_zero(kept.bits)})
            for (const bool high : {false, true}) {
                const std::uint32_t mask = 1u << bit;
                model.faults().stuck = StuckBits{kept.offset, high ? 0 : mask, high ? mask : 0};
                const auto fault = hw::check_registers(dev);
                ASSERT_TRUE(fault) << kept.name << " bit " << bit;
                EXPECT_STREQ(fault->name, kept.name);
                EXPECT_EQ(fault->index, kept.index);
                EXPECT_EQ(fault->written ^ fault->read, mask);
            }
        model.power_on();  // what was read of it, stuck, was written back
    }
    [[nodiscard]] std::vector<std::uint32_t> held()
    {
        std::vector<std::uint32_t> values;
        for (std::uint32_t at = 0; at < 0x6000; at += 4)
            values.push_back(model.stored(at));
        return values;
    }
};

TEST_F(RegisterCheck, FindsEachBitThatIsStuck)
{
    for (const Kept& kept : registers_kept)
        expect_found(kept);
    EXPECT_FALSE(hw::check_registers(dev));
}

TEST_F(RegisterCheck, GivesEachRegisterBackWhatItHeld)
{
    const std::vector<std::uint32_t> before = held();
    EXPECT_FALSE(hw::check_registers(dev));
    EXPECT_EQ(held(), before);
}

TEST_F(RegisterCheck, SwitchesNoEngineOn)
{
    unsigned controls = 0;
    model.on_write = [&](std::uint32_t at) { controls += at == reg::RCTL || at == reg::TCTL || at == reg::CTRL; };
    EXPECT_FALSE(hw::check_registers(dev));
    EXPECT_EQ(controls, 0u);
}

/// What is not there reads as 0, and is no fault.
TEST_F(RegisterCheck, LeavesOutWhatAPlatformDoesNotHave)
{
    for (const auto& [profile, platform] :
         {std::pair{Profile::qemu(), hw::Platform::qemu}, std::pair{Profile::virtualbox(), hw::Platform::virtualbox},
          std::pair{Profile::bhyve(), hw::Platform::bhyve}, std::pair{Profile::vmware(), hw::Platform::vmware}}) {
        model.power_on(profile);
        const hw::Traits traits = hw::seen_on({}, platform);
        dev.traits = &traits;
        const auto fault = hw::check_registers(dev);
        EXPECT_FALSE(fault) << profile.name << ' ' << fault->name;
        dev.traits = &hw::usual_traits;
    }
    model.power_on(Profile::virtualbox());
    EXPECT_TRUE(hw::check_registers(dev)) << "it would be taken for broken";
}

/// 82544GC, specification update: a write to an odd word of a table spoils the even one before.
TEST_F(RegisterCheck, BearsTablesWhoseOddWordsSpoilEvenOnes)
{
    model.power_on(Profile::silicon(), 0x100c);
    const std::vector<std::uint32_t> before = held();
    EXPECT_FALSE(hw::check_registers(dev));
    EXPECT_EQ(held(), before);
}

}  // namespace

}  // namespace test
