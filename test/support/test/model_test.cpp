// SPDX-License-Identifier: BSD-3-Clause
// The model itself against the manual: what a driver that follows the SDM must see.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "support/test/model_rig.hpp"

namespace {

using namespace test::model;
using test::ModelTest;

TEST_F(ModelTest, TellsNothingWhileAnotherHoldsItsMutex)
{
    std::atomic<int> told = 0;
    std::vector<std::thread> askers;
    {
        const std::lock_guard held{model.mutex()};
        askers.emplace_back([&] { told += static_cast<int>(model.link_up()) | 1; });
        askers.emplace_back([&] { told += static_cast<int>(model.read(reg::STATUS)) | 1; });
        askers.emplace_back([&] { told += static_cast<int>(model.config_read(0, 2)) | 1; });
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        EXPECT_EQ(told, 0);
    }
    for (auto& asker : askers)
        asker.join();
    EXPECT_NE(told, 0);
}

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

TEST_F(ModelTest, IsBusyWithItsEepromForFiveMillisecondsAfterAReset)
{
    const auto word = [&] {
        model.write(reg::EERD, 1);
        return model.read(reg::EERD) >> 16;
    };
    const std::uint32_t right = model.eeprom().words[0], address = model.stored(reg::RA);
    model.write(reg::CTRL, model.read(reg::CTRL) | ctrl::RST);
    clock.advance(4'900);
    EXPECT_NE(word(), right);
    model.write(reg::RA, 0x12345678);
    clock.advance(200);
    EXPECT_EQ(word(), right);
    EXPECT_EQ(model.read(reg::RA), address) << "what was written meanwhile is lost";
}

TEST_F(ModelTest, SharesItsPacketBufferOutAtAReset)
{
    model.write(reg::PBA, 40);
    model.write(reg::RCTL, rctl::EN);
    ASSERT_EQ(model.failures().list().size(), 1u);
    EXPECT_EQ(model.failures().list()[0], "PBA 40 counts from the next reset on, now it is 48 (SDM 13.4.16)");
    model.failures().clear();
    model.write(reg::CTRL, model.read(reg::CTRL) | ctrl::RST);
    clock.advance(10'000);
    EXPECT_EQ(model.read(reg::PBA), 40u);
    model.write(reg::RCTL, rctl::EN);
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

TEST(ProfileOfQemu, IsThatOfTheVersion)
{
    EXPECT_EQ(Profile::of_qemu(7, 2).name, "qemu");
    EXPECT_EQ(Profile::of_qemu(8, 0).name, "qemu");
    EXPECT_EQ(Profile::of_qemu(8, 1).name, "qemu_8_1");
    EXPECT_EQ(Profile::of_qemu(10, 0).name, "qemu_8_1");
    EXPECT_EQ(Profile::of_qemu(10, 1).name, "qemu_10_1");
    EXPECT_EQ(Profile::of_qemu(11, 0).name, "qemu_10_1");
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
