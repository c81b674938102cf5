// SPDX-License-Identifier: BSD-3-Clause
// How the one line is let through again after an interrupt: rte_intr_ack() is watched.
#include <dlfcn.h>
#include <rte_epoll.h>

#include <atomic>
#include <mutex>

#include "driver.hpp"

namespace {

std::atomic<test::Model*> watched = nullptr;
std::atomic<unsigned> acknowledged = 0, while_unmasked = 0;

}  // namespace

/// The plugin's calls come here before they go on to EAL.
int rte_intr_ack(const rte_intr_handle* handle)
{
    if (auto* model = watched.load(); model != nullptr) {
        const std::lock_guard lock{model->mutex()};
        ++acknowledged;
        if (model->interrupts().ims() != 0)
            ++while_unmasked;
    }
    static const auto eal = reinterpret_cast<decltype(&rte_intr_ack)>(dlsym(RTLD_NEXT, "rte_intr_ack"));
    return eal(handle);
}

namespace test {

namespace {

struct InterruptAck : Driver {
    InterruptAck() { conf.intr_conf.lsc = conf.intr_conf.rxq = 1; }

    void SetUp() override
    {
        Driver::SetUp();
        acknowledged = while_unmasked = 0;
        watched = &model;
    }
    void TearDown() override
    {
        watched = nullptr;
        Driver::TearDown();
    }
    /// An interrupt, until it is dealt with.
    void interrupt(std::uint32_t causes)
    {
        const unsigned before = acknowledged;
        {
            const std::lock_guard lock{model.mutex()};
            model.interrupts().raise(causes);
        }
        bed.pass(1000);  // more than ITR holds it back
        ASSERT_TRUE(bed.wait_for([before] { return acknowledged > before; })) << causes;
    }
};

// QEMU does not look at a line that uio lets through: what rose before is lost, and its fall leaves a storm behind.
TEST_F(InterruptAck, ComesWhileTheLineIsLow)
{
    using namespace model;
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 10; ++i) {
        ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
        interrupt(icr::LSC);
        interrupt(icr::RXT0);
        ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
        interrupt(icr::RXT0 | icr::LSC);
    }
    EXPECT_EQ(while_unmasked, 0u);
}

TEST_F(InterruptAck, LeavesTheOtherCausesUnmasked)
{
    using namespace model;
    const auto become = [this](std::uint32_t unmasked) {  // all are masked in between
        return bed.wait_for([&] {
            const std::lock_guard lock{model.mutex()};
            return (model.interrupts().ims() & (icr::LSC | icr::RXT0)) == unmasked;
        });
    };
    ASSERT_EQ(start(), 0);
    ASSERT_TRUE(become(icr::LSC));
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    ASSERT_TRUE(become(icr::LSC | icr::RXT0));
    interrupt(icr::LSC);
    EXPECT_TRUE(become(icr::LSC | icr::RXT0));
    interrupt(icr::RXT0);  // masked then until the application asks for the next
    EXPECT_TRUE(become(icr::LSC));
}

}  // namespace

}  // namespace test
