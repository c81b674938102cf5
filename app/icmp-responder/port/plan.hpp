// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_ethdev.h>

#include <string>

#include "port/settings.hpp"

namespace responder {

/// What a port's driver is asked for: the options, held against what the device can do.
struct PortPlan {
    std::string name;      ///< "port 0 (net_e1k)", for messages
    std::string mtu_text;  ///< " (MTU 9000)" if one was asked for
    rte_eth_conf conf;
    std::uint16_t rx_ring, tx_ring;  ///< descriptors
    unsigned mbufs, cache;
    unsigned held_buffers;    ///< that fragments may hold
    unsigned frame_buffers;   ///< that the largest frame lies over
    std::uint16_t data_room;  ///< bytes of one buffer, headroom included
};

/// @param burst  frames taken at once
/// @throws std::runtime_error if the device cannot what an option asks for; says what it can
[[nodiscard]] PortPlan make_plan(std::uint16_t id, const rte_eth_dev_info& info, const PortOptions& options,
                                 unsigned burst);

}  // namespace responder
