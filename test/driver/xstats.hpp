// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <gtest/gtest.h>
#include <rte_ethdev.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "support/model/registers.hpp"
#include "support/xstat.hpp"

namespace test {

/// The statistics registers of the manual, by the names that they have among the extended statistics.
struct NamedRegister {
    const char* name;
    std::uint32_t offset;
};

inline constexpr std::array named_registers{
    NamedRegister{"rx_crc_errors", model::counter::CRCERRS},
    NamedRegister{"rx_align_errors", model::counter::ALGNERRC},
    NamedRegister{"rx_symbol_errors", model::counter::SYMERRS},
    NamedRegister{"rx_phy_errors", model::counter::RXERRC},
    NamedRegister{"rx_missed_packets", model::counter::MPC},
    NamedRegister{"tx_single_collision_packets", model::counter::SCC},
    NamedRegister{"tx_excessive_collision_packets", model::counter::ECOL},
    NamedRegister{"tx_multiple_collision_packets", model::counter::MCC},
    NamedRegister{"tx_late_collisions", model::counter::LATECOL},
    NamedRegister{"tx_total_collisions", model::counter::COLC},
    NamedRegister{"tx_deferred_packets", model::counter::DC},
    NamedRegister{"tx_no_carrier_sense_packets", model::counter::TNCRS},
    NamedRegister{"rx_sequence_errors", model::counter::SEC},
    NamedRegister{"rx_carrier_ext_errors", model::counter::CEXTERR},
    NamedRegister{"rx_length_errors", model::counter::RLEC},
    NamedRegister{"rx_xon_packets", model::counter::XONRXC},
    NamedRegister{"tx_xon_packets", model::counter::XONTXC},
    NamedRegister{"rx_xoff_packets", model::counter::XOFFRXC},
    NamedRegister{"tx_xoff_packets", model::counter::XOFFTXC},
    NamedRegister{"rx_flow_control_unsupported_packets", model::counter::FCRUC},
    NamedRegister{"rx_size_64_packets", model::counter::PRC64},
    NamedRegister{"rx_size_65_to_127_packets", model::counter::PRC127},
    NamedRegister{"rx_size_128_to_255_packets", model::counter::PRC255},
    NamedRegister{"rx_size_256_to_511_packets", model::counter::PRC511},
    NamedRegister{"rx_size_512_to_1023_packets", model::counter::PRC1023},
    NamedRegister{"rx_size_1024_to_max_packets", model::counter::PRC1522},
    NamedRegister{"rx_hw_good_packets", model::counter::GPRC},
    NamedRegister{"rx_broadcast_packets", model::counter::BPRC},
    NamedRegister{"rx_multicast_packets", model::counter::MPRC},
    NamedRegister{"tx_hw_good_packets", model::counter::GPTC},
    NamedRegister{"rx_hw_good_bytes", model::counter::GORCL},
    NamedRegister{"tx_hw_good_bytes", model::counter::GOTCL},
    NamedRegister{"rx_no_buffer_packets", model::counter::RNBC},
    NamedRegister{"rx_undersize_errors", model::counter::RUC},
    NamedRegister{"rx_fragment_errors", model::counter::RFC},
    NamedRegister{"rx_oversize_errors", model::counter::ROC},
    NamedRegister{"rx_jabber_errors", model::counter::RJC},
    NamedRegister{"rx_management_packets", model::counter::MGTPRC},
    NamedRegister{"rx_management_dropped", model::counter::MGTPDC},
    NamedRegister{"tx_management_packets", model::counter::MGTPTC},
    NamedRegister{"rx_total_bytes", model::counter::TORL},
    NamedRegister{"tx_total_bytes", model::counter::TOTL},
    NamedRegister{"rx_total_packets", model::counter::TPR},
    NamedRegister{"tx_total_packets", model::counter::TPT},
    NamedRegister{"tx_size_64_packets", model::counter::PTC64},
    NamedRegister{"tx_size_65_to_127_packets", model::counter::PTC127},
    NamedRegister{"tx_size_128_to_255_packets", model::counter::PTC255},
    NamedRegister{"tx_size_256_to_511_packets", model::counter::PTC511},
    NamedRegister{"tx_size_512_to_1023_packets", model::counter::PTC1023},
    NamedRegister{"tx_size_1024_to_max_packets", model::counter::PTC1522},
    NamedRegister{"tx_multicast_packets", model::counter::MPTC},
    NamedRegister{"tx_broadcast_packets", model::counter::BPTC},
    NamedRegister{"tx_tso_packets", model::counter::TSCTC},
    NamedRegister{"tx_tso_errors", model::counter::TSCTFC},
};

using Xstats = std::map<std::string, std::uint64_t>;

/// The names of all extended statistics, those of ethdev's own first. A name's place is its id.
inline std::vector<std::string> xstat_names(std::uint16_t port)
{
    const int n = rte_eth_xstats_get_names(port, nullptr, 0);
    EXPECT_GT(n, 0);
    std::vector<rte_eth_xstat_name> names(static_cast<std::size_t>(n));
    EXPECT_EQ(rte_eth_xstats_get_names(port, names.data(), static_cast<unsigned>(n)), n);
    std::vector<std::string> out;
    out.reserve(names.size());
    for (const rte_eth_xstat_name& name : names)
        out.emplace_back(name.name);
    return out;
}

/// The values of all extended statistics, by their ids.
inline std::vector<std::uint64_t> xstat_values(std::uint16_t port)
{
    const int n = rte_eth_xstats_get(port, nullptr, 0);
    EXPECT_GT(n, 0);
    std::vector<rte_eth_xstat> all(static_cast<std::size_t>(n));
    EXPECT_EQ(rte_eth_xstats_get(port, all.data(), static_cast<unsigned>(n)), n);
    std::vector<std::uint64_t> out(all.size());
    for (const rte_eth_xstat& each : all)
        out.at(each.id) = each.value;
    return out;
}

/// All extended statistics by name.
inline Xstats xstats(std::uint16_t port)
{
    const auto names = xstat_names(port);
    const auto n = static_cast<int>(names.size());
    std::vector<rte_eth_xstat> values(names.size());
    EXPECT_EQ(rte_eth_xstats_get(port, values.data(), static_cast<unsigned>(n)), n);
    Xstats out;
    for (const rte_eth_xstat& each : values)
        out[names.at(each.id)] = each.value;
    EXPECT_EQ(out.size(), names.size()) << "a name or an id is there twice";
    return out;
}

/// Those that are not zero: what a failing test shows.
inline Xstats nonzero(Xstats all)
{
    std::erase_if(all, [](const auto& each) { return each.second == 0; });
    return all;
}

}  // namespace test
