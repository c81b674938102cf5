// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <gtest/gtest.h>
#include <rte_ethdev.h>

#include <cstdint>

namespace test {

inline std::uint64_t xstat_id(std::uint16_t port, const char* name)
{
    std::uint64_t id = 0;
    EXPECT_EQ(rte_eth_xstats_get_id_by_name(port, name, &id), 0) << name;
    return id;
}

/// One extended statistic of a port, asked for alone.
inline std::uint64_t xstat(std::uint16_t port, const char* name)
{
    const std::uint64_t id = xstat_id(port, name);
    std::uint64_t value = 0;
    EXPECT_EQ(rte_eth_xstats_get_by_id(port, &id, &value, 1), 1) << name;
    return value;
}

}  // namespace test
