// SPDX-License-Identifier: BSD-3-Clause
#include "hw/ring.hpp"

#include "hw/descriptors.hpp"
#include "hw/models.hpp"
#include "hw/regs.hpp"
#include "rig.hpp"

namespace test {

namespace {

// What the register table refuses at compile time.
static_assert(!hw::Writable<decltype(hw::reg::STATUS)>);
static_assert(!hw::Readable<decltype(hw::reg::IMC)>);
static_assert(!hw::ReadWrite<decltype(hw::reg::ICR)>);
static_assert(!hw::Writable<decltype(hw::reg::STATS)>);

class RingOf : public testing::TestWithParam<std::uint16_t> {
protected:
    const std::uint16_t size = GetParam();
};

TEST_P(RingOf, AdvancesByOneThroughEveryEntryAndBack)
{
    std::uint16_t at = 0;
    for (std::uint16_t i = 0; i < size; ++i, at = hw::advance(at, 1, size))
        ASSERT_EQ(at, i);
    EXPECT_EQ(at, 0);
}

TEST_P(RingOf, AdvancesByItsSizeToWhereItWas)
{
    for (const std::uint16_t from : {std::uint16_t{0}, std::uint16_t(size / 2), std::uint16_t(size - 1)})
        EXPECT_EQ(hw::advance(from, size, size), from);
}

TEST_P(RingOf, GoesBackOneByAdvancingSizeLessOne)
{
    EXPECT_EQ(hw::advance(0, size - 1u, size), size - 1);
    EXPECT_EQ(hw::advance(1, size - 1u, size), 0);
}

TEST_P(RingOf, HasTheDistanceThatWasAdvanced)
{
    for (std::uint16_t from = 0; from < size; from = static_cast<std::uint16_t>(from + 7))
        for (std::uint16_t n = 0; n < size; n = static_cast<std::uint16_t>(n + 5))
            ASSERT_EQ(hw::distance(from, hw::advance(from, n, size), size), n) << from << " + " << n;
}

INSTANTIATE_TEST_SUITE_P(Size, RingOf, testing::Values(32, 40, 1000, 1024, 4088, 4096));

struct Known {
    std::uint16_t id;
    const char* chip;
};

class KnownModel : public testing::TestWithParam<Known> {};

TEST_P(KnownModel, IsFoundByItsPciId)
{
    const hw::Model* found = hw::find_model(GetParam().id);
    ASSERT_NE(found, nullptr);
    EXPECT_STREQ(found->chip, GetParam().chip);
}

INSTANTIATE_TEST_SUITE_P(Id, KnownModel,
                         testing::Values(Known{0x100c, "82544GC"}, Known{0x100e, "82540EM"}, Known{0x100f, "82545EM"}),
                         [](const auto& known) { return known.param.chip; });

TEST(UnknownModel, IsNotFound)
{
    for (const unsigned id : {0x0000u, 0x1000u, 0x10d3u, 0x1533u, 0xffffu})
        EXPECT_EQ(hw::find_model(static_cast<std::uint16_t>(id)), nullptr) << id;
}

// Against the layout that the model has from the manual, not the driver's own.
TEST(RxDescriptorWord, HasEachFieldWhereTheManualPutsIt)
{
    model::RxDescriptor as_manual{};
    as_manual.length = 0x1234;
    as_manual.status = model::RxDescriptor::DD | model::RxDescriptor::EOP;
    const auto ours = std::bit_cast<hw::RxDesc>(as_manual);
    EXPECT_EQ(hw::RxDesc::length(ours.writeback), 0x1234);
    EXPECT_EQ(ours.writeback & ~0xffffull, hw::RxDesc::DD | hw::RxDesc::EOP);
}

TEST(RxDescriptorWord, TakesDamageForAnErrorAndABadChecksumForNone)
{
    const auto errors = [](unsigned bits) {
        model::RxDescriptor as_manual{};
        as_manual.errors = static_cast<std::uint8_t>(bits);
        return (std::bit_cast<hw::RxDesc>(as_manual).writeback & hw::RxDesc::ERRORS) != 0;
    };
    for (const unsigned damage : {0x01u, 0x02u, 0x04u, 0x10u, 0x80u})  // CE, SE, SEQ, CXE, RXE
        EXPECT_TRUE(errors(damage)) << damage;
    for (const unsigned checksum : {0x20u, 0x40u})  // TCPE, IPE
        EXPECT_FALSE(errors(checksum)) << checksum;
}

TEST(TxDescriptorWord, HasEachFieldWhereTheManualPutsIt)
{
    const hw::TxDesc ours{.addr = 0x1122334455667788,
                          .word = 1514 | hw::TxDesc::EOP | hw::TxDesc::IFCS | hw::TxDesc::RS};
    const auto as_manual = std::bit_cast<model::TxDescriptor>(ours);
    EXPECT_EQ(as_manual.low, 0x1122334455667788u);
    EXPECT_EQ(as_manual.command, 1514 | model::TxDescriptor::EOP | model::TxDescriptor::IFCS | model::TxDescriptor::RS);
    EXPECT_EQ(as_manual.high, 0u);
}

TEST(TxDescriptorWord, IsDoneWithDdAndOnlyThen)
{
    hw::TxDesc sent{.addr = 0, .word = hw::TxDesc::RS};
    EXPECT_FALSE(sent.done());
    auto as_manual = std::bit_cast<model::TxDescriptor>(sent);
    as_manual.high |= model::TxDescriptor::DD;
    sent = std::bit_cast<hw::TxDesc>(as_manual);
    EXPECT_TRUE(sent.done());
}

TEST(FlagField, CutsWhatIsTooWide)
{
    EXPECT_EQ(hw::raw(hw::RctlBsize::put(0xff)), 3u << 16);
    EXPECT_EQ(hw::RctlBsize::get(hw::Rctl{~0u}), 3u);
}

using MmioOnRegisters = OnRegisters;

TEST_F(MmioOnRegisters, ChangesInOneReadAndOneWrite)
{
    registers.values[model::reg::CTRL] = 0x00300800;
    dev.mmio.change(hw::reg::CTRL, hw::Ctrl::SLU, hw::Ctrl::FRCSPD);
    EXPECT_EQ(registers.values[model::reg::CTRL], 0x00300040u);
    EXPECT_EQ(rig.bar.reads(), 1u);
    EXPECT_EQ(rig.bar.writes(), 1u);
}

TEST_F(MmioOnRegisters, FindsTheLastElementOfAnArray)
{
    dev.mmio.write(hw::reg::MTA, 127, 0xabcd);
    EXPECT_EQ(registers.values[model::reg::MTA_END - 4], 0xabcdu);
}

TEST_F(MmioOnRegisters, RingsTheDoorbellOfARing)
{
    *dev.mmio.doorbell(hw::reg::TDT) = 17;
    *dev.mmio.doorbell(hw::reg::RDT) = 18;
    EXPECT_EQ(registers.values[model::reg::TDT], 17u);
    EXPECT_EQ(registers.values[model::reg::RDT], 18u);
}

}  // namespace

}  // namespace test
