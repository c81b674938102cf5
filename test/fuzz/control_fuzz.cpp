// SPDX-License-Identifier: BSD-3-Clause
// The control path: ethdev calls in any order, a device that answers anything, allocations that fail, interrupts that
// come while a call waits, and some traffic in between.
#include <array>
#include <cstdio>

#include "control_settings.hpp"
#include "support/allocations.hpp"
#include "support/interrupts.hpp"
#include "support/ledger.hpp"
#include "support/program.hpp"
#include "support/require.hpp"

namespace fuzz {

namespace {

/// Any call, and any answer of the device, step by step.
class ControlFuzz : public ControlSettings {
public:
    using ControlSettings::ControlSettings;

    static void set_up();
    void run();

private:
    void step();
    void call();
    void other_call();
    void setting();
    void data_call();
    void fault();
    void read_stats();
    void read_info();
};

/// All that the driver says is made, and goes nowhere.
void ControlFuzz::set_up()
{
    std::FILE* nowhere = std::fopen("/dev/null", "w");
    require(nowhere != nullptr && rte_openlog_stream(nowhere) == 0, "the log goes nowhere");
    rte_log_set_global_level(RTE_LOG_DEBUG);
    rte_log_set_level_pattern("lib.*", RTE_LOG_EMERG);
    pools = {make_pool("too small", pool_size, 128, Data::touched),
             make_pool("room 512", pool_size, 512, Data::touched),
             make_pool("room 2048", pool_size, 2048, Data::touched)};
}

void ControlFuzz::read_stats()
{
    rte_eth_stats stats{};
    std::array<rte_eth_xstat, 64> xstats{};
    rte_eth_stats_get(port, &stats);
    rte_eth_xstats_get(port, xstats.data(), xstats.size());
    if (input_.below(4) == 0)
        rte_eth_stats_reset(port);
    if (input_.below(4) == 0)
        rte_eth_xstats_reset(port);
}

void ControlFuzz::read_info()
{
    rte_eth_dev_info info{};
    rte_eth_rxq_info rx{};
    rte_eth_txq_info tx{};
    rte_ether_addr mac{};
    rte_eth_dev_info_get(port, &info);
    rte_eth_rx_queue_info_get(port, 0, &rx);
    rte_eth_tx_queue_info_get(port, 0, &tx);
    rte_eth_macaddr_get(port, &mac);
    rte_eth_dev_is_removed(port);
    look();
}

void ControlFuzz::other_call()
{
    switch (input_.below(12)) {
    case 0:
        rte_eth_promiscuous_enable(port);
        return;
    case 1:
        rte_eth_promiscuous_disable(port);
        return;
    case 2:
        rte_eth_allmulticast_enable(port);
        return;
    case 3:
        rte_eth_allmulticast_disable(port);
        return;
    case 4:
        rte_eth_dev_set_mtu(port, input_.take<std::uint16_t>());
        return;
    case 5:
    case 6:
        return address_call();
    case 7:
        rte_eth_dev_rx_intr_enable(port, 0);
        return;
    case 8:
        rte_eth_dev_rx_intr_disable(port, 0);
        return;
    case 9:
        return switch_link();
    case 10:
        rte_eth_dev_rx_queue_stop(port, 0);
        rte_eth_dev_reset(port);
        return;
    default:
        return setting();
    }
}

void ControlFuzz::setting()
{
    const unsigned what = input_.take<std::uint8_t>();
    switch (what / 2 % 8) {
    case 1:
    case 2:
        return vlan_call();
    case 3:
        return pause_call();
    case 4:
    case 5:
        return queue_call();
    case 6:
        return other_settings();
    default:
        rte_log_set_level_pattern("pmd.net.e1k.*", (what & 1) != 0 ? RTE_LOG_DEBUG : RTE_LOG_NOTICE);
    }
}

void ControlFuzz::fault()
{
    switch (input_.below(7)) {
    case 0:  // gone, for a while
        return device_.lie({input_.take<std::uint8_t>(), input_.take<std::uint16_t>(), ~0u, ~0u});
    case 1:
        return device_.lie({input_.take<std::uint16_t>(), input_.take<std::uint8_t>(), input_.take<std::uint32_t>(),
                            input_.take<std::uint32_t>()});
    case 2:
        return device_.lie({});
    case 3:
        device_.interrupt_while_sleeping(input_.flag());
        return device_.link(input_.flag());
    case 4:
        return device_.put(input_.below(0x6000) & ~3u, input_.take<std::uint32_t>());
    case 5:
        return fail_allocation_after(input_.below(8));
    default:
        return admit_interrupts(input_.below(4) != 0);
    }
}

void ControlFuzz::data_call()
{
    switch (input_.below(3)) {
    case 0:
        return receive();
    case 1:
        return send();
    default:
        device_.put(0xc0, input_.take<std::uint8_t>());
        return interrupt();
    }
}

void ControlFuzz::call()
{
    switch (input_.below(14)) {
    case 0:
    case 1:
        return configure();
    case 2:
        return set_up_rx();
    case 3:
        return set_up_tx();
    case 4:
    case 5:
        return start();
    case 6:
        return stop();
    case 7:
        return close();
    case 8:
        return unplug();
    case 9:
        return read_link();
    case 10:
        return read_stats();
    case 11:
        return read_info();
    case 12:
        return data_call();
    default:
        return other_call();
    }
}

void ControlFuzz::step()
{
    if (input_.below(5) == 0)
        return fault();
    device_.begin_call();
    if (!there())
        return plug();
    call();
}

/// Inputs begin with a port that runs, unless they choose to begin with nothing.
void ControlFuzz::run()
{
    if (input_.flag()) {
        plug();
        if (there()) {
            configure();
            set_up_rx();
            set_up_tx();
            start();
        }
    }
    while (!input_.empty())
        step();
}

}  // namespace

const Program program = program_of<ControlFuzz>();

}  // namespace fuzz
