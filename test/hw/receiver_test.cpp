// SPDX-License-Identifier: BSD-3-Clause
#include "hw/receiver.hpp"

#include "hw/reset.hpp"
#include "rig.hpp"

namespace test {

namespace {

using namespace model;

// As SDM 13.4.22 numbers them, not as the driver's table does.
constexpr std::uint32_t EN = bit(1), UPE = bit(3), MPE = bit(4), LPE = bit(5), BAM = bit(15), BSEX = bit(25),
                        SECRC = bit(26);
constexpr std::uint32_t always = EN | BAM | SECRC;

struct BufferSize {
    std::uint16_t bytes;
    std::uint32_t bits;
};

class RctlFor : public testing::TestWithParam<BufferSize> {};

TEST_P(RctlFor, NamesTheBufferSize)
{
    EXPECT_EQ(hw::raw(hw::rctl({.buffer_size = GetParam().bytes})), always | GetParam().bits);
}

INSTANTIATE_TEST_SUITE_P(Bytes, RctlFor,
                         testing::Values(BufferSize{256, 3u << 16}, BufferSize{512, 2u << 16},
                                         BufferSize{1024, 1u << 16}, BufferSize{2048, 0},
                                         BufferSize{4096, BSEX | 3u << 16}, BufferSize{8192, BSEX | 2u << 16},
                                         BufferSize{16384, BSEX | 1u << 16}),
                         [](const auto& size) { return std::to_string(size.param.bytes); });

struct Mode {
    const char* name;
    hw::RxMode mode;
    std::uint32_t bits;
};

class RctlIn : public testing::TestWithParam<Mode> {};

TEST_P(RctlIn, LetsInWhatTheModeAsksFor)
{
    EXPECT_EQ(hw::raw(hw::rctl(GetParam().mode)), always | GetParam().bits);
}

INSTANTIATE_TEST_SUITE_P(Mode, RctlIn,
                         testing::Values(Mode{"plain", {}, 0}, Mode{"promiscuous", {.promiscuous = true}, UPE | MPE},
                                         Mode{"all_multicast", {.all_multicast = true}, MPE},
                                         Mode{"both", {.promiscuous = true, .all_multicast = true}, UPE | MPE},
                                         Mode{"long_frames", {.long_frames = true}, LPE},
                                         Mode{"control_frames", {.control_frames = true}, bit(23)},
                                         Mode{"loopback", {.loopback = true}, 3u << 6}),
                         [](const auto& mode) { return mode.param.name; });

struct Room {
    std::uint32_t bytes;
    std::uint16_t buffer;
};

class LargestBuffer : public testing::TestWithParam<Room> {};

TEST_P(LargestBuffer, FitsIntoTheRoom)
{
    EXPECT_EQ(hw::largest_rx_buffer(GetParam().bytes), GetParam().buffer);
}

INSTANTIATE_TEST_SUITE_P(Room, LargestBuffer,
                         testing::Values(Room{0, 0}, Room{255, 0}, Room{256, 256}, Room{511, 256}, Room{512, 512},
                                         Room{1023, 512}, Room{1024, 1024}, Room{2047, 1024}, Room{2048, 2048},
                                         Room{2176, 2048}, Room{4095, 2048}, Room{4096, 4096}, Room{8192, 8192},
                                         Room{16383, 8192}, Room{16384, 16384}, Room{65407, 16384}),
                         [](const auto& room) { return std::to_string(room.param.bytes); });

using Receiver = OnRegisters;

TEST_F(Receiver, IsGivenAllOfItsRingButTheLast)
{
    hw::receiver::set_ring(dev, 0x1'2345'6780, 8192, 512);
    EXPECT_EQ(steps(registers),
              (Steps{{reg::RDBAL, 0x23456780}, {reg::RDBAH, 1}, {reg::RDLEN, 8192}, {reg::RDH, 0}, {reg::RDT, 511}}));
}

TEST_F(Receiver, IsSwitchedOnAndOffByOneWriteEach)
{
    hw::receiver::enable(dev, hw::rctl({.promiscuous = true}));
    hw::receiver::disable(dev);
    EXPECT_EQ(steps(registers), (Steps{{reg::RCTL, always | UPE | MPE}, {reg::RCTL, 0}}));
    EXPECT_EQ(rig.bar.reads(), 0u);
}

TEST_F(Receiver, VerifiesTheChecksumsThatItIsToVerify)
{
    constexpr std::uint32_t IPOFL = bit(8), TUOFL = bit(9);
    hw::receiver::verify_checksums(dev, true, false);
    hw::receiver::verify_checksums(dev, false, true);
    hw::receiver::verify_checksums(dev, true, true);
    hw::receiver::verify_checksums(dev, false, false);
    EXPECT_EQ(steps(registers),
              (Steps{{reg::RXCSUM, IPOFL}, {reg::RXCSUM, TUOFL}, {reg::RXCSUM, IPOFL | TUOFL}, {reg::RXCSUM, 0}}));
}

TEST_F(Receiver, ForgetsItsRingWhenItIsOff)
{
    hw::receiver::enable(dev, hw::rctl({}));
    hw::receiver::set_ring(dev, 0x1'2345'6780, 8192, 512);
    registers.log.clear();
    hw::receiver::scrub(dev);
    EXPECT_EQ(registers.writes().front().offset, std::uint32_t{reg::RCTL});
    for (const auto& [offset, value] : registers.values)
        EXPECT_EQ(value, 0u) << offset;
}

TEST_F(Receiver, IsLeftWithoutRingWhileItStaysEnabled)
{
    std::vector<hw::RxDesc> ring(64, hw::RxDesc{.addr = 0x1000, .writeback = hw::RxDesc::DD});
    hw::receiver::set_ring(dev, 0x1'2345'6780, 1024, 64);
    registers.values[reg::RDT] = 17;
    registers.log.clear();
    bool named = true;
    registers.on_read = [&](std::uint32_t offset, std::uint32_t stored) {
        if (offset == reg::STATUS && registers.values[reg::RDH] == 17)
            named = ring.front().addr != 0;
        return stored;
    };
    hw::receiver::take_ring(dev, ring);
    EXPECT_TRUE(named) << "the device must know that it has none before the descriptors go";
    for (const hw::RxDesc& desc : ring)
        EXPECT_EQ(desc.addr | desc.writeback, 0u);
    EXPECT_EQ(steps(registers), (Steps{{reg::RDH, 17},
                                       {reg::RDH, 0},
                                       {reg::RDT, 0},
                                       {reg::RDBAL, 0},
                                       {reg::RDBAH, 0},
                                       {reg::RDLEN, 0},
                                       {reg::RDH, 0},
                                       {reg::RDT, 0}}));
}

class Quiesced : public OnRegisters {
protected:
    const hw::Traits spared{.rings_change_while_enabled = true};
    void SetUp() override { dev.traits = &spared; }
    [[nodiscard]] std::uint64_t writes_of_rctl() const { return rig.bar.writes_of(reg::RCTL); }
};

TEST_F(Quiesced, StaysEnabledWithoutRing)
{
    hw::receiver::enable(dev, hw::rctl({}));
    hw::receiver::quiesce(dev);
    hw::receiver::scrub(dev);
    EXPECT_EQ(writes_of_rctl(), 1u);
}

TEST_F(Quiesced, IsDisabledWithWhateverThereIsOfARing)
{
    for (const std::uint32_t at : {reg::RDLEN, reg::RDH, reg::RDT}) {
        hw::receiver::enable(dev, hw::rctl({}));
        registers.values[at] = 1;
        hw::receiver::quiesce(dev);
        EXPECT_EQ(registers.values[reg::RCTL], 0u);
        registers.values[at] = 0;
    }
}

TEST_F(Quiesced, IsDisabledWhereAReceiverMayNotStayEnabled)
{
    dev.traits = &hw::usual_traits;
    hw::receiver::enable(dev, hw::rctl({}));
    hw::receiver::quiesce(dev);
    EXPECT_EQ(registers.values[reg::RCTL], 0u);
}

TEST_F(OnModel, AReceiverThatMayStayEnabledIsDisabledByAResetIfItHasARing)
{
    const hw::Traits spared{.rctl_write_deafens_us = 1, .rings_change_while_enabled = true};
    dev.traits = &spared;
    model.power_on(Model::Profile::qemu());
    model.hand_over_dirty();
    EXPECT_EQ(hw::reset(dev), Result::ok);
    EXPECT_EQ(model.stored(reg::RCTL), 0u);
    for (const std::uint32_t at : {0x00u, 0x04u, 0x08u, 0x10u, 0x18u})
        EXPECT_EQ(model.stored(reg::RDBAL + at), 0u);
}

TEST_F(Receiver, HasItsDoorbellWhereTheRingEnds)
{
    *hw::rx_doorbell(dev) = 18;
    EXPECT_EQ(steps(registers), (Steps{{reg::RDT, 18}}));
}

}  // namespace

}  // namespace test
