// SPDX-License-Identifier: BSD-3-Clause
// What probing finds, what it costs, and what it leaves of whoever drove the device before.
#include <algorithm>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr Mac changed_mac{0x02, 0x13, 0x24, 0x35, 0x46, 0x57};

struct Chosen {
    const char* profile;
    std::uint16_t id;
};

class Probe : public Driver, public ::testing::WithParamInterface<Chosen> {
protected:
    Probe() : Driver(Profile::named(GetParam().profile), GetParam().id) {}
};

/// Bit by bit it takes many more.
TEST_P(Probe, TakesAtMost300RegisterAccessesWhereThereIsEerd)
{
    const std::uint64_t accesses = slot.bar.reads() + slot.bar.writes();
    RecordProperty("accesses", std::to_string(accesses));  // in the report
    const bool by_eerd = chip_on(model.profile(), GetParam().id).eerd != Eerd::none;
    EXPECT_LE(accesses, by_eerd ? 300u : 9'000u);
}

TEST_P(Probe, MakesAPortOfNetE1k)
{
    EXPECT_STREQ(info().driver_name, "net_e1k");
}

TEST_P(Probe, FindsTheMacAddress)
{
    EXPECT_EQ(mac(), model.eeprom().mac());
}

TEST_P(Probe, LeavesTheMacAddressWhereTheNextDriverFindsIt)
{
    EXPECT_EQ(model.stored(reg::RA), 0x12005452u);
    EXPECT_EQ(model.stored(reg::RA + 4), 0x80005634u);
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(model.stored(reg::RA), 0x12005452u);
    EXPECT_EQ(model.stored(reg::RA + 4), 0x80005634u);
}

TEST_P(Probe, LeavesDmaAndInterruptsOff)
{
    EXPECT_TRUE(receives_nothing());
    EXPECT_EQ(model.stored(reg::TCTL), 0u);
    EXPECT_EQ(model.interrupts().ims(), 0u);
}

TEST_P(Probe, CanBeUndoneAndDoneAgain)
{
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(bed.remove(), 0);
        EXPECT_EQ(bed.port(), -1);
        ASSERT_EQ(bed.probe(), 0);
        port = static_cast<std::uint16_t>(bed.port());
    }
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(Of, Probe,
                         ::testing::Values(Chosen{"silicon", 0x100c}, Chosen{"silicon", 0x100e},
                                           Chosen{"silicon", 0x100f}, Chosen{"qemu", 0x100c}, Chosen{"qemu", 0x100e},
                                           Chosen{"qemu", 0x100f}, Chosen{"virtualbox", 0x100e},
                                           Chosen{"virtualbox", 0x100f}, Chosen{"bhyve", 0x100f}),
                         [](const auto& chosen) {
                             return std::string{chosen.param.profile} + '_' + std::to_string(chosen.param.id & 0xf);
                         });

/// Handed over by a kernel driver that was receiving when it went.
class HandOver : public OnEveryProfile {
protected:
    void before_probe() override
    {
        model.hand_over_dirty();
        const Mac address = model.eeprom().mac();  // a driver leaves the station address where it is
        model.stored(reg::RA) = static_cast<std::uint32_t>(address[0] | address[1] << 8 | address[2] << 16) |
                                std::uint32_t{address[3]} << 24;
        model.stored(reg::RA + 4) = static_cast<std::uint32_t>(address[4] | address[5] << 8) | bit(31);
        model.stored(reg::TDH) = model.stored(reg::TDT);  // nothing under way: the engine works by itself on bhyve
    }
};

TEST_P(HandOver, LeavesNothingInTheRegistersOfTheRings)
{
    for (const std::uint32_t ring : {reg::RDBAL, reg::TDBAL})
        for (const std::uint32_t at : {0x00u, 0x04u, 0x08u, 0x10u, 0x18u})
            EXPECT_EQ(model.stored(ring + at), 0u) << std::hex << ring + at;
}

TEST_P(HandOver, LeavesNoReceptionNoTransmissionNoInterrupt)
{
    EXPECT_TRUE(receives_nothing());
    EXPECT_EQ(model.stored(reg::TCTL), 0u);
    EXPECT_EQ(model.interrupts().ims(), 0u);
    EXPECT_EQ(model.stored(reg::ITR), 0u);
    EXPECT_EQ(model.stored(reg::RDTR), 0u);
}

TEST_P(HandOver, LeavesNoFilter)
{
    ASSERT_EQ(start(), 0);
    for (std::uint32_t at = reg::MTA; at < reg::MTA_END; at += 4)
        ASSERT_EQ(model.stored(at), 0u) << "MTA " << std::hex << at;
    for (std::uint32_t at = reg::RA + 8; at < reg::RA_END - 8; at += 4)
        ASSERT_EQ(model.stored(at), 0u) << "RA " << std::hex << at;
}

TEST_P(HandOver, TouchesNoMemoryOfTheDriverBefore)
{
    EXPECT_NE(model.receive(frame()), Delivery::delivered);
    EXPECT_EQ(model.failures().list(), std::vector<std::string>{});
}

TEST_P(HandOver, ReceivesNothingThatTheDriverBeforeHadAskedFor)
{
    ASSERT_EQ(start(), 0);
    Frame multicast = frame();
    multicast[0] = 0x01;
    EXPECT_EQ(model.receive(multicast), Delivery::filtered);
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(On, HandOver, all_profiles, profile_name);

/// Probes in the test itself, with whatever is wrong set before.
class ProbeByHand : public Driver {
protected:
    void SetUp() override { power_on(Profile::silicon()); }
    void power_on(const Profile& profile, std::uint16_t id = 0x100e) { model.power_on(profile, id); }
    [[nodiscard]] int probe()
    {
        const int outcome = bed.probe();
        if (outcome == 0)
            port = static_cast<std::uint16_t>(bed.port());
        return outcome;
    }
    /// Receive address 0, as firmware leaves it.
    void set_firmware_mac(const Mac& address)
    {
        model.stored(reg::RA) = static_cast<std::uint32_t>(address[0] | address[1] << 8 | address[2] << 16) |
                                std::uint32_t{address[3]} << 24;
        model.stored(reg::RA + 4) = static_cast<std::uint32_t>(address[4] | address[5] << 8) | bit(31);
    }
    void set_eeprom_mac(const Mac& address)
    {
        model.eeprom().set_mac(address);
        model.eeprom().fix_checksum();
    }
    void no_firmware_mac() { model.stored(reg::RA + 4) = 0; }
};

TEST_F(ProbeByHand, PrefersTheEepromToTheFirmware)
{
    set_firmware_mac(changed_mac);
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(mac(), model.eeprom().mac());
}

TEST_F(ProbeByHand, TakesTheFirmwaresMacIfTheEepromIsDamaged)
{
    set_firmware_mac(changed_mac);
    model.eeprom().words[5] ^= 1;
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(mac(), changed_mac);
}

TEST_F(ProbeByHand, TakesTheFirmwaresMacIfTheEepromNeverAnswers)
{
    set_firmware_mac(changed_mac);
    model.faults().eerd_never_done = model.faults().eecd_never_granted = true;
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(mac(), changed_mac);
}

TEST_F(ProbeByHand, TakesTheFirmwaresMacIfTheEepromsIsMulticast)
{
    set_firmware_mac(changed_mac);
    set_eeprom_mac({0x01, 0, 0x5e, 0, 0, 1});
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(mac(), changed_mac);
}

TEST_F(ProbeByHand, TakesTheFirmwaresMacIfTheEepromsIsZero)
{
    set_firmware_mac(changed_mac);
    set_eeprom_mac({});
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(mac(), changed_mac);
}

TEST_F(ProbeByHand, FailsWithoutAnyMac)
{
    no_firmware_mac();
    model.eeprom().words[5] ^= 1;
    const Log log;
    EXPECT_NE(probe(), 0);
    EXPECT_EQ(bed.port(), -1);
    EXPECT_TRUE(log.has("no MAC address, neither in the EEPROM nor in receive address 0")) << log.text();
}

TEST_F(ProbeByHand, SucceedsOnceWhatWasWrongIsMended)
{
    no_firmware_mac();
    model.eeprom().words[5] ^= 1;
    {
        const Log quiet;
        ASSERT_NE(probe(), 0);
    }
    model.eeprom().fix_checksum();
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(ProbeByHand, SaysWhatTheWordsOfADamagedEepromAddUpTo)
{
    model.eeprom().words[5] += 3;
    const Log log{RTE_LOG_WARNING};
    ASSERT_EQ(probe(), 0);
    EXPECT_TRUE(log.has("0xbabd, not 0xbaba")) << log.text();
}

TEST_F(ProbeByHand, RefusesThe82542ByName)
{
    power_on(Profile::silicon(), 0x1000);
    const Log log;
    EXPECT_EQ(probe(), -ENOTSUP);
    EXPECT_EQ(bed.port(), -1);
    EXPECT_TRUE(log.has("82542 (8086:1000) is not supported")) << log.text();
}

TEST_F(ProbeByHand, TouchesNoRegisterOfThe82542)
{
    power_on(Profile::silicon(), 0x1000);
    const Log quiet;
    EXPECT_NE(probe(), 0);
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 0u);
}

TEST_F(ProbeByHand, RemovesAPortThatRuns)
{
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);
    ASSERT_TRUE(send(frame()));
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(pool.available(), pool.size());
    EXPECT_TRUE(receives_nothing());
}

TEST_F(ProbeByHand, AsksThePhyForItsIdentifierOnly)
{
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::MDIC), 2u);
}

TEST_F(ProbeByHand, MakesAPortThoughThePhyDoesNotAnswer)
{
    model.faults().mdic_error = true;
    const Log log{RTE_LOG_WARNING};
    EXPECT_EQ(probe(), 0);
    EXPECT_TRUE(log.has("the PHY does not answer")) << log.text();
}

}  // namespace

}  // namespace test
