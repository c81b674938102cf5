// SPDX-License-Identifier: BSD-3-Clause
// Which DPDK. Nothing else asks for its version: what differs between releases belongs here.
#pragma once

#include <dlfcn.h>

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

}  // namespace e1k
