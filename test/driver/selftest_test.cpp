// SPDX-License-Identifier: BSD-3-Clause
// rte_pmd_e1k_selftest(): what it passes, what it finds, and what it leaves.
#include <algorithm>
#include <array>

#include "driver.hpp"
#include "selftest.hpp"

namespace test {

namespace {

using namespace model;

class Selftest : public OnEveryProfile {
protected:
    [[nodiscard]] Parts impossible() const
    {
        return GetParam() == std::string{"bhyve"} ? Parts{RTE_PMD_E1K_LOOPBACK} : Parts{};
    }
    void expect_sound()
    {
        rte_pmd_e1k_results results{};
        EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), 0);
        EXPECT_EQ(parts(results, RTE_PMD_E1K_FAILED), Parts{}) << text(results);
        EXPECT_EQ(parts(results, RTE_PMD_E1K_NOT_POSSIBLE), impossible()) << text(results);
    }
};

TEST_P(Selftest, PassesOnASoundDevice)
{
    expect_sound();
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(Selftest, LeavesAStoppedPortAsItWas)
{
    ASSERT_EQ(start(), 0);
    expect_traffic();
    rte_ether_addr group{{0x01, 0, 0x5e, 0, 0, 1}};
    ASSERT_EQ(rte_eth_dev_set_mc_addr_list(port, &group, 1), 0);
    const rte_eth_stats before = stats();
    const Mac address = mac();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    model.sent.clear();
    for (int i = 0; i < 2; ++i)
        expect_sound();
    EXPECT_EQ(model.sent.size(), 0u) << "on the wire";
    EXPECT_TRUE(receives_nothing());
    EXPECT_EQ(model.stored(reg::TCTL), 0u);
    EXPECT_EQ(model.interrupts().ims(), 0u);
    EXPECT_EQ(mac(), address);
    const rte_eth_stats after = stats();
    EXPECT_EQ(after.ipackets, before.ipackets);
    EXPECT_EQ(after.opackets, before.opackets);
    EXPECT_EQ(after.ibytes, before.ibytes);
    EXPECT_EQ(after.imissed + after.ierrors + after.oerrors, 0u);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN) << "of a stopped port";
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
    Frame to_group = frame();
    std::copy_n(group.addr_bytes, 6, to_group.begin());
    EXPECT_EQ(model.receive(to_group), Delivery::delivered);
    EXPECT_EQ(receive_all(), Frames{to_group});
}

TEST_P(Selftest, KeepsExtendedCountsAndForgetsItsOwnFrames)
{
    ASSERT_EQ(start(), 0);
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    std::array<rte_eth_xstat, 256> before{}, after{};
    const int n = rte_eth_xstats_get(port, before.data(), before.size());
    ASSERT_GT(n, 0);
    expect_sound();
    ASSERT_EQ(rte_eth_xstats_get(port, after.data(), after.size()), n);
    for (int i = 0; i < n; ++i)
        EXPECT_EQ(after[static_cast<std::size_t>(i)].value, before[static_cast<std::size_t>(i)].value) << i;
}

TEST_P(Selftest, WorksAfterAHandOverAndWithTheLinkSwitchedOff)
{
    model.hand_over_dirty();
    model.stored(reg::TDH) = model.stored(reg::TDT);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    rte_pmd_e1k_results results{};
    EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), 0) << text(results);
    Parts expected = impossible();
    expected.insert(RTE_PMD_E1K_LINK);
    EXPECT_EQ(parts(results, RTE_PMD_E1K_NOT_POSSIBLE), expected) << text(results);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(On, Selftest, all_profiles, profile_name);

/// A fault of the device, and the parts that must find it.
struct Flaw {
    const char* name;
    void (*make)(Model&);
    Parts found_by;
    const char* detail;
};

void stick(Model& m, const StuckBits& bits)
{
    m.faults().stuck = bits;
}

const Flaw flaws[]{
    {"none", [](Model&) {}, {}, ""},
    {"stuck_vet",
     [](Model& m) {
         stick(m, {reg::VET, 0x0001});
     },
     {RTE_PMD_E1K_REGISTERS},
     "VET 0: "},
    {"stuck_fcrth",
     [](Model& m) {
         stick(m, {reg::FCRTH, 0x8000});
     },
     {RTE_PMD_E1K_REGISTERS},
     "FCRTH 0: "},
    {"stuck_tipg",
     [](Model& m) {
         stick(m, {reg::TIPG, 0, 0x20000000});
     },
     {RTE_PMD_E1K_REGISTERS},
     "TIPG 0: "},
    {"stuck_rdbah",
     [](Model& m) {
         stick(m, {reg::RDBAH, 0x80000000});
     },
     {RTE_PMD_E1K_REGISTERS},
     "RDBAH 0: "},
    {"stuck_rah",
     [](Model& m) {
         stick(m, {reg::RA + 8 * 14 + 4, 0x8000});
     },
     {RTE_PMD_E1K_REGISTERS},
     "RAH 14: "},
    {"stuck_mta",
     [](Model& m) {
         stick(m, {reg::MTA_END - 4, 0, 1});
     },
     {RTE_PMD_E1K_REGISTERS},
     "MTA 127: "},
    {"stuck_vfta",
     [](Model& m) {
         stick(m, {reg::VFTA, 0x10000});
     },
     {RTE_PMD_E1K_REGISTERS},
     "VFTA 0: "},
    {"eeprom_word", [](Model& m) { m.eeprom().words[5] ^= 1; }, {RTE_PMD_E1K_EEPROM}, "add up to 0xbab"},
    {"eeprom_silent",
     [](Model& m) { m.faults().eerd_never_done = m.faults().eecd_never_granted = true; },
     {RTE_PMD_E1K_EEPROM},
     "not answer"},
    {"eerd_never_done", [](Model& m) { m.faults().eerd_never_done = true; }, {}, ""},  // its pins answer
    {"eeprom_busy", [](Model& m) { m.faults().eeprom_busy = true; }, {}, ""},
    {"bears_any_reset", [](Model& m) { m.faults().bears_any_reset = true; }, {}, ""},
    {"interrupt_line_dead", [](Model& m) { m.faults().interrupt_line_dead = true; }, {RTE_PMD_E1K_INTERRUPT}, "0x04"},
    {"line_shared", [](Model& m) { m.faults().line_shared = true; }, {}, ""},
    {"ics_ignored", [](Model& m) { m.faults().ics_ignored = true; }, {RTE_PMD_E1K_INTERRUPT}, "no interrupt came"},
    {"storm", [](Model& m) { m.faults().storm = icr::TXQE; }, {RTE_PMD_E1K_INTERRUPT}, "ICR is not clear"},
    {"loopback_drops", [](Model& m) { m.faults().loopback_drops = true; }, {RTE_PMD_E1K_LOOPBACK}, "not come back"},
    {"loopback_corrupts", [](Model& m) { m.faults().loopback_corrupts = true; }, {RTE_PMD_E1K_LOOPBACK}, "changed"},
    {"tx_stalled", [](Model& m) { m.faults().tx_stalled = true; }, {RTE_PMD_E1K_LOOPBACK}, "frame 1 of 16"},
    {"rx_stalled", [](Model& m) { m.faults().rx_stalled = true; }, {RTE_PMD_E1K_LOOPBACK}, "not come back"},
    {"tx_no_writeback", [](Model& m) { m.faults().tx_no_writeback = true; }, {RTE_PMD_E1K_LOOPBACK}, "is not sent"},
    {"mdic_never_ready", [](Model& m) { m.faults().mdic_never_ready = true; }, {RTE_PMD_E1K_LOOPBACK}, "the PHY does"},
    {"mdic_error", [](Model& m) { m.faults().mdic_error = true; }, {RTE_PMD_E1K_LOOPBACK}, "the PHY does not answer"},
    {"no_link_ever", [](Model& m) { m.faults().no_link_ever = true; }, {RTE_PMD_E1K_LINK}, "none within 9 s"},
    {"cable_out", [](Model& m) { m.plug(false); }, {RTE_PMD_E1K_LINK}, "none within 9 s"},
    {"management_takes_arp", [](Model& m) { m.faults().management_takes_arp = true; }, {}, ""},
    {"eecd_never_granted", [](Model& m) { m.faults().eecd_never_granted = true; }, {}, ""},
};

class FlawedDevice : public Driver, public ::testing::WithParamInterface<Flaw> {};

TEST_P(FlawedDevice, IsFoundByThePartThatTestsItAndNoOther)
{
    const Flaw& flaw = GetParam();
    flaw.make(model);
    rte_pmd_e1k_results results{};
    EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), static_cast<int>(flaw.found_by.size())) << text(results);
    EXPECT_EQ(parts(results, RTE_PMD_E1K_FAILED), flaw.found_by) << text(results);
    EXPECT_EQ(parts(results, RTE_PMD_E1K_NOT_POSSIBLE), Parts{}) << text(results);
    for (const rte_pmd_e1k_part part : flaw.found_by)
        EXPECT_NE(std::string{results.part[part].detail}.find(flaw.detail), std::string::npos) << text(results);
    {
        const std::lock_guard lock{model.mutex()};
        model.faults() = {};
    }
}

TEST_P(FlawedDevice, IsWholeAgainWhenTheFaultIsGone)
{
    const std::vector<std::uint16_t> words = model.eeprom().words;
    GetParam().make(model);
    rte_pmd_e1k_results results{};
    EXPECT_GE(rte_pmd_e1k_selftest(port, &results), 0);
    {
        const std::lock_guard lock{model.mutex()};
        model.faults() = {};
        model.eeprom().words = words;
    }
    model.plug(true);
    ASSERT_EQ(start(), 0);
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), 0) << text(results);
}

INSTANTIATE_TEST_SUITE_P(With, FlawedDevice, ::testing::ValuesIn(flaws),
                         [](const auto& chosen) { return std::string{chosen.param.name}; });

}  // namespace

}  // namespace test
