// SPDX-License-Identifier: BSD-3-Clause
// The only macros of the tree: a log line must not evaluate its arguments when its level is off.
#pragma once

#include <cstdint>

#include <rte_log.h>

namespace e1k::log {

extern std::uint32_t init;    ///< pmd.net.e1k.init: probe, start, stop
extern std::uint32_t driver;  ///< pmd.net.e1k.driver: everything else of the control path
extern std::uint32_t rx;      ///< pmd.net.e1k.rx: a line a received packet, at debug level
extern std::uint32_t tx;      ///< pmd.net.e1k.tx: a line a sent packet, at debug level

}  // namespace e1k::log

/// E1K_LOG(init, ERR, "0000:00:03.0", "format", ...): one line, after the driver's and the device's name.
#define E1K_LOG(type, level, device, format, ...)                                                           \
    do {                                                                                                    \
        if (rte_log_can_log(::e1k::log::type, RTE_LOG_##level))                                             \
            rte_log(RTE_LOG_##level, ::e1k::log::type, "net_e1k: %s: " format "\n", device, ##__VA_ARGS__); \
    } while (0)
