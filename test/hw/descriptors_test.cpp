// SPDX-License-Identifier: BSD-3-Clause
#include "hw/descriptors.hpp"

#include <bit>

#include "rig.hpp"

namespace test {

namespace {

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

TEST(RxDescriptorWord, HasTheBitsOfOffloadsWhereTheManualPutsThem)
{
    const auto writeback = [](std::uint8_t status, std::uint8_t errors, std::uint16_t special = 0) {
        model::RxDescriptor as_manual{};
        as_manual.status = status;
        as_manual.errors = errors;
        as_manual.special = special;
        return std::bit_cast<hw::RxDesc>(as_manual).writeback;
    };
    EXPECT_EQ(writeback(model::RxDescriptor::IXSM, 0), hw::RxDesc::IXSM);
    EXPECT_EQ(writeback(model::RxDescriptor::VP, 0), hw::RxDesc::VP);
    EXPECT_EQ(writeback(model::RxDescriptor::TCPCS, 0), hw::RxDesc::TCPCS);
    EXPECT_EQ(writeback(model::RxDescriptor::IPCS, 0), hw::RxDesc::IPCS);
    EXPECT_EQ(writeback(0, model::RxDescriptor::TCPE), hw::RxDesc::TCPE);
    EXPECT_EQ(writeback(0, model::RxDescriptor::IPE), hw::RxDesc::IPE);
    EXPECT_EQ(hw::RxDesc::vlan_tag(writeback(0xff, 0xff, 0x6123)), 0x6123);
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

}  // namespace

}  // namespace test
