// SPDX-License-Identifier: BSD-3-Clause
// The model itself against the manual: what a driver that follows the SDM must see.
#include "support/model/model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "support/model/checksum.hpp"

namespace {

using namespace test::model;
using test::Model;

constexpr std::uint32_t ring = 32;

struct ModelTest : ::testing::Test {
    explicit ModelTest(const Profile& profile = Profile::silicon()) : model(clock, {}, profile)
    {
        model.config_write(4, 2, 6);  // memory space, bus master
    }

    void TearDown() override
    {
        for (const auto& failure : model.failures().list())
            ADD_FAILURE() << failure;
    }

    void bring_up()
    {
        for (std::uint32_t i = 0; i < ring; ++i)
            rx[i].address = reinterpret_cast<std::uintptr_t>(&buffers[i]);
        for (std::uint32_t at = reg::MTA; at < reg::RA; at += 4)
            model.write(at, 0);  // undefined after power-on (SDM 13.5.1)
        set_ring(reg::RDBAL, rx.data());
        set_ring(reg::TDBAL, tx.data());
        model.write(reg::RDT, ring - 1);
        model.write(reg::CTRL, model.read(reg::CTRL) | ctrl::SLU);
        model.write(reg::RCTL, rctl::EN | rctl::UPE | rctl::MPE | rctl::SECRC);
        model.write(reg::TCTL, tctl::EN | tctl::PSP);
        clock.advance(2'000'000);
        model.tick();
    }

    void set_ring(std::uint32_t base, const void* address)
    {
        const auto at = reinterpret_cast<std::uintptr_t>(address);
        model.write(base, static_cast<std::uint32_t>(at));
        model.write(base + 4, static_cast<std::uint32_t>(at >> 32));
        model.write(base + 8, ring * 16);
        model.write(base + 0x10, 0);
        model.write(base + 0x18, 0);
    }

    std::uint32_t mdic(std::uint32_t command)
    {
        model.write(reg::MDIC, command);
        clock.advance(100);
        return model.read(reg::MDIC);
    }

    void put(TxDescriptor descriptor)
    {
        tx[tail] = descriptor;
        tail = (tail + 1) % ring;
    }
    void ring_doorbell() { model.write(reg::TDT, tail); }

    static Frame broadcast(std::size_t size)
    {
        Frame frame(size);
        std::fill_n(frame.begin(), 6, std::uint8_t{0xff});
        return frame;
    }

    test::SimulatedClock clock;
    Model model;
    alignas(16) std::array<RxDescriptor, ring> rx{};
    alignas(16) std::array<TxDescriptor, ring> tx{};
    std::array<std::array<std::uint8_t, 2048>, ring> buffers{};
    std::uint32_t tail = 0;
};

TEST_F(ModelTest, ReadsTheEepromByEerd)
{
    unsigned sum = 0;
    for (std::uint32_t i = 0; i < Eeprom::size; ++i) {
        model.write(reg::EERD, i << 8 | 1);
        const std::uint32_t got = model.read(reg::EERD);
        EXPECT_NE(got & 0x10, 0u);
        EXPECT_EQ(got >> 16, model.eeprom().words[i]);
        sum += got >> 16;
    }
    EXPECT_EQ(sum & 0xffff, 0xbabau);
}

TEST_F(ModelTest, ReadsTheEepromBitByBit)
{
    constexpr std::uint32_t SK = 1, CS = 2, DI = 4, DO = 8, REQ = 0x40, GNT = 0x80;
    model.write(reg::EECD, REQ);
    ASSERT_NE(model.read(reg::EECD) & GNT, 0u);
    model.write(reg::EECD, REQ | CS);
    constexpr std::uint32_t word = 2, command = 0b110 << 6 | word;
    for (int i = 8; i >= 0; --i) {
        const std::uint32_t data = (command >> i & 1) != 0 ? DI : 0;
        model.write(reg::EECD, REQ | CS | data);
        model.write(reg::EECD, REQ | CS | data | SK);
    }
    std::uint32_t got = 0;
    for (int i = 0; i < 16; ++i) {
        model.write(reg::EECD, REQ | CS);
        model.write(reg::EECD, REQ | CS | SK);
        got = got << 1 | ((model.read(reg::EECD) & DO) != 0 ? 1u : 0u);
    }
    EXPECT_EQ(got, model.eeprom().words[word]);
}

TEST_F(ModelTest, FindsThePhyAtAddressOneAlone)
{
    EXPECT_EQ(mdic(1u << 21 | 2u << 16 | 2u << 26) & 0x5000ffff, 0x10000141u);
    EXPECT_NE(mdic(2u << 21 | 2u << 16 | 2u << 26) & 0x40000000, 0u);
}

TEST_F(ModelTest, NegotiatesALinkInTwoSeconds)
{
    model.write(reg::CTRL, ctrl::SLU);
    EXPECT_NE(model.read(reg::STATUS) & status::LU, 0u);
    mdic(1u << 21 | 0u << 16 | 1u << 26 | 0x1340);  // restart
    EXPECT_EQ(model.read(reg::STATUS) & status::LU, 0u);
    clock.advance(1'900'000);
    EXPECT_EQ(model.read(reg::STATUS) & status::LU, 0u);
    clock.advance(200'000);
    EXPECT_NE(model.read(reg::STATUS) & status::LU, 0u);
    EXPECT_NE(model.read(reg::ICR) & icr::LSC, 0u);
}

TEST_F(ModelTest, ClearsInterruptCausesAndStatisticsByReading)
{
    bring_up();
    ASSERT_EQ(model.receive(broadcast(60)), Delivery::delivered);
    EXPECT_NE(model.read(reg::ICR) & icr::RXT0, 0u);
    EXPECT_EQ(model.read(reg::ICR), 0u);
    EXPECT_EQ(model.read(counter::GPRC), 1u);
    EXPECT_EQ(model.read(counter::GPRC), 0u);
    EXPECT_EQ(model.read(counter::GORCL), 64u);
    EXPECT_EQ(model.read(counter::GORCL), 64u) << "the low half is cleared with the high one";
    EXPECT_EQ(model.read(counter::GORCH), 0u);
    EXPECT_EQ(model.read(counter::GORCL), 0u);
}

TEST_F(ModelTest, SpreadsALongFrameOverBuffersWithEopOnTheLast)
{
    bring_up();
    model.write(reg::RCTL, model.read(reg::RCTL) | rctl::LPE);
    ASSERT_EQ(model.receive(broadcast(5000)), Delivery::delivered);
    EXPECT_EQ(rx[0].length, 2048);
    EXPECT_EQ(rx[0].status & 3, RxDescriptor::DD);
    EXPECT_EQ(rx[2].length, 5000 - 4096);
    EXPECT_EQ(rx[2].status & 3, RxDescriptor::DD | RxDescriptor::EOP);
}

TEST_F(ModelTest, DropsWhatTheFilterDoesNotPass)
{
    bring_up();
    model.write(reg::RCTL, rctl::EN | rctl::SECRC);
    EXPECT_EQ(model.receive(broadcast(60)), Delivery::filtered);
    model.write(reg::RCTL, rctl::EN | rctl::SECRC | rctl::BAM);
    EXPECT_EQ(model.receive(broadcast(60)), Delivery::delivered);
    Frame own = broadcast(60);
    std::ranges::copy(model.eeprom().mac(), own.begin());
    EXPECT_EQ(model.receive(own), Delivery::delivered);
    own[5] ^= 1;
    EXPECT_EQ(model.receive(own), Delivery::filtered);
}

TEST_F(ModelTest, CountsAFrameWithoutBufferAsMissed)
{
    bring_up();
    for (std::uint32_t i = 0; i < ring - 1; ++i)
        ASSERT_EQ(model.receive(broadcast(60)), Delivery::delivered);
    EXPECT_EQ(model.receive(broadcast(60)), Delivery::no_buffer);
    EXPECT_EQ(model.read(counter::MPC), 1u);
    EXPECT_EQ(model.read(counter::RNBC), 1u);
}

TEST_F(ModelTest, SendsALegacyFramePaddedAndReportsIt)
{
    bring_up();
    const Frame frame = broadcast(20);
    put({.low = reinterpret_cast<std::uintptr_t>(frame.data()),
         .command = 20 | TxDescriptor::EOP | TxDescriptor::IFCS | TxDescriptor::RS,
         .high = 0});
    ring_doorbell();
    ASSERT_EQ(model.sent.size(), 1u);
    EXPECT_EQ(model.sent[0].size(), 60u);
    EXPECT_EQ(tx[0].high & TxDescriptor::DD, TxDescriptor::DD);
    EXPECT_EQ(model.read(reg::TDH), 1u);
}

/// IPv4 and TCP with @p payload bytes, checksums left to the hardware.
Frame tcp_packet(std::size_t payload)
{
    Frame p(54 + payload);
    p[12] = 0x08;
    p[14] = 0x45;
    put16(p, 16, static_cast<std::uint16_t>(40 + payload));
    p[23] = 6;
    put32(p, 26, 0x0a000001);
    put32(p, 30, 0x0a000002);
    put32(p, 38, 1000);
    p[46] = 0x50;
    p[47] = 0x09;  // FIN, PSH
    for (std::size_t i = 54; i < p.size(); ++i)
        p[i] = static_cast<std::uint8_t>(i * 7);
    return p;
}

constexpr std::uint32_t data_type = 1u << 20;

TEST_F(ModelTest, InsertsChecksumsThatAReceiverFindsRight)
{
    bring_up();
    Frame packet = tcp_packet(100);
    put16(packet, 50, ones_sum(std::span{packet}.subspan(26, 8), 6 + 120));
    put({.low = 14 | 24ull << 8 | 33ull << 16 | 34ull << 32 | 50ull << 40, .command = TxDescriptor::DEXT, .high = 0});
    put({.low = reinterpret_cast<std::uintptr_t>(packet.data()),
         .command = 154 | data_type | TxDescriptor::DEXT | TxDescriptor::EOP | TxDescriptor::IFCS,
         .high = TxDescriptor::IXSM | TxDescriptor::TXSM});
    ring_doorbell();
    ASSERT_EQ(model.sent.size(), 1u);
    const ReceivedChecksums found = check_received(model.sent[0]);
    EXPECT_TRUE(found.ip_checked && found.l4_checked);
    EXPECT_FALSE(found.ip_bad || found.l4_bad);
}

TEST_F(ModelTest, SegmentsWithSequenceLengthAndFlagsOfEach)
{
    bring_up();
    Frame packet = tcp_packet(2500);
    put16(packet, 50, ones_sum(std::span{packet}.subspan(26, 8), 6));
    put({.low = 14 | 24ull << 8 | 33ull << 16 | 34ull << 32 | 50ull << 40,
         .command = 2500 | TxDescriptor::DEXT | TxDescriptor::TSE | bit(25) | bit(24),
         .high = 1000u << 16 | 54u << 8});
    put({.low = reinterpret_cast<std::uintptr_t>(packet.data()),
         .command = 2554 | data_type | TxDescriptor::DEXT | TxDescriptor::TSE | TxDescriptor::EOP | TxDescriptor::IFCS,
         .high = TxDescriptor::IXSM | TxDescriptor::TXSM});
    ring_doorbell();
    ASSERT_EQ(model.sent.size(), 3u);
    Frame payload;
    for (std::uint32_t i = 0; i < 3; ++i) {
        const Frame& segment = model.sent[i];
        EXPECT_EQ(get32(segment, 38), 1000 + i * 1000);
        EXPECT_EQ(get16(segment, 16), segment.size() - 14);
        EXPECT_EQ(get16(segment, 18), i);
        EXPECT_EQ(segment[47], i == 2 ? 0x09 : 0x00);
        const ReceivedChecksums found = check_received(segment);
        EXPECT_TRUE(found.l4_checked && !found.ip_bad && !found.l4_bad) << i;
        payload.insert(payload.end(), segment.begin() + 54, segment.end());
    }
    EXPECT_TRUE(std::equal(payload.begin(), payload.end(), packet.begin() + 54, packet.end()));
}

TEST_F(ModelTest, TakesTheVlanTagOffAndPutsItOn)
{
    bring_up();
    model.write(reg::VET, 0x8100);
    model.write(reg::CTRL, model.read(reg::CTRL) | ctrl::VME);
    const Frame frame = broadcast(64);
    put({.low = reinterpret_cast<std::uintptr_t>(frame.data()),
         .command = 64 | TxDescriptor::EOP | TxDescriptor::IFCS | TxDescriptor::VLE,
         .high = 0x2123u << 16});
    ring_doorbell();
    ASSERT_EQ(model.sent.size(), 1u);
    EXPECT_EQ(model.sent[0].size(), 68u);
    EXPECT_EQ(get32(model.sent[0], 12), 0x81002123u);
    ASSERT_EQ(model.receive(model.sent[0]), Delivery::delivered);
    EXPECT_EQ(rx[0].length, 64);
    EXPECT_EQ(rx[0].special, 0x2123);
    EXPECT_NE(rx[0].status & RxDescriptor::VP, 0);
}

TEST_F(ModelTest, AnswersAllOnesFromTheAccessOnAtWhichItIsRemoved)
{
    model.faults().remove_at_access = 2;
    EXPECT_NE(model.read(reg::STATUS), 0xffffffffu);
    EXPECT_NE(model.read(reg::STATUS), 0xffffffffu);
    EXPECT_EQ(model.read(reg::STATUS), 0xffffffffu);
    EXPECT_EQ(model.read(reg::CTRL), 0xffffffffu);
    EXPECT_EQ(model.config_read(0, 2), 0xffffu);
}

TEST_F(ModelTest, KeepsItsResetBitForEverWhenToldTo)
{
    model.write(reg::CTRL, ctrl::RST);
    clock.advance(10);
    EXPECT_EQ(model.read(reg::CTRL) & ctrl::RST, 0u);
    model.faults().reset_never_ends = true;
    model.write(reg::CTRL, ctrl::RST);
    clock.advance(10'000'000);
    EXPECT_NE(model.read(reg::CTRL) & ctrl::RST, 0u);
}

struct Qemu : ModelTest {
    Qemu() : ModelTest(Profile::qemu()) {}
};

TEST_F(Qemu, KeepsEverythingOverAReset)
{
    bring_up();
    model.write(reg::IMS, icr::LSC);
    model.write(reg::CTRL, model.read(reg::CTRL) | ctrl::RST);
    EXPECT_EQ(model.read(reg::CTRL) & ctrl::RST, 0u);
    EXPECT_EQ(model.read(reg::RDLEN), ring * 16);
    EXPECT_EQ(model.read(reg::IMS), icr::LSC);
}

TEST_F(Qemu, HoldsFramesBackForASecondAfterAWriteToRctl)
{
    bring_up();
    model.write(reg::RCTL, model.read(reg::RCTL));
    EXPECT_EQ(model.receive(broadcast(60)), Delivery::queued);
    EXPECT_EQ(rx[0].status, 0);
    clock.advance(1'000'000);
    model.tick();
    EXPECT_EQ(rx[0].status & 3, 3);
}

TEST_F(Qemu, LeavesStaleErrorsInTheDescriptor)
{
    bring_up();
    rx[0].errors = RxDescriptor::CE;
    ASSERT_EQ(model.receive(broadcast(60)), Delivery::delivered);
    EXPECT_EQ(rx[0].errors, RxDescriptor::CE);
}

struct Bhyve : ModelTest {
    Bhyve() : ModelTest(Profile::bhyve()) {}
};

TEST_F(Bhyve, RecordsWhatMakesTheHypervisorAbort)
{
    bring_up();
    model.write(reg::RDLEN, ring * 16);
    model.write(reg::RA + 8 * 15, 0);
    EXPECT_EQ(model.failures().list().size(), 2u);
    model.failures().clear();
}

TEST_F(Bhyve, NeverFinishesAReadByEerd)
{
    model.write(reg::EERD, 1);
    clock.advance(10'000'000);
    EXPECT_EQ(model.read(reg::EERD) & 0x10, 0u);
}

TEST_F(ModelTest, RecordsDmaOutsideItsMemory)
{
    bring_up();
    model.memory().permitted = [](std::uint64_t, std::size_t) { return false; };
    EXPECT_EQ(model.receive(broadcast(60)), Delivery::failed);
    ASSERT_EQ(model.failures().list().size(), 1u);
    EXPECT_NE(model.failures().list()[0].find("receive ring"), std::string::npos);
    model.failures().clear();
}

}  // namespace
