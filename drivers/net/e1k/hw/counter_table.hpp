// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "regs/statistics.hpp"

namespace e1k::hw {

/// As what a frame in this count is lost. No frame may be so in two of them: RLEC counts RFC, RUC, ROC and RJC once
/// more, and CRCERRS what RJC does, SDM 13.7.1; late collisions are retried (TCTL.RTLC), and RNBC is a frame that may
/// still find room in the packet buffer.
enum class Loss : std::uint8_t {
    none,
    missed,      ///< no receive buffer, and no room in the packet buffer
    received,    ///< damaged, or too long
    undersized,  ///< too short, and otherwise sound: where those are not padded and come in
    sent,        ///< given up after collisions
};

/// A statistics register of the chip.
struct CounterRow {
    Stat at;
    const char* name;  ///< that DPDK's drivers give it, where they have it
    Loss loss = Loss::none;
    bool octets = false;  ///< 64 bits, SDM 13.7.29: the lower half is read first, the upper one clears both
};

/// All of them, SDM 13.7: what ethdev's statistics are made of, and its extended ones are.
inline constexpr std::array counter_table{
    CounterRow{Stat::CRCERRS, "rx_crc_errors", Loss::received},
    CounterRow{Stat::ALGNERRC, "rx_align_errors", Loss::received},
    CounterRow{Stat::SYMERRS, "rx_symbol_errors"},
    CounterRow{Stat::RXERRC, "rx_phy_errors", Loss::received},
    CounterRow{Stat::MPC, "rx_missed_packets", Loss::missed},
    CounterRow{Stat::SCC, "tx_single_collision_packets"},
    CounterRow{Stat::ECOL, "tx_excessive_collision_packets", Loss::sent},
    CounterRow{Stat::MCC, "tx_multiple_collision_packets"},
    CounterRow{Stat::LATECOL, "tx_late_collisions"},
    CounterRow{Stat::COLC, "tx_total_collisions"},
    CounterRow{Stat::DC, "tx_deferred_packets"},
    CounterRow{Stat::TNCRS, "tx_no_carrier_sense_packets"},
    CounterRow{Stat::SEC, "rx_sequence_errors"},
    CounterRow{Stat::CEXTERR, "rx_carrier_ext_errors", Loss::received},
    CounterRow{Stat::RLEC, "rx_length_errors"},
    CounterRow{Stat::XONRXC, "rx_xon_packets"},
    CounterRow{Stat::XONTXC, "tx_xon_packets"},
    CounterRow{Stat::XOFFRXC, "rx_xoff_packets"},
    CounterRow{Stat::XOFFTXC, "tx_xoff_packets"},
    CounterRow{Stat::FCRUC, "rx_flow_control_unsupported_packets"},
    CounterRow{Stat::PRC64, "rx_size_64_packets"},
    CounterRow{Stat::PRC127, "rx_size_65_to_127_packets"},
    CounterRow{Stat::PRC255, "rx_size_128_to_255_packets"},
    CounterRow{Stat::PRC511, "rx_size_256_to_511_packets"},
    CounterRow{Stat::PRC1023, "rx_size_512_to_1023_packets"},
    CounterRow{Stat::PRC1522, "rx_size_1024_to_max_packets"},
    CounterRow{Stat::GPRC, "rx_hw_good_packets"},  // rx_good_packets is ethdev's own
    CounterRow{Stat::BPRC, "rx_broadcast_packets"},
    CounterRow{Stat::MPRC, "rx_multicast_packets"},
    CounterRow{Stat::GPTC, "tx_hw_good_packets"},
    CounterRow{Stat::GORC, "rx_hw_good_bytes", Loss::none, true},
    CounterRow{Stat::GOTC, "tx_hw_good_bytes", Loss::none, true},
    CounterRow{Stat::RNBC, "rx_no_buffer_packets"},
    CounterRow{Stat::RUC, "rx_undersize_errors", Loss::undersized},
    CounterRow{Stat::RFC, "rx_fragment_errors", Loss::received},
    CounterRow{Stat::ROC, "rx_oversize_errors", Loss::received},
    CounterRow{Stat::RJC, "rx_jabber_errors"},
    CounterRow{Stat::MGTPRC, "rx_management_packets"},
    CounterRow{Stat::MGTPDC, "rx_management_dropped"},
    CounterRow{Stat::MGTPTC, "tx_management_packets"},
    CounterRow{Stat::TOR, "rx_total_bytes", Loss::none, true},
    CounterRow{Stat::TOT, "tx_total_bytes", Loss::none, true},
    CounterRow{Stat::TPR, "rx_total_packets"},
    CounterRow{Stat::TPT, "tx_total_packets"},
    CounterRow{Stat::PTC64, "tx_size_64_packets"},
    CounterRow{Stat::PTC127, "tx_size_65_to_127_packets"},
    CounterRow{Stat::PTC255, "tx_size_128_to_255_packets"},
    CounterRow{Stat::PTC511, "tx_size_256_to_511_packets"},
    CounterRow{Stat::PTC1023, "tx_size_512_to_1023_packets"},
    CounterRow{Stat::PTC1522, "tx_size_1024_to_max_packets"},
    CounterRow{Stat::MPTC, "tx_multicast_packets"},
    CounterRow{Stat::BPTC, "tx_broadcast_packets"},
    CounterRow{Stat::TSCTC, "tx_tso_packets"},
    CounterRow{Stat::TSCTFC, "tx_tso_errors"},
};

inline constexpr std::size_t counters_n = counter_table.size();

/// Where @p stat stands in the table.
[[nodiscard]] consteval std::size_t row_of(Stat stat)
{
    std::size_t i = 0;
    while (counter_table[i].at != stat)
        ++i;
    return i;
}

}  // namespace e1k::hw
