// SPDX-License-Identifier: BSD-3-Clause
// Which DPDK. Nothing else asks for its version: what differs between releases belongs here.
#pragma once

#include <cstddef>
#include <cstdint>

#include <dlfcn.h>

#include <bus_pci_driver.h>
#include <ethdev_driver.h>
#include <rte_version.h>

#include "dpdk/log.hpp"

namespace e1k {

/// A release of DPDK, as its version says it: 22.11.
struct Release {
    int year, month;

    [[nodiscard]] bool operator==(const Release&) const noexcept = default;
};

/// What the driver is compiled for.
inline constexpr Release built_for{RTE_VER_YEAR, RTE_VER_MONTH};

/// The DPDK that the process runs on. Looked up past the symbol versions that this plugin is bound to: with another
/// release those would find that release's neighbour, a second copy of the libraries loaded for us alone.
[[nodiscard]] inline Release running_release()
{
    const auto ask = [](const char* version_part) {
        const auto get = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, version_part));
        return get == nullptr ? 0 : get();
    };
    return {.year = ask("rte_version_year"), .month = ask("rte_version_month")};
}

/// Driver structures are laid out anew in every release: registering with another one would crash later.
/// @return false after a log line that names both
[[nodiscard]] inline bool built_for_this_dpdk()
{
    const Release running = running_release();
    if (running == built_for)
        return true;
    E1K_LOG(init, ERR, "plugin",
            "built for DPDK %d.%02d, loaded into DPDK %d.%02d: not registered; build it for that one", built_for.year,
            built_for.month, running.year, running.month);
    return false;
}

#if RTE_VERSION < RTE_VERSION_NUM(26, 7, 0, 0)
using ListedDriver = rte_pci_driver;  ///< an entry of the PCI bus's list of drivers
RTE_TAILQ_HEAD(DriverList, rte_pci_driver);

[[nodiscard]] inline ListedDriver& entry_of(rte_pci_driver& driver)
{
    return driver;
}
[[nodiscard]] inline const char* name_of(const ListedDriver& entry)
{
    return entry.driver.name;
}
#else
using ListedDriver = rte_driver;
RTE_TAILQ_HEAD(DriverList, rte_driver);

[[nodiscard]] inline ListedDriver& entry_of(rte_pci_driver& driver)
{
    return driver.driver;
}
[[nodiscard]] inline const char* name_of(const ListedDriver& entry)
{
    return entry.name;
}
#endif

// Ops have the shape that the newest release calls. What is below gives them the one that this release calls.

#if RTE_VERSION < RTE_VERSION_NUM(25, 11, 0, 0)
using QueueStats = rte_eth_stats;  ///< has the counts of queues itself
using QueueCount = std::uint32_t;  ///< of which ethdev makes an int

template <int (*Op)(rte_eth_dev*, rte_eth_stats*, QueueStats*) noexcept>
int stats_get_of(rte_eth_dev* d, rte_eth_stats* stats) noexcept
{
    return Op(d, stats, stats);
}
#else
using QueueStats = eth_queue_stats;
using QueueCount = int;

template <int (*Op)(rte_eth_dev*, rte_eth_stats*, QueueStats*) noexcept>
constexpr eth_stats_get_t stats_get_of = Op;
#endif

#if RTE_VERSION < RTE_VERSION_NUM(24, 3, 0, 0)
/// A list that ends in RTE_PTYPE_UNKNOWN was not counted.
template <const std::uint32_t* (*Op)(rte_eth_dev*, std::size_t*) noexcept>
const std::uint32_t* supported_ptypes_get_of(rte_eth_dev* d) noexcept
{
    std::size_t n = 0;
    return Op(d, &n);
}
#else
template <const std::uint32_t* (*Op)(rte_eth_dev*, std::size_t*) noexcept>
constexpr eth_dev_supported_ptypes_get_t supported_ptypes_get_of = Op;
#endif

}  // namespace e1k
