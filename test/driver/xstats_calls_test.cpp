// SPDX-License-Identifier: BSD-3-Clause
// The calls for extended statistics: names, ids, refusals, and what they cost.
#include <algorithm>
#include <array>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "driver.hpp"
#include "guide.hpp"
#include "xstats.hpp"

namespace test {

namespace {

using namespace model;

struct XstatsCalls : Driver {
    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
    }
};

TEST_F(XstatsCalls, HaveNamesByTheirIds)
{
    const auto names = xstat_names(port);
    const auto n = static_cast<unsigned>(names.size());
    std::vector<std::uint64_t> ids(n);
    std::iota(ids.begin(), ids.end(), 0);
    std::vector<rte_eth_xstat_name> by_id(n);
    ASSERT_EQ(rte_eth_xstats_get_names_by_id(port, by_id.data(), n, ids.data()), static_cast<int>(n));
    for (unsigned id = 0; id < n; ++id)
        EXPECT_EQ(by_id[id].name, names[id]);
    std::array<std::uint64_t, 2> two{xstat_id(port, "tx_tso_errors"), xstat_id(port, "rx_crc_errors")};
    ASSERT_EQ(rte_eth_xstats_get_names_by_id(port, by_id.data(), two.size(), two.data()), 2);
    EXPECT_STREQ(by_id[0].name, "tx_tso_errors");
    EXPECT_STREQ(by_id[1].name, "rx_crc_errors");
}

TEST_F(XstatsCalls, AreGivenInTheOrderThatIsAskedFor)
{
    model.statistics().add(counter::CRCERRS, 3);
    model.statistics().add(counter::TSCTFC, 4);
    const std::array<std::uint64_t, 3> ids{xstat_id(port, "tx_tso_errors"), xstat_id(port, "rx_crc_errors"),
                                           xstat_id(port, "tx_tso_errors")};
    std::array<std::uint64_t, 3> values{};
    ASSERT_EQ(rte_eth_xstats_get_by_id(port, ids.data(), values.data(), ids.size()), 3);
    EXPECT_EQ(values, (std::array<std::uint64_t, 3>{4, 3, 4}));
}

TEST_F(XstatsCalls, OfAnIdThatIsNoneAreRefusedByALine)
{
    const Log log{RTE_LOG_ERR};
    std::uint64_t id = xstat_names(port).size();
    std::uint64_t value = 17;
    rte_eth_xstat_name name{};
    EXPECT_LT(rte_eth_xstats_get_by_id(port, &id, &value, 1), 0);
    EXPECT_LT(rte_eth_xstats_get_names_by_id(port, &name, 1, &id), 0);
    EXPECT_EQ(value, 17u);
    EXPECT_EQ(log.count("extended statistics: id"), 2u) << log.text();
}

TEST_F(XstatsCalls, OfATooShortArrayTellHowManyThereAreAndCountNothing)
{
    model.statistics().add(counter::TSCTC, 3);
    const auto n = static_cast<int>(xstat_names(port).size());
    std::vector<rte_eth_xstat> few(static_cast<std::size_t>(n - 1));
    EXPECT_EQ(rte_eth_xstats_get(port, few.data(), static_cast<unsigned>(n - 1)), n);
    EXPECT_EQ(rte_eth_xstats_get(port, nullptr, 0), n);
    EXPECT_EQ(model.statistics().peek(counter::TSCTC), 3u);
    EXPECT_EQ(xstat(port, "tx_tso_packets"), 3u);
}

TEST_F(XstatsCalls, OneByItselfCostsItsRegisterAlone)
{
    const std::uint64_t id = xstat_id(port, "rx_size_64_packets");
    std::uint64_t value = 0;
    slot.bar.reset_counts();
    ASSERT_EQ(rte_eth_xstats_get_by_id(port, &id, &value, 1), 1);
    EXPECT_EQ(slot.bar.reads_of(counter::PRC64), 1u);
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 2u) << "and whether the device is there";
}

TEST_F(XstatsCalls, LeaveTheRegistersAloneThatStatsNeedNot)
{
    slot.bar.reset_counts();
    (void)stats();
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 10u) << "those of losses, and whether the device is there";
}

/// The guide's table: a line for each name, after one of headings.
std::vector<std::string> names_in_the_guide()
{
    std::ifstream table{std::string{guide_folder} + "/statistics.csv"};
    std::vector<std::string> names;
    std::string line;
    for (std::getline(table, line); std::getline(table, line);)
        names.push_back(line.substr(0, line.find(',')));
    return names;
}

using XstatsGuide = XstatsCalls;

TEST_F(XstatsGuide, HasWhatTheDriverHasInTheSameOrder)
{
    auto names = xstat_names(port);
    names.erase(names.begin(), std::ranges::find(names, named_registers.front().name));  // ethdev's own
    EXPECT_EQ(names, names_in_the_guide());
}

}  // namespace

}  // namespace test
