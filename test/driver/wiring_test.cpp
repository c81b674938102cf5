// SPDX-License-Identifier: BSD-3-Clause
// A bus that shows the device otherwise than it is, and a process that has run out of file descriptors.
#include <algorithm>

#include <fcntl.h>
#include <rte_bus.h>
#include <rte_eal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "driver.hpp"
#include "interrupt_thread.hpp"

namespace test {

namespace {

/// The tests probe by themselves.
struct WiringOf : Driver {
    void SetUp() override { model.power_on(model::Profile::silicon()); }
    void TearDown() override
    {
        slot.wiring = {};
        Driver::TearDown();
    }
    [[nodiscard]] int probe(const Wiring& wiring)
    {
        slot.wiring = wiring;
        const int result = bed.probe();
        port = static_cast<std::uint16_t>(std::max(bed.port(), 0));
        return result;
    }
};

TEST_F(WiringOf, ABarThatIsTooShortIsRefusedWithItsLength)
{
    const Log log;
    EXPECT_NE(probe({.bar0_length = 0x10000}), 0);
    EXPECT_EQ(bed.port(), -1);
    EXPECT_TRUE(log.has("BAR 0 has 65536 bytes")) << log.text();
    EXPECT_TRUE(log.has("0x20000 are needed")) << log.text();
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 0u) << "a device that is not understood is left alone";
}

TEST_F(WiringOf, WithoutIoSpaceTheChipIsResetThroughMemoryAndALineSaysSo)
{
    model.faults().bears_any_reset = true;
    const Log log;
    ASSERT_EQ(probe({.io_space = false}), 0);
    EXPECT_TRUE(log.has("no I/O space: the chip is reset through memory")) << log.text();
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(WiringOf, WithIoSpaceNoLineIsWritten)
{
    const Log log;
    ASSERT_EQ(probe({}), 0);
    EXPECT_EQ(log.text(), "");
}

TEST_F(WiringOf, TheBusAsksForVirtualAddresses)
{
    EXPECT_EQ(rte_bus_get_iommu_class(), RTE_IOVA_VA);
    EXPECT_EQ(rte_eal_iova_mode(), RTE_IOVA_VA);
}

TEST_F(WiringOf, VectorsThatTheChipDoesNotHaveAreNotUsed)
{
    ASSERT_EQ(probe({.interrupt = Wiring::Interrupt::msix}), 0);
    EXPECT_EQ(slot.interrupt_in_use(), Wiring::Interrupt::intx);
}

/// No line at all, or one that does not open.
struct WiringWithoutLine : WiringOf, ::testing::WithParamInterface<Wiring::Interrupt> {
    void SetUp() override
    {
        WiringOf::SetUp();
        ASSERT_EQ(probe({.interrupt = GetParam()}), 0);
    }
    [[nodiscard]] bool claims_link_interrupts() const { return (*info().dev_flags & RTE_ETH_DEV_INTR_LSC) != 0; }
};

TEST_P(WiringWithoutLine, APolledPortWorks)
{
    const Log log{RTE_LOG_WARNING};
    ASSERT_EQ(start(), 0);
    expect_traffic();
    EXPECT_EQ(log.text(), "");
}

TEST_P(WiringWithoutLine, LinkInterruptsAreNotClaimedAndRefusedByConfigure)
{
    EXPECT_FALSE(claims_link_interrupts());
    conf.intr_conf.lsc = 1;
    EXPECT_EQ(configure(), -EINVAL);
    conf.intr_conf.lsc = 0;
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(WiringWithoutLine, LinkIsThatOfTheDeviceWheneverItIsAskedFor)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    model.plug(false);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
}

TEST_P(WiringWithoutLine, LinkInterruptsAreNotClaimedAfterAResetAndComeWithALine)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_FALSE(claims_link_interrupts());
    ASSERT_EQ(bed.remove(), 0);
    ASSERT_EQ(probe({}), 0);
    EXPECT_TRUE(claims_link_interrupts());
    conf.intr_conf.lsc = conf.intr_conf.rxq = 1;
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_TRUE(claims_link_interrupts());
}

TEST_P(WiringWithoutLine, ReceiveInterruptsAreRefusedByConfigureWithAWayOut)
{
    conf.intr_conf.rxq = 1;
    const Log log;
    EXPECT_EQ(configure(), -ENOTSUP);
    EXPECT_TRUE(log.has("set intr_conf.rxq to 0 and poll")) << log.text();
    EXPECT_EQ(pool.available(), pool.size());
    conf.intr_conf.rxq = 0;
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(Line, WiringWithoutLine, ::testing::Values(Wiring::Interrupt::none, Wiring::Interrupt::dead),
                         [](const auto& line) { return line.param == Wiring::Interrupt::none ? "None" : "Dead"; });

/// A line that opened at the probe and does not at the start.
class WiringThatBreaks : public WiringOf, public ::testing::WithParamInterface<bool> {};

TEST_P(WiringThatBreaks, FailsTheStartWithAWayOutAndAPolledPortWorks)
{
    ASSERT_EQ(probe({}), 0);
    (GetParam() ? conf.intr_conf.lsc : conf.intr_conf.rxq) = 1;
    ASSERT_EQ(configure(), 0);
    slot.let_line_open(false);
    {
        const Log log;
        EXPECT_EQ(rte_eth_dev_start(port), -ENOTSUP);
        EXPECT_TRUE(log.has("start: the interrupt line does not open; set intr_conf.lsc and rxq to 0")) << log.text();
    }
    EXPECT_EQ(pool.available(), pool.size());
    EXPECT_EQ(model.interrupts().ims(), 0u);
    EXPECT_TRUE(receives_nothing());

    slot.let_line_open(true);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    slot.let_line_open(false);
    conf.intr_conf = {};
    ASSERT_EQ(start(), 0);
    expect_traffic();
    slot.let_line_open(true);
}

INSTANTIATE_TEST_SUITE_P(For, WiringThatBreaks, ::testing::Bool(),
                         [](const auto& link) { return link.param ? "Link" : "Receive"; });

/// No file can be opened while one of these lives.
class NoFiles {
public:
    NoFiles()
    {
        EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &before_), 0);
        const int next = dup(STDERR_FILENO);
        close(next);
        rlimit now = before_;
        now.rlim_cur = static_cast<rlim_t>(next);
        EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &now), 0);
    }
    ~NoFiles() { setrlimit(RLIMIT_NOFILE, &before_); }
    NoFiles(const NoFiles&) = delete;
    NoFiles& operator=(const NoFiles&) = delete;

private:
    rlimit before_{};
};

TEST_F(WiringOf, ReceiveInterruptsWithoutAFreeFileDescriptorFailTheStartAndARetryWorks)
{
    conf.intr_conf.rxq = 1;
    ASSERT_EQ(probe({}), 0);
    ASSERT_EQ(configure(), 0);
    ASSERT_TRUE(interrupt_thread_has_passed());  // it makes an epoll anew for each line that comes, or panics
    {
        const Log log;
        const NoFiles none;
        EXPECT_EQ(rte_eth_dev_start(port), -EMFILE);
        EXPECT_TRUE(log.has("start: receive interrupts: Too many open files")) << log.text();
    }
    EXPECT_EQ(pool.available(), pool.size());
    EXPECT_EQ(model.interrupts().ims(), 0u);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

}  // namespace

}  // namespace test
