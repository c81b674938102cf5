// SPDX-License-Identifier: BSD-3-Clause
// The model's transmit path against the manual: descriptors, checksums, segmentation, VLAN tags.
#include <algorithm>

#include "support/model/checksum.hpp"
#include "support/test/model_rig.hpp"

namespace {

using namespace test::model;
using test::ModelTest;

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

/// A frame of 60 bytes that is reported when it is sent.
TxDescriptor reported(const Frame& frame)
{
    return {.low = reinterpret_cast<std::uintptr_t>(frame.data()),
            .command = 60 | TxDescriptor::EOP | TxDescriptor::IFCS | TxDescriptor::RS,
            .high = 0};
}

TEST_F(ModelTest, TellsOfATailThatGoesBack)
{
    bring_up();
    const Frame frame = broadcast(60);
    for (int i = 0; i < 3; ++i)
        put(reported(frame));
    ring_doorbell();
    ASSERT_TRUE(model.failures().list().empty());
    model.write(reg::TDT, tail - 1);
    ASSERT_EQ(model.failures().list().size(), 1u);
    EXPECT_NE(model.failures().list()[0].find("DD set"), std::string::npos) << "to the device it is a whole ring more";
    EXPECT_EQ(model.sent.size(), 5u) << "and so it is sent";
    model.failures().clear();
    model.faults().tx_stalled = true;
    tx[tail - 1] = reported(frame);
    ring_doorbell();
    put(reported(frame));
    ring_doorbell();
    model.write(reg::TDT, tail - 1);
    ASSERT_EQ(model.failures().list().size(), 1u);
    EXPECT_NE(model.failures().list()[0].find("TDT goes back"), std::string::npos);
    model.failures().clear();
}

TEST_F(ModelTest, TellsOfADescriptorThatIsHandedOverAsHardwareLeftIt)
{
    bring_up();
    const Frame frame = broadcast(60);
    for (const bool at_tctl : {false, true}) {
        put(reported(frame));
        tx[(tail + ring - 1) % ring].high = TxDescriptor::DD;
        if (at_tctl) {
            model.write(reg::TCTL, 0);
            ring_doorbell();
            EXPECT_TRUE(model.failures().list().empty()) << "it may still be mended";
            model.write(reg::TCTL, tctl::EN);
        } else {
            ring_doorbell();
        }
        ASSERT_EQ(model.failures().list().size(), 1u);
        EXPECT_NE(model.failures().list()[0].find("DD set"), std::string::npos);
        model.failures().clear();
    }
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
    constexpr std::uint32_t end = 8, command = data_type | TxDescriptor::DEXT | TxDescriptor::TSE | TxDescriptor::IFCS;
    put({.low = reinterpret_cast<std::uintptr_t>(packet.data()),
         .command = (2554 - end) | command,
         .high = TxDescriptor::IXSM | TxDescriptor::TXSM});
    put({.low = reinterpret_cast<std::uintptr_t>(packet.data() + packet.size() - end),
         .command = end | command | TxDescriptor::EOP,
         .high = 0});
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

TEST_F(ModelTest, TellsOfAnEndThatIsReportedBeforeItIsRead)
{
    bring_up();
    const Frame packet = tcp_packet(100), next = broadcast(64);
    const auto tell = [this] {
        ring_doorbell();
        const bool told = model.failures().list().size() == 1;
        model.failures().clear();
        return told;
    };
    put({.low = 14 | 24ull << 8 | 33ull << 16 | 34ull << 32 | 50ull << 40,
         .command = 100 | TxDescriptor::DEXT | TxDescriptor::TSE | bit(25) | bit(24),
         .high = 1000u << 16 | 54u << 8});
    put({.low = reinterpret_cast<std::uintptr_t>(packet.data()),
         .command = 154 | data_type | TxDescriptor::DEXT | TxDescriptor::TSE | TxDescriptor::EOP | TxDescriptor::IFCS,
         .high = 0});
    EXPECT_TRUE(tell()) << "of the one that is cut";
    const TxDescriptor plain{.low = reinterpret_cast<std::uintptr_t>(next.data()),
                             .command = 64 | TxDescriptor::EOP | TxDescriptor::IFCS,
                             .high = 0};
    put(plain);
    EXPECT_TRUE(tell()) << "of the one behind it";
    put(plain);
    EXPECT_FALSE(tell());
}

/// On PCI-X, as specification updates and other drivers have it.
struct ModelOnPcix : ModelTest {
    void be(const Profile& profile, std::uint16_t device_id)
    {
        model.power_on(profile, device_id);
        model.config_write(4, 2, 6);
        model.config_write(0xe6, 2, 2u << 2);  // 2048 bytes at once
        model.faults().bears_any_reset = true;
        bring_up();
        tail = 0;
    }
    /// Send @p length bytes that end @p end bytes behind a multiple of eight. @return whether the chip lives on
    bool lives_on(std::uint32_t length, std::uint32_t end)
    {
        model.sent.clear();
        put({.low = reinterpret_cast<std::uintptr_t>(data.data()) + 8 + (end - length) % 8,
             .command = length | TxDescriptor::EOP | TxDescriptor::IFCS | TxDescriptor::RS,
             .high = 0});
        ring_doorbell();
        return model.sent.size() == 1;
    }
    void expect_hangs(const char* why)
    {
        ASSERT_EQ(model.failures().list().size(), 1u);
        EXPECT_NE(model.failures().list()[0].find(why), std::string::npos);
        EXPECT_FALSE(lives_on(60, 0)) << "until it is reset";
        model.failures().clear();
    }
    alignas(8) std::array<std::uint8_t, 4096> data{};
};

TEST_F(ModelOnPcix, HangsOnALongStart)
{
    be(Profile::pcix(), 0x1010);
    EXPECT_EQ(model.read(reg::STATUS) & status::PCIX_MODE, status::PCIX_MODE);
    for (std::uint32_t end = 1; end <= 8; ++end)
        EXPECT_TRUE(lives_on(2015, end)) << end;
    EXPECT_FALSE(lives_on(2016, 8));
    expect_hangs("2016 bytes");
}

TEST_F(ModelOnPcix, HangsOnALowEndIfItIsTheFirst)
{
    be(Profile::pcix(), 0x100c);
    for (std::uint32_t end = 5; end <= 8; ++end)
        EXPECT_TRUE(lives_on(100, end)) << end;
    EXPECT_TRUE(lives_on(4, 1));
    EXPECT_FALSE(lives_on(100, 4));
    expect_hangs("lower half");
}

TEST_F(ModelOnPcix, HangsOnNeitherOnPci)
{
    be(Profile::silicon(), 0x100c);
    EXPECT_EQ(model.read(reg::STATUS) & status::PCIX_MODE, 0u);
    for (std::uint32_t end = 1; end <= 8; ++end)
        EXPECT_TRUE(lives_on(3000, end)) << end;
    be(Profile::pcix(), 0x100e);
    EXPECT_TRUE(lives_on(3000, 1)) << "a chip that knows PCI alone";
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

}  // namespace
