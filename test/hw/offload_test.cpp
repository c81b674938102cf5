// SPDX-License-Identifier: BSD-3-Clause
#include "hw/offload.hpp"

#include <bit>

#include "rig.hpp"

namespace test {

namespace {

using model::TxDescriptor;

constexpr std::uint32_t data_type = 1u << 20, tcp = 1u << 24, ipv4 = 1u << 25;

// Ethernet, IPv4 and TCP without options, as SDM 3.5.8 has them.
constexpr hw::TxHeaders usual{.l3 = 14, .l4 = 34, .end = 54, .ipv4 = true, .tcp = true};

TEST(ContextDescriptor, HasEachOffsetWhereTheManualPutsIt)
{
    const auto made = std::bit_cast<TxDescriptor>(hw::checksum_context(usual));
    EXPECT_EQ(made.low & 0xff, 14u) << "IPCSS";
    EXPECT_EQ(made.low >> 8 & 0xff, 24u) << "IPCSO";
    EXPECT_EQ(made.low >> 16 & 0xffff, 33u) << "IPCSE, the last byte";
    EXPECT_EQ(made.low >> 32 & 0xff, 34u) << "TUCSS";
    EXPECT_EQ(made.low >> 40 & 0xff, 50u) << "TUCSO";
    EXPECT_EQ(made.low >> 48, 0u) << "TUCSE: to the end of the packet";
    EXPECT_EQ(made.command, TxDescriptor::DEXT | tcp | ipv4);
    EXPECT_EQ(made.high, 0u);
}

TEST(ContextDescriptor, TellsUdpFromTcpAndIpv6FromIpv4)
{
    hw::TxHeaders at = usual;
    at.tcp = false;
    auto made = std::bit_cast<TxDescriptor>(hw::checksum_context(at));
    EXPECT_EQ(made.low >> 40 & 0xff, 40u);
    EXPECT_EQ(made.command, TxDescriptor::DEXT | ipv4);
    at.ipv4 = false;
    made = std::bit_cast<TxDescriptor>(hw::checksum_context(at));
    EXPECT_EQ(made.command, TxDescriptor::DEXT);
}

TEST(ContextDescriptor, OfSegmentationTellsPayloadHeaderAndMss)
{
    const auto made = std::bit_cast<TxDescriptor>(hw::segmentation_context(usual, 0xabcde, 1460));
    EXPECT_EQ(made.low, std::bit_cast<TxDescriptor>(hw::checksum_context(usual)).low);
    EXPECT_EQ(made.command, 0xabcde | TxDescriptor::DEXT | TxDescriptor::TSE | tcp | ipv4);
    EXPECT_EQ(made.high, 1460u << 16 | 54u << 8);
}

TEST(ContextDescriptor, HasRoomForTheGreatestOffsets)
{
    const hw::TxHeaders far{.l3 = 219, .l4 = 239, .end = 255, .ipv4 = true, .tcp = true};
    const auto made = std::bit_cast<TxDescriptor>(hw::segmentation_context(far, hw::max_tx_payload, 65535));
    EXPECT_EQ(far.l4_checksum(), hw::max_checksum_offset);
    EXPECT_EQ(made.low, 219ull | 229ull << 8 | 238ull << 16 | 239ull << 32 | 255ull << 40);
    EXPECT_EQ(made.command & 0xfffffu, hw::max_tx_payload);
    EXPECT_EQ(made.high, 0xffff'ff00u);
}

TEST(DataDescriptor, HasItsCommandsWhereTheManualPutsThem)
{
    const hw::TxDesc ours{.addr = 0x1122334455667788,
                          .word = 16288 | hw::TxDesc::DATA | hw::TxDesc::TSE | hw::TxDesc::IXSM | hw::TxDesc::TXSM};
    const auto made = std::bit_cast<TxDescriptor>(ours);
    EXPECT_EQ(made.low, 0x1122334455667788u);
    EXPECT_EQ(made.command, 16288 | data_type | TxDescriptor::DEXT | TxDescriptor::TSE);
    EXPECT_EQ(made.high, TxDescriptor::IXSM | TxDescriptor::TXSM);
}

TEST(LongestPiece, IsOfFourSegmentsAtMost)
{
    EXPECT_EQ(hw::longest_piece(1), 4u);
    EXPECT_EQ(hw::longest_piece(1460), 5840u);
    EXPECT_EQ(hw::longest_piece(4072), hw::max_tx_segment);
    EXPECT_EQ(hw::longest_piece(65535), hw::max_tx_segment);
}

}  // namespace

}  // namespace test
