// SPDX-License-Identifier: BSD-3-Clause
#include "hw/phy.hpp"

#include "rig.hpp"

namespace test {

namespace {

using namespace model;
using hw::phy::Register;

constexpr std::uint32_t mdic_ready = 1u << 28, mdic_error = 1u << 30;

using PhyOnModel = OnModel;

TEST_F(PhyOnModel, ReadsARegister)
{
    model.phy().set_reg(3, 0x0c25);
    std::uint16_t value = 0;
    EXPECT_EQ(hw::read_phy(dev, Register::PHYID2, value), Result::ok);
    EXPECT_EQ(value, 0x0c25);
}

TEST_F(PhyOnModel, WritesARegister)
{
    EXPECT_EQ(hw::write_phy(dev, Register::BMCR, 0x1140), Result::ok);
    EXPECT_EQ(model.phy().reg(0), 0x1140);
}

TEST_F(PhyOnModel, PutsTheFirstHalfOfTheIdentifierAbove)
{
    std::uint32_t id = 0;
    EXPECT_EQ(hw::read_phy_id(dev, id), Result::ok);
    EXPECT_EQ(id, 0x01410c20u);
}

TEST_F(PhyOnModel, ReportsAnErrorAsIo)
{
    model.faults().mdic_error = true;
    std::uint16_t value = 0x1234;
    EXPECT_EQ(hw::read_phy(dev, Register::BMSR, value), Result::io);
    EXPECT_EQ(value, 0x1234) << "a failure must leave the result alone";
}

TEST_F(PhyOnModel, ReportsAnErrorOfAWriteAsIo)
{
    model.faults().mdic_error = true;
    EXPECT_EQ(hw::write_phy(dev, Register::BMCR, 0), Result::io);
}

TEST_F(PhyOnModel, ReportsAnErrorOfTheIdentifier)
{
    model.faults().mdic_error = true;
    std::uint32_t id = 0x1234;
    EXPECT_EQ(hw::read_phy_id(dev, id), Result::io);
    EXPECT_EQ(id, 0x1234u);
}

TEST_F(PhyOnModel, TimesOutIfMdicIsNeverReady)
{
    model.faults().mdic_never_ready = true;
    std::uint16_t value = 0x1234;
    const std::uint64_t before = rig_clock.now_us();
    EXPECT_EQ(hw::read_phy(dev, Register::BMSR, value), Result::timeout);
    EXPECT_GE(rig_clock.now_us() - before, 2'000u);
    EXPECT_LE(rig_clock.now_us() - before, 2'100u);
    EXPECT_EQ(value, 0x1234);
}

TEST_F(PhyOnModel, TimesOutOfAWriteToo)
{
    model.faults().mdic_never_ready = true;
    EXPECT_EQ(hw::write_phy(dev, Register::BMCR, 0), Result::timeout);
}

using PhyOnRegisters = OnRegisters;

TEST_F(PhyOnRegisters, ReadsWithOpcode2AtAddress1)
{
    registers.on_read = [](std::uint32_t, std::uint32_t stored) { return stored | mdic_ready; };
    std::uint16_t value = 0;
    EXPECT_EQ(hw::read_phy(dev, Register::PHYID2, value), Result::ok);
    EXPECT_EQ(registers.written(reg::MDIC), std::vector<std::uint32_t>{2u << 26 | 1u << 21 | 3u << 16});
}

TEST_F(PhyOnRegisters, WritesWithOpcode1AtAddress1)
{
    registers.on_read = [](std::uint32_t, std::uint32_t stored) { return stored | mdic_ready; };
    EXPECT_EQ(hw::write_phy(dev, Register::BMCR, 0x9876), Result::ok);
    EXPECT_EQ(registers.written(reg::MDIC), std::vector<std::uint32_t>{1u << 26 | 1u << 21 | 0x9876});
}

TEST_F(PhyOnRegisters, TakesTheValueThatCameWithReady)
{
    registers.on_read = [this](std::uint32_t, std::uint32_t) {
        return waited_us() < 200 ? 0xdead : 0xbeef | mdic_ready;
    };
    std::uint16_t value = 0;
    EXPECT_EQ(hw::read_phy(dev, Register::BMSR, value), Result::ok);
    EXPECT_EQ(value, 0xbeef);
}

TEST_F(PhyOnRegisters, LooksAtTheErrorOnlyOnceReady)
{
    registers.on_read = [this](std::uint32_t, std::uint32_t) { return waited_us() < 200 ? mdic_error : mdic_ready; };
    std::uint16_t value = 0;
    EXPECT_EQ(hw::read_phy(dev, Register::BMSR, value), Result::ok);
}

TEST_F(PhyOnRegisters, OfADeviceThatIsGoneIsAnError)
{
    unplug(registers);
    std::uint16_t value = 0;
    EXPECT_EQ(hw::read_phy(dev, Register::BMSR, value), Result::io);
}

}  // namespace

}  // namespace test
