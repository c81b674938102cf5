// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace perf {

/// What to measure, and how.
struct Setting {
    std::string driver = "net_e1k";  ///< or net_e1000_em, net_null; mempool: the mbufs' way in and out, and no port
    std::string plugin{};            ///< of net_e1k
    unsigned burst = 32;             ///< packets
    unsigned ring = 512;             ///< descriptors
    unsigned ports = 1;              ///< served in turn
    unsigned frame = 64;             ///< bytes, FCS included
    unsigned buffer = 2048;          ///< bytes for data in an mbuf
    unsigned simd = 0;               ///< bits, EAL's --force-max-simd-bitwidth; 0: as EAL chooses
    unsigned cache = 256;            ///< mbufs in a mempool's cache
    unsigned bursts = 0;             ///< measured for the cycles
    bool rx_offloads = false;        ///< checksum flags and VLAN stripping; frames come with a tag and right checksums
    bool scatter = false;
    bool tx_checksum = false;   ///< of IPv4 and TCP, for every packet
    bool prepare = false;       ///< rte_eth_tx_prepare() is part of sending
    bool no_fast_free = false;  ///< sent mbufs may be of any mempool and have other users
    bool idle = false;          ///< polls that find nothing
    bool hugepages = false;
    bool only_cycles = false;  ///< what is the same in every run is known
};

}  // namespace perf
