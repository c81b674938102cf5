// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/log.hpp"

namespace e1k::log {

std::uint32_t init, driver, rx, tx;

namespace {

/// A log type of its own, or EAL's where DPDK has run out of them.
std::uint32_t registered(const char* name)
{
    const int type = rte_log_register_type_and_pick_level(name, RTE_LOG_NOTICE);
    return type < 0 ? std::uint32_t{RTE_LOGTYPE_EAL} : static_cast<std::uint32_t>(type);
}

// 101 comes before the constructor that registers the driver: that one may have something to say.
[[gnu::constructor(101)]] void register_log_types()
{
    init = registered("pmd.net.e1k.init");
    driver = registered("pmd.net.e1k.driver");
    rx = registered("pmd.net.e1k.rx");
    tx = registered("pmd.net.e1k.tx");
}

}  // namespace

}  // namespace e1k::log
