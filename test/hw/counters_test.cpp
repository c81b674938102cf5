// SPDX-License-Identifier: BSD-3-Clause
#include "hw/counters.hpp"

#include <optional>
#include <set>
#include <string>

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

TEST(CounterTable, HasEveryRegisterOfTheManualOnce)
{
    std::set<std::uint32_t> offsets;
    for (const hw::CounterRow& row : hw::counter_table) {
        EXPECT_TRUE(offsets.insert(hw::raw(row.at)).second) << row.name;
        EXPECT_TRUE(!row.octets || offsets.insert(hw::raw(row.at) + 1).second) << row.name;
    }
    // All from 0x4000 to 0x40fc, but what SDM 13.7 leaves out.
    for (const std::uint32_t reserved : {0x4024u, 0x402cu, 0x4044u, 0x4084u, 0x4098u, 0x409cu})
        EXPECT_TRUE(offsets.insert((reserved - 0x4000) / 4).second) << std::hex << reserved;
    EXPECT_EQ(offsets.size(), 64u);
    EXPECT_EQ(*offsets.rbegin(), 63u);
}

TEST(CounterTable, HasNoNameTwiceNorOneThatEthdevHas)
{
    std::set<std::string> names{"rx_good_packets", "tx_good_packets", "rx_good_bytes",    "tx_good_bytes",
                                "rx_errors",       "tx_errors",       "rx_missed_errors", "rx_mbuf_allocation_errors"};
    for (const hw::CounterRow& row : hw::counter_table)
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
}

struct Counted {
    const char* name;
    std::uint32_t offset;
    std::optional<hw::Loss> loss{};
};

class StatsRegister : public OnRegisters, public testing::WithParamInterface<Counted> {};

TEST_P(StatsRegister, CountsTowardsItsLoss)
{
    registers.values[GetParam().offset] = 7;
    hw::Counters stats;
    stats.update(dev, hw::losses);
    for (const hw::Loss loss : {hw::Loss::missed, hw::Loss::received, hw::Loss::undersized, hw::Loss::sent})
        EXPECT_EQ(lost(stats.totals(*dev.traits), loss), GetParam().loss == loss ? 7u : 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Of, StatsRegister,
    testing::Values(
        Counted{"MPC", counter::MPC, hw::Loss::missed}, Counted{"CRCERRS", counter::CRCERRS, hw::Loss::received},
        Counted{"ALGNERRC", counter::ALGNERRC, hw::Loss::received},
        Counted{"RXERRC", counter::RXERRC, hw::Loss::received},
        Counted{"CEXTERR", counter::CEXTERR, hw::Loss::received}, Counted{"RFC", counter::RFC, hw::Loss::received},
        Counted{"ROC", counter::ROC, hw::Loss::received}, Counted{"RUC", counter::RUC, hw::Loss::undersized},
        Counted{"RLEC_counts_RUC_RFC_ROC_and_RJC_again", counter::RLEC}, Counted{"RJC_is_in_CRCERRS", counter::RJC},
        Counted{"ECOL", counter::ECOL, hw::Loss::sent}, Counted{"late_collisions_are_retried", counter::LATECOL},
        Counted{"RNBC_is_no_loss_yet", counter::RNBC}, Counted{"good_packets_are_not_errors", counter::GPRC},
        Counted{"collisions_are_not_errors", counter::COLC}),
    [](const auto& counted) { return counted.param.name; });

class StatsOn : public OnModel, public testing::WithParamInterface<const char*> {
protected:
    void SetUp() override { model.power_on(Model::Profile::named(GetParam())); }
};

TEST_P(StatsOn, EachMissedPacketCountsOnce)
{
    hw::Counters stats;
    for (std::uint64_t total = 0; total < 3; ++total) {
        model.statistics().add(counter::MPC);
        stats.update(dev, hw::losses);
        stats.update(dev, hw::losses);
        EXPECT_EQ(lost(stats.totals(*dev.traits), hw::Loss::missed), total + 1);
    }
}

TEST_P(StatsOn, WhatWasThereBeforeAResetIsForgotten)
{
    hw::Counters stats;
    model.statistics().add(counter::MPC, 1000);
    model.statistics().add(counter::TPR, 1000);
    model.statistics().add_octets(counter::TORL, 1000);
    stats.reset(dev);
    EXPECT_EQ(stats.totals(*dev.traits), hw::CounterTotals{});
    model.statistics().add(counter::MPC, 2);
    stats.update(dev, hw::losses);
    EXPECT_EQ(lost(stats.totals(*dev.traits), hw::Loss::missed), 2u);
}

TEST_P(StatsOn, OctetsAreOf64Bits)
{
    hw::Counters stats;
    constexpr std::uint64_t octets = (std::uint64_t{7} << 32) + 9;
    for (std::uint64_t looks = 1; looks <= 3; ++looks) {
        model.statistics().add_octets(counter::TOTL, octets);
        stats.update(dev, hw::all_counters);
        EXPECT_EQ(stats.totals(*dev.traits)[hw::row_of(hw::Stat::TOT)], looks * octets);
    }
}

INSTANTIATE_TEST_SUITE_P(Profiles, StatsOn, testing::Values("silicon", "qemu"),
                         [](const auto& profile) { return profile.param; });

using StatsOnRegisters = OnRegisters;

TEST_F(StatsOnRegisters, TheLowerHalfOfOctetsIsReadFirst)
{
    hw::Counters stats;
    stats.update(dev, hw::CounterSet{}.set(hw::row_of(hw::Stat::GORC)));
    ASSERT_GE(registers.log.size(), 2u);
    EXPECT_EQ(registers.log[0].offset, counter::GORCL);
    EXPECT_EQ(registers.log[1].offset, counter::GORCH);
}

TEST_F(StatsOnRegisters, WhatIsNotAskedForIsNotRead)
{
    hw::Counters stats;
    stats.update(dev, {});
    EXPECT_TRUE(registers.log.empty());
    stats.update(dev, hw::losses);
    EXPECT_EQ(registers.log.size(), 9u + 1) << "the registers that count losses, and whether the device is there";
}

TEST_F(StatsOnRegisters, AreReadOnceEachWhereAllAreZero)
{
    hw::Counters stats;
    stats.update(dev, hw::all_counters);
    EXPECT_EQ(registers.log.size(), hw::counters_n + 4 + 1) << "four have two halves";
}

TEST_F(StatsOnRegisters, GoodCountsThatAreCopiesAreNotRead)
{
    for (const std::uint32_t copy : {counter::GPRC, counter::GPTC, counter::GORCL, counter::GOTCL})
        registers.values[copy] = 99;
    registers.values[counter::TPR] = 1;
    registers.values[counter::TPT] = 2;
    registers.values[counter::TORL] = 3;
    registers.values[counter::TOTL] = 4;
    const hw::Traits traits{.good_counts_are_total = true};
    dev.traits = &traits;
    hw::Counters stats;
    stats.update(dev, hw::all_counters);
    const hw::CounterTotals totals = stats.totals(*dev.traits);
    EXPECT_EQ(totals[hw::row_of(hw::Stat::GPRC)], 1u);
    EXPECT_EQ(totals[hw::row_of(hw::Stat::GPTC)], 2u);
    EXPECT_EQ(totals[hw::row_of(hw::Stat::GORC)], 3u);
    EXPECT_EQ(totals[hw::row_of(hw::Stat::GOTC)], 4u);
    for (const std::uint32_t copy : {counter::GPRC, counter::GPTC, counter::GORCL, counter::GOTCL})
        EXPECT_EQ(rig.bar.reads_of(copy), 0u);
}

TEST_F(StatsOnRegisters, ADeviceThatIsGoneAddsNothing)
{
    unplug(registers);
    hw::Counters stats;
    stats.update(dev, hw::all_counters);
    EXPECT_EQ(stats.totals(*dev.traits), hw::CounterTotals{});
}

}  // namespace

}  // namespace test
