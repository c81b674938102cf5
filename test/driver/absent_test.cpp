// SPDX-License-Identifier: BSD-3-Clause
// What the chip has nothing for: the answer that DPDK documents, and a line that tells why and what else to do.
#include <array>

#include <rte_flow.h>

#include "driver.hpp"

namespace test {

namespace {

struct Absent : Driver {};

TEST_F(Absent, FlowRulesAreRefusedByOneLineStoppedAndRunning)
{
    rte_flow_attr attr{};
    attr.ingress = 1;
    std::array<rte_flow_item, 2> pattern{};
    pattern[0].type = RTE_FLOW_ITEM_TYPE_ETH;
    std::array<rte_flow_action, 2> actions{};
    actions[0].type = RTE_FLOW_ACTION_TYPE_DROP;
    const Log log;
    rte_flow_error error{};
    EXPECT_EQ(rte_flow_validate(port, &attr, pattern.data(), actions.data(), &error), -ENOSYS);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(rte_flow_create(port, &attr, pattern.data(), actions.data(), &error), nullptr);
    EXPECT_EQ(rte_errno, ENOSYS);
    EXPECT_EQ(log.count(": rte_flow: the chip has no flow rules; classify in software"), 1u) << log.text();
    expect_traffic();
}

TEST_F(Absent, TimeStampsAreRefusedByALine)
{
    const Log log;
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(rte_eth_timesync_enable(port), -ENOTSUP);
    EXPECT_EQ(log.count(": timesync: the chip takes no IEEE 1588 time stamps; take them in software"), 1u)
        << log.text();
    timespec time{};
    EXPECT_EQ(rte_eth_timesync_read_time(port, &time), -ENOTSUP);
    expect_traffic();
}

TEST_F(Absent, SettingUpAndUsingAPortSaysNothingOfIt)
{
    const Log log;
    ASSERT_EQ(start(), 0);
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_FALSE(log.has("rte_flow")) << log.text();
    EXPECT_FALSE(log.has("timesync")) << log.text();
}

}  // namespace

}  // namespace test
