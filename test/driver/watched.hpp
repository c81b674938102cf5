// SPDX-License-Identifier: BSD-3-Clause
// A port whose events are counted: what it says of its health.
#pragma once

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "driver.hpp"

namespace test {

inline constexpr std::uint64_t second = 1'000'000, long_enough = 10 * second;

inline std::atomic<unsigned> resets, removals;
/// What the application does when it is told, in EAL's interrupt thread.
inline std::function<void()> when_told;

inline int count_event(std::uint16_t, rte_eth_event_type event, void*, void*)
{
    ++(event == RTE_ETH_EVENT_INTR_RMV ? removals : resets);
    if (when_told)
        when_told();
    return 0;
}

template <class Base>
struct Watched : Base {
    using Base::Base, Base::bed, Base::model;

    void SetUp() override
    {
        resets = removals = 0;
        when_told = {};
        for (const auto event : {RTE_ETH_EVENT_INTR_RESET, RTE_ETH_EVENT_INTR_RMV})
            rte_eth_dev_callback_register(RTE_ETH_ALL, event, count_event, nullptr);
        Base::SetUp();
    }
    void TearDown() override
    {
        for (const auto event : {RTE_ETH_EVENT_INTR_RESET, RTE_ETH_EVENT_INTR_RMV})
            rte_eth_dev_callback_unregister(RTE_ETH_ALL, event, count_event, nullptr);
        Base::TearDown();
    }

    void stall_the_transmitter(bool stalled = true)
    {
        const std::lock_guard held{model.mutex()};
        model.faults().tx_stalled = stalled;
    }
    void enable_the_receiver(bool enabled)
    {
        const std::lock_guard held{model.mutex()};
        std::uint32_t& control = model.stored(model::reg::RCTL);
        control = enabled ? control | model::rctl::EN : control & ~model::rctl::EN;
    }
    /// A frame comes in each second.
    void receive_for(unsigned seconds, std::size_t size = 60)
    {
        for (unsigned i = 0; i < seconds; ++i) {
            (void)model.receive(this->frame(size));
            bed.pass(second);
        }
    }
    void expect_well_for(std::uint64_t us)
    {
        bed.pass(us);
        expect_well();
    }
    /// What the private dump has for it.
    [[nodiscard]] std::string health() const
    {
        char* text = nullptr;
        std::size_t size = 0;
        FILE* const file = open_memstream(&text, &size);
        EXPECT_EQ(rte_eth_dev_priv_dump(this->port, file), 0);
        fclose(file);
        const std::string all{text, size}, name = "\nhealth: ";
        free(text);
        const std::size_t at = all.find(name) + name.size();
        return all.substr(at, all.find('\n', at) - at);
    }
    static void expect_well()
    {
        EXPECT_EQ(resets, 0u);
        EXPECT_EQ(removals, 0u);
    }
};

}  // namespace test
