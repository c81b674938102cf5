// SPDX-License-Identifier: BSD-3-Clause
// rte_pmd_e1k_selftest() on chips that have no PHY, or reach theirs and the EEPROM by pins; and what a busy machine or
// a busy wire make of the loopback.
#include "driver.hpp"
#include "selftest.hpp"
#include "support/model/chip.hpp"

namespace test {

namespace {

using namespace model;

class SelftestOf : public Driver, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    SelftestOf() : Driver(Profile::silicon(), GetParam()) {}

    const Chip chip = chip_on(Profile::silicon(), GetParam());
    const bool has_phy = chip.media == Media::copper;
    rte_pmd_e1k_results results{};

    void expect_failed(const Parts& expected, const char* flaw)
    {
        EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), static_cast<int>(expected.size())) << flaw;
        EXPECT_EQ(parts(results, RTE_PMD_E1K_FAILED), expected) << flaw << '\n' << text(results);
        EXPECT_EQ(parts(results, RTE_PMD_E1K_NOT_POSSIBLE), Parts{}) << flaw << '\n' << text(results);
    }
    void flawed(const char* flaw, const Parts& expected, void (*make)(Model&))
    {
        {
            const std::lock_guard lock{model.mutex()};
            make(model);
        }
        expect_failed(expected, flaw);
        const std::lock_guard lock{model.mutex()};
        model.faults() = {};
    }
};

TEST_P(SelftestOf, PassesOnASoundDeviceAndLeavesItWhole)
{
    expect_failed({}, "none");
    ASSERT_EQ(start(), 0);
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    model.sent.clear();
    expect_failed({}, "none, after a stop");
    EXPECT_EQ(model.sent.size(), 0u) << "on the wire";
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

TEST_P(SelftestOf, FindsNoCableInTheLinkAlone)
{
    model.plug(false);
    expect_failed({RTE_PMD_E1K_LINK}, "no cable");
    model.plug(true);
    expect_failed({}, "the cable is in again");
}

TEST_P(SelftestOf, FindsAFaultInThePartThatTestsIt)
{
    flawed("registers", {RTE_PMD_E1K_REGISTERS}, [](Model& m) { m.faults().stuck = StuckBits{reg::RDLEN, 0x80}; });
    if (chip.mdio_by_pins)  // which waits for seconds: once with a PHY, once without
        flawed("interrupt", {RTE_PMD_E1K_INTERRUPT}, [](Model& m) { m.faults().interrupt_line_dead = true; });
    flawed("dropped", {RTE_PMD_E1K_LOOPBACK}, [](Model& m) { m.faults().loopback_drops = true; });
    flawed("changed", {RTE_PMD_E1K_LOOPBACK}, [](Model& m) { m.faults().loopback_corrupts = true; });
    flawed("stalled", {RTE_PMD_E1K_LOOPBACK}, [](Model& m) { m.faults().tx_stalled = true; });
    flawed("no link", {RTE_PMD_E1K_LINK}, [](Model& m) { m.faults().no_link_ever = true; });
    flawed("EEPROM", {RTE_PMD_E1K_EEPROM}, [](Model& m) { m.eeprom().words[5] ^= 1; });
    model.eeprom().words[5] ^= 1;
    expect_failed({}, "all are gone");
}

/// What a chip does not have cannot fail; and without an answer of the PHY there is no link where the MAC must be told.
TEST_P(SelftestOf, MindsNoFaultOfAWayThatTheChipDoesNotGo)
{
    Parts of_phy;
    if (has_phy)
        of_phy.insert(RTE_PMD_E1K_LOOPBACK);
    if (!chip.mac_follows_phy && has_phy)
        of_phy.insert(RTE_PMD_E1K_LINK);
    flawed("the PHY does not answer", of_phy, [](Model& m) { m.faults().mdic_never_ready = true; });
    const bool by_eerd = chip.eerd != Eerd::none;
    flawed("no EEPROM by EERD nor by request", by_eerd ? Parts{RTE_PMD_E1K_EEPROM} : Parts{},
           [](Model& m) { m.faults().eerd_never_done = m.faults().eecd_never_granted = true; });
}

/// A partner that is set to a fixed speed.
TEST_P(SelftestOf, BringsUpALinkThatNobodyNegotiates)
{
    if (has_phy)
        GTEST_SKIP() << "a PHY does that by itself";
    model.fiber().set_partner(false);
    expect_failed({}, "no negotiation");
}

INSTANTIATE_TEST_SUITE_P(Id, SelftestOf, ::testing::Values(0x1001, 0x1004, 0x1009, 0x1011, 0x1028, 0x100c, 0x1076),
                         [](const auto& id) { return std::to_string(id.param); });

/// The host is busy, and QEMU's timer late: nothing is received for so long behind a write to RCTL.
class SelftestOfLateQemu : public Driver {
protected:
    static Profile late()
    {
        Profile profile = Profile::qemu();
        profile.rctl_blocks_us = 4'000'000;
        return profile;
    }
    SelftestOfLateQemu() : Driver(late()) {}
};

TEST_F(SelftestOfLateQemu, WaitsForTheReceiver)
{
    rte_pmd_e1k_results results{};
    EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), 0) << text(results);
    model.faults().loopback_drops = true;
    EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), 1) << text(results);
    EXPECT_EQ(parts(results, RTE_PMD_E1K_FAILED), Parts{RTE_PMD_E1K_LOOPBACK}) << text(results);
}

/// Its loopback lets in what comes from the wire, too.
class SelftestOfVirtualBox : public Driver {
protected:
    SelftestOfVirtualBox() : Driver(Profile::virtualbox()) {}
};

TEST_F(SelftestOfVirtualBox, BearsAWireThatFillsItsRing)
{
    unsigned came = 0;
    model.on_write = [&](std::uint32_t at) {
        if (at != reg::TCTL || (model.stored(reg::RCTL) & rctl::EN) == 0 || came != 0)
            return;
        for (Frame everybody(60, 0xff); came < 100; ++came)
            (void)model.receive(everybody);
    };
    rte_pmd_e1k_results results{};
    EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), 0) << text(results);
    EXPECT_EQ(came, 100u);
    model.on_write = nullptr;
}

}  // namespace

}  // namespace test
