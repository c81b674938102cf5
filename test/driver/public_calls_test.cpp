// SPDX-License-Identifier: BSD-3-Clause
// rte_pmd_e1k.h: what its calls answer where there is nothing to test.
#include <rte_dev.h>

#include "driver.hpp"
#include "selftest.hpp"

namespace test {

namespace {

using namespace model;

class PublicCalls : public Driver {
protected:
    rte_pmd_e1k_results results{};
};

TEST_F(PublicCalls, TellChipAndPlatform)
{
    rte_pmd_e1k_info info{};
    ASSERT_EQ(rte_pmd_e1k_info_get(port, &info), 0);
    EXPECT_STREQ(info.chip, "82540EM");
    EXPECT_STREQ(info.platform, "silicon");
    EXPECT_EQ(info.by_devarg, 0);
    EXPECT_EQ(rte_pmd_e1k_info_get(port, nullptr), -EINVAL);
    ASSERT_EQ(bed.remove(), 0);
    model.faults().bears_any_reset = true;
    ASSERT_EQ(bed.probe(0, "platform=vmware"), 0);
    port = static_cast<std::uint16_t>(bed.port());
    ASSERT_EQ(rte_pmd_e1k_info_get(port, &info), 0);
    EXPECT_STREQ(info.platform, "VMware");
    EXPECT_EQ(info.by_devarg, 1);
}

TEST_F(PublicCalls, TestNoPortThatRuns)
{
    ASSERT_EQ(start(), 0);
    slot.bar.reset_counts();
    const Log log;
    EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), -EBUSY);
    EXPECT_TRUE(log.has("rte_pmd_e1k_selftest() needs a stopped port: rte_eth_dev_stop()")) << log.text();
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 0u);
    rte_pmd_e1k_info info{};
    EXPECT_EQ(rte_pmd_e1k_info_get(port, &info), 0);
    expect_traffic();
}

TEST_F(PublicCalls, KnowNoPortOfOthers)
{
    ASSERT_EQ(rte_eal_hotplug_add("vdev", "net_null7", ""), 0);
    std::uint16_t other = 0;
    ASSERT_EQ(rte_eth_dev_get_port_by_name("net_null7", &other), 0);
    rte_pmd_e1k_info info{};
    for (const std::uint16_t id : {other, std::uint16_t{RTE_MAX_ETHPORTS}, std::uint16_t{RTE_MAX_ETHPORTS - 1}}) {
        EXPECT_EQ(rte_pmd_e1k_info_get(id, &info), -ENODEV) << id;
        EXPECT_EQ(rte_pmd_e1k_selftest(id, &results), -ENODEV) << id;
    }
    EXPECT_EQ(rte_eal_hotplug_remove("vdev", "net_null7"), 0);
    EXPECT_EQ(rte_pmd_e1k_selftest(port, nullptr), -EINVAL);
}

TEST_F(PublicCalls, SayThatTheDeviceIsGoneWheneverThatIs)
{
    slot.bar.reset_counts();
    ASSERT_EQ(rte_pmd_e1k_selftest(port, &results), 0);
    const std::uint64_t all = slot.bar.reads() + slot.bar.writes();  // or some more: it waits in real time
    for (const std::uint64_t at :
         {std::uint64_t{0}, std::uint64_t{30}, all / 8, all / 4, all / 2, all * 3 / 4, all - 80}) {
        if (bed.port() < 0) {
            model.power_on();
            ASSERT_EQ(bed.probe(), 0);
            port = static_cast<std::uint16_t>(bed.port());
        }
        {
            const std::lock_guard lock{model.mutex()};
            model.faults().remove_at_access = at;
        }
        const Log log;
        EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), -EIO) << at;
        EXPECT_TRUE(log.has("selftest: the device does not answer")) << log.text();
        EXPECT_EQ(bed.remove(), 0);
    }
}

TEST_F(PublicCalls, SayThatTheResetDoesNotEnd)
{
    model.faults().reset_never_ends = true;
    {
        const Log log;
        EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), -ETIMEDOUT);
        EXPECT_TRUE(log.has("selftest: the device does not end its reset")) << log.text();
    }
    model.faults().reset_never_ends = false;
    EXPECT_EQ(rte_pmd_e1k_selftest(port, &results), 0) << text(results);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

}  // namespace

}  // namespace test
