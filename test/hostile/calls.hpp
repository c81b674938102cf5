// SPDX-License-Identifier: BSD-3-Clause
// The calls into ethdev in which a device may go.
#pragma once

#include <rte_ethdev.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "support/eal.hpp"

namespace test {

enum class State { powered, probed, configured, running, stopped };

/// A call into ethdev, from the state it is made in.
struct Call {
    const char* name;
    State from;
    std::uint64_t limit_us;  ///< simulated time it may take
    int (*make)(std::uint16_t port);
    /// It must not succeed on a device that reads as ones; the last so many accesses are ethdev's, which sets the
    /// address and the modes again, each of which ends in a read, and asks for the link.
    int brings_up_before = -1;
};

inline constexpr std::uint64_t fast = 50'000;

// Each in its own words, so that a failure names the call.
inline constexpr std::array calls{
    Call{"Probe", State::powered, 100'000, [](std::uint16_t) { return Bed::the().probe(); }, 0},
    Call{"Start", State::configured, fast, [](std::uint16_t p) { return rte_eth_dev_start(p); }, 7},
    Call{"StartAgain", State::stopped, fast, [](std::uint16_t p) { return rte_eth_dev_start(p); }, 7},
    Call{"Stop", State::running, fast, [](std::uint16_t p) { return rte_eth_dev_stop(p); }},
    Call{"CloseStopped", State::stopped, fast, [](std::uint16_t p) { return rte_eth_dev_close(p); }},
    Call{"Reset", State::stopped, 200'000, [](std::uint16_t p) { return rte_eth_dev_reset(p); }},
    Call{"Detach", State::running, fast, [](std::uint16_t) { return Bed::the().remove(); }},
    Call{"LinkGet", State::running, 9'500'000,
         [](std::uint16_t p) {
             rte_eth_link link{};
             return rte_eth_link_get(p, &link);
         }},
    Call{"LinkGetNowait", State::running, fast,
         [](std::uint16_t p) {
             rte_eth_link link{};
             return rte_eth_link_get_nowait(p, &link);
         }},
    Call{"StatsGet", State::running, fast,
         [](std::uint16_t p) {
             rte_eth_stats stats{};
             return rte_eth_stats_get(p, &stats);
         }},
    Call{"StatsReset", State::running, fast, [](std::uint16_t p) { return rte_eth_stats_reset(p); }},
    Call{"XstatsGet", State::running, fast,
         [](std::uint16_t p) {
             std::array<rte_eth_xstat, 256> xstats{};
             return std::min(0, rte_eth_xstats_get(p, xstats.data(), xstats.size()));
         }},
    Call{"XstatsReset", State::running, fast, [](std::uint16_t p) { return rte_eth_xstats_reset(p); }},
    Call{"PromiscuousEnable", State::running, fast, [](std::uint16_t p) { return rte_eth_promiscuous_enable(p); }},
    Call{"AllmulticastEnable", State::running, fast, [](std::uint16_t p) { return rte_eth_allmulticast_enable(p); }},
    Call{"MacAddrSet", State::running, fast,
         [](std::uint16_t p) {
             rte_ether_addr mac{{2, 0, 0, 0, 0, 5}};
             return rte_eth_dev_default_mac_addr_set(p, &mac);
         }},
    Call{"MacAddrAddAndRemove", State::running, fast,
         [](std::uint16_t p) {
             rte_ether_addr mac{{2, 0, 0, 0, 0, 6}};
             const int result = rte_eth_dev_mac_addr_add(p, &mac, 0);
             rte_eth_dev_mac_addr_remove(p, &mac);
             return result;
         }},
    Call{"SetMcAddrList", State::running, fast,
         [](std::uint16_t p) {
             rte_ether_addr group{{1, 0, 0x5e, 0, 0, 5}};
             return rte_eth_dev_set_mc_addr_list(p, &group, 1);
         }},
    Call{"SetLinkDownAndUp", State::running, fast,
         [](std::uint16_t p) {
             const int result = rte_eth_dev_set_link_down(p);
             return std::min(result, rte_eth_dev_set_link_up(p));
         }},
    Call{"MtuSet", State::stopped, fast, [](std::uint16_t p) { return rte_eth_dev_set_mtu(p, 1400); }},
    Call{"IsRemoved", State::running, fast, [](std::uint16_t p) { return -rte_eth_dev_is_removed(p); }},
    Call{"RxIntr", State::running, fast,
         [](std::uint16_t p) {
             rte_eth_dev_rx_intr_enable(p, 0);
             return rte_eth_dev_rx_intr_disable(p, 0);
         }},
    Call{"GetRegInfo", State::running, fast,
         [](std::uint16_t p) {
             static std::array<std::uint32_t, 0x20000 / 4> values;
             rte_dev_reg_info info{};
             info.data = values.data();
             return rte_eth_dev_get_reg_info(p, &info);
         }},
};

}  // namespace test
