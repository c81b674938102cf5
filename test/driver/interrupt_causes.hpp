// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_epoll.h>

#include <atomic>
#include <mutex>

#include "driver.hpp"
#include "interrupt_thread.hpp"

namespace test {

inline constexpr std::uint32_t of_link = model::icr::LSC | model::icr::RXSEQ,
                               of_receive = model::icr::RXT0 | model::icr::RXO | model::icr::RXDMT0;
inline constexpr std::uint64_t throttled_us = 1000;  // more than ITR or QEMU hold an interrupt back

/// A running port with link and receive interrupts on its one line, and an application that may sleep.
struct InterruptCauses : Driver {
    InterruptCauses() { conf.intr_conf = {.lsc = 1, .rxq = 1, .rmv = 0}; }

    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
        ASSERT_EQ(start(), 0);
        watch();
        ASSERT_TRUE(settled());
        events = 0;
    }
    void TearDown() override
    {
        rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, count, &events);
        Driver::TearDown();
    }
    void watch()
    {
        ASSERT_EQ(rte_eth_dev_rx_intr_ctl_q(port, 0, RTE_EPOLL_PER_THREAD, RTE_INTR_EVENT_ADD, nullptr), 0);
    }
    /// That the interrupts of a start have been dealt with.
    [[nodiscard]] bool settled()
    {
        const auto no_cause = [this] {
            const std::lock_guard lock{model.mutex()};
            return model.interrupts().causes() == 0;
        };
        return bed.wait_for(no_cause) && interrupt_thread_has_passed() && unmasked(of_link);
    }
    void enable() { ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0); }
    void disable() { ASSERT_EQ(rte_eth_dev_rx_intr_disable(port, 0), 0); }
    static bool woken()
    {
        rte_epoll_event event{};
        return rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1, 10'000) == 1;
    }
    static bool left_asleep()
    {
        rte_epoll_event event{};
        return rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1, 20) == 0;
    }
    /// That IMS comes to hold these causes and no other: all are masked while an interrupt is dealt with.
    [[nodiscard]] bool unmasked(std::uint32_t causes)
    {
        return bed.wait_for([&] {
            const std::lock_guard lock{model.mutex()};
            return model.interrupts().ims() == causes;
        });
    }
    /// An interrupt, until ICR has been read and no cause is left.
    void interrupt(std::uint32_t causes)
    {
        const std::uint64_t before = slot.bar.reads_of(model::reg::ICR);
        {
            const std::lock_guard lock{model.mutex()};
            model.interrupts().raise(causes);
        }
        bed.pass(throttled_us);
        ASSERT_TRUE(bed.wait_for([&] { return slot.bar.reads_of(model::reg::ICR) > before; })) << causes;
    }
    /// A frame, and the link's interrupt that consumes its cause while receive interrupts are masked.
    void arrive_masked()
    {
        ASSERT_EQ(model.receive(frame()), model::Delivery::delivered);
        interrupt(model::icr::LSC);
        ASSERT_TRUE(unmasked(of_link));
    }
    void arrive()
    {
        ASSERT_EQ(model.receive(frame()), model::Delivery::delivered);
        bed.pass(throttled_us);
    }

    static int count(std::uint16_t, rte_eth_event_type, void* seen, void*)
    {
        ++*static_cast<std::atomic<unsigned>*>(seen);
        return 0;
    }

    std::atomic<unsigned> events = 0;
};

}  // namespace test
