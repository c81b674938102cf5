// SPDX-License-Identifier: BSD-3-Clause
// A device that lies about what it received.
#include <gtest/gtest.h>

#include "hostile/liar.hpp"

namespace {

using test::Claim;
using test::Delivery;
using test::Frames;
using test::RxDescriptor;

constexpr std::uint16_t buffer = 2048;                                  // RCTL.BSIZE for the pool's buffers
constexpr std::uint16_t longest = RTE_ETHER_MTU + 14 + 8;               // header and two VLAN tags
constexpr std::uint8_t DD = RxDescriptor::DD, EOP = RxDescriptor::EOP;  // the manual's own names

using LiarRx = test::Liar;

struct LiarLength : LiarRx, ::testing::WithParamInterface<std::uint16_t> {};

TEST_P(LiarLength, OfNoFrameIsDroppedAndCountedOnce)
{
    ASSERT_EQ(start(), 0);
    claim({.length = GetParam()});
    EXPECT_TRUE(take_all().empty());
    EXPECT_EQ(stats().ierrors, 1u);
    expect_good_frame();
    EXPECT_EQ(stats().ipackets, 1u);
    EXPECT_EQ(stats().ibytes, 200u);
}

TEST_P(LiarLength, WithoutEndOfPacketIsDroppedUpToTheEnd)
{
    ASSERT_EQ(start(), 0);
    claim({.length = GetParam(), .status = DD});
    claim({.length = 60});  // its tail
    EXPECT_TRUE(take_all().empty());
    EXPECT_EQ(stats().ierrors, 1u);
    expect_good_frame();
}

INSTANTIATE_TEST_SUITE_P(Zero, LiarLength, ::testing::Values(0));
INSTANTIATE_TEST_SUITE_P(NoMoreThanACrc, LiarLength, ::testing::Values(1, 2, 3, 4));
INSTANTIATE_TEST_SUITE_P(ShorterThanAHeader, LiarLength, ::testing::Range<std::uint16_t>(5, 14));
INSTANTIATE_TEST_SUITE_P(BeyondTheMtu, LiarLength, ::testing::Values(longest + 1, buffer - 1, buffer));
INSTANTIATE_TEST_SUITE_P(BeyondTheBuffer, LiarLength, ::testing::Values(buffer + 1, 4096, 0x8000, 65535));

TEST_F(LiarRx, ShortestAndLongestFramesAreDelivered)
{
    ASSERT_EQ(start(), 0);
    claim({.length = 14});
    claim({.length = longest});
    const auto got = take_all();
    ASSERT_EQ(got.size(), 2u);
    EXPECT_EQ(got[0].size(), 14u);
    EXPECT_EQ(got[1].size(), longest);
    EXPECT_EQ(stats().ierrors, 0u);
}

TEST_F(LiarRx, LengthBeyondTheBufferIsDroppedWithLongFramesToo)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    for (const int beyond : {buffer + 1, 9000, 65535}) {
        const auto length = static_cast<std::uint16_t>(beyond);
        claim({.length = length});
        claim({.length = buffer, .status = DD});
        claim({.length = length});
    }
    EXPECT_TRUE(take_all().empty());
    EXPECT_EQ(stats().ierrors, 6u);
    expect_good_frame();
}

TEST_F(LiarRx, BuffersThatAreNotFullEndTheFrameAsAnError)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    claim({.length = buffer, .status = DD});
    claim({.length = 100, .status = DD});
    claim({.length = 100});
    EXPECT_TRUE(take_all().empty());
    EXPECT_EQ(stats().ierrors, 1u);
    expect_good_frame();
}

TEST_F(LiarRx, DoneWithoutDataIsAnErrorInEveryDescriptorOfTheRing)
{
    ASSERT_EQ(start(), 0);
    for (int turn = 0; turn < 4; ++turn) {
        claim_many(32, {.length = 0});
        EXPECT_TRUE(take_all().empty());
    }
    EXPECT_EQ(stats().ierrors, 128u);
    expect_good_frame();
}

TEST_F(LiarRx, DoneOutOfOrderWaitsForTheDescriptorsBefore)
{
    ASSERT_EQ(start(), 0);
    for (const std::uint32_t index : {1u, 3u, 2u}) {
        const auto data = frame(60, static_cast<std::uint8_t>(index));
        model.rx().put_data(index, data);
        model.rx().write_back(index, {.length = 60});
        EXPECT_TRUE(take_all().empty());
    }
    model.rx().put_data(0, frame(60, 0));
    model.rx().write_back(0, {.length = 60});
    EXPECT_EQ(take_all(), (Frames{frame(60, 0), frame(60, 1), frame(60, 2), frame(60, 3)}));
    model.rx().set_head(4);
    expect_good_frame();
}

TEST_F(LiarRx, EndOfPacketNeverHoldsNoMoreMbufsThanTheLongestFrame)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    const unsigned free_at_start = pool.available();
    for (int turn = 0; turn < 200; ++turn) {
        claim_many(10, {.length = buffer, .status = DD});
        EXPECT_TRUE(take_all().empty());
        ASSERT_GE(pool.available() + 5, free_at_start);
    }
    EXPECT_EQ(stats().ierrors, 1u) << "one frame, however long";
    claim({.length = 60});
    EXPECT_TRUE(take_all().empty());
    expect_good_frame();
}

TEST_F(LiarRx, EndOfPacketNeverWithoutScatterHoldsNoMbuf)
{
    ASSERT_EQ(start(), 0);
    const unsigned free_at_start = pool.available();
    for (int turn = 0; turn < 200; ++turn) {
        claim_many(16, {.length = 1000, .status = DD});
        EXPECT_TRUE(take_all().empty());
        ASSERT_EQ(pool.available(), free_at_start);
    }
    EXPECT_EQ(stats().ierrors, 1u);
}

TEST_F(LiarRx, StopInTheMiddleOfAFrameForgetsIt)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    for (const std::uint16_t length : {buffer, std::uint16_t{100}}) {  // in a chain, and while skipping
        claim({.length = length, .status = DD});
        EXPECT_TRUE(take_all().empty());
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(pool.available(), pool.size());
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
        expect_good_frame();
    }
}

TEST_F(LiarRx, TailOfAnOverlongFrameIsNoFrame)
{
    ASSERT_EQ(start(), 0);
    claim({.length = buffer, .status = DD}, frame(buffer));
    claim({.length = 600}, frame(600));
    EXPECT_TRUE(take_all().empty());
    EXPECT_EQ(stats().ierrors, 1u);
    expect_good_frame();
}

TEST_F(LiarRx, TailOfAFrameBeyondALargeMtuIsNoFrame)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame(9022)), Delivery::delivered);
    EXPECT_EQ(take_all(), Frames{frame(9022)});
    for (const std::size_t size : {std::size_t{9023}, std::size_t{5} * buffer, std::size_t{5} * buffer + 60}) {
        ASSERT_EQ(model.receive(frame(size)), Delivery::delivered);
        EXPECT_TRUE(take_all().empty()) << size;
        expect_good_frame();
    }
    EXPECT_EQ(stats().ierrors, 3u);
}

TEST_F(LiarRx, TailThatComesLaterIsStillNoFrame)
{
    ASSERT_EQ(start(), 0);
    claim({.length = buffer, .status = DD}, frame(buffer));
    EXPECT_TRUE(take_all().empty());
    claim({.length = buffer, .status = DD}, frame(buffer));
    EXPECT_TRUE(take_all().empty());
    claim({.length = 600}, frame(600));
    EXPECT_TRUE(take_all().empty());
    expect_good_frame();
}

struct LiarError : LiarRx, ::testing::WithParamInterface<std::uint8_t> {};

TEST_P(LiarError, OfTheFrameDropsAndCountsIt)
{
    ASSERT_EQ(start(), 0);
    claim({.length = 60, .errors = GetParam()}, frame(60));
    EXPECT_TRUE(take_all().empty());
    EXPECT_EQ(stats().ierrors, 1u);
    expect_good_frame();
}

TEST_P(LiarError, InTheLastBufferDropsTheWholeFrame)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    claim({.length = buffer, .status = DD}, frame(buffer));
    claim({.length = 60, .errors = GetParam()}, frame(60));
    EXPECT_TRUE(take_all().empty());
    EXPECT_EQ(stats().ierrors, 1u);
    expect_good_frame();
}

INSTANTIATE_TEST_SUITE_P(OneBit, LiarError, ::testing::Values(0x01, 0x02, 0x04, 0x10, 0x80));
INSTANTIATE_TEST_SUITE_P(AllBits, LiarError, ::testing::Values(0xff));

TEST_F(LiarRx, GarbageInStatusAndTagSetsNoFlag)
{
    ASSERT_EQ(start(), 0);
    for (unsigned bit = 2; bit < 8; ++bit) {
        const auto status = static_cast<std::uint8_t>(DD | EOP | 1u << bit);
        claim({.length = 60, .checksum = 0xffff, .status = status, .special = 0xffff}, frame(60));
        EXPECT_EQ(take_all(), Frames{frame(60)}) << "status bit " << bit;
    }
}

TEST_F(LiarRx, GarbageInStatusWithoutDoneIsNoFrame)
{
    ASSERT_EQ(start(), 0);
    for (const unsigned status : {unsigned{EOP}, 0xfeu}) {
        const std::uint32_t index = model.rx().head();
        model.rx().put_data(index, frame(60));
        model.rx().write_back(index, {.length = 60, .status = static_cast<std::uint8_t>(status)});
        EXPECT_TRUE(take_all().empty()) << "status " << status;
        claim({.length = 60}, frame(60));
        EXPECT_EQ(take_all(), Frames{frame(60)});
    }
}

TEST_F(LiarRx, DescriptorTakenOnceIsNotTakenAgain)
{
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 48; ++i) {  // three batches of refills, not yet once round
        ASSERT_EQ(model.receive(frame(60)), Delivery::delivered);
        EXPECT_EQ(take_all().size(), 1u);
    }
    for (unsigned i = 0; i < 16; ++i)  // up to the old ones
        claim({.length = 60});
    EXPECT_EQ(take_all().size(), 16u);
    for (int i = 0; i < 200; ++i)
        ASSERT_TRUE(take_all().empty());
    EXPECT_EQ(stats().ipackets, 64u);
}

/// QEMU leaves errors and most of status as they were in memory.
struct LiarStale : LiarRx {
    LiarStale() : LiarRx(test::model::Profile::qemu()) {}
};

TEST_F(LiarStale, ErrorsOfTheLastTurnSpoilNoFrameOfThis)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 4; ++i) {
        claim_many(16, {.length = 60, .checksum = 0xffff, .status = 0xff, .errors = 0xff, .special = 0xffff});
        EXPECT_TRUE(take_all().empty());
    }
    EXPECT_EQ(stats().ierrors, 64u);
    for (std::uint8_t i = 0; i < 64; ++i)
        expect_good_frame(i);
    EXPECT_EQ(stats().ierrors, 64u);
}

TEST_F(LiarStale, GarbageInTheRingAtStartIsNoFrame)
{
    ASSERT_EQ(start(), 0);
    claim_many(16, {.length = 60, .status = 0xff, .errors = 0xff});
    ASSERT_EQ(rte_eth_dev_stop(port), 0);  // with frames in the ring that nobody took
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_TRUE(take_all().empty());
    expect_good_frame();
    EXPECT_EQ(stats().ierrors, 0u);
}

}  // namespace
