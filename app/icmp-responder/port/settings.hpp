// SPDX-License-Identifier: BSD-3-Clause
// What is asked of ports: plain values, however they were given.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocol/wire/address.hpp"

namespace responder {

inline constexpr unsigned least_mtu = 68;  ///< RFC 791 3.2: every link carries so much
inline constexpr unsigned most_burst = 512;

/// What is asked of one port.
struct PortOptions {
    unsigned id = 0;
    std::vector<Interface> addresses{};
    std::vector<std::uint16_t> vlans{};            ///< 0: frames of none; none given: these
    std::optional<unsigned> rx_ring{}, tx_ring{};  ///< descriptors; unset: 512, or the nearest that the port takes
    std::optional<unsigned> mbufs{};               ///< buffers of the port's pool; unset: enough for its rings
    std::optional<unsigned> mtu{};                 ///< bytes; unset: as the port has it
    bool promiscuous = false;
    bool answer_broadcast = false;
    bool send_unreachable = false;  ///< tell who sends what nobody here takes
};

/// How frames are waited for.
enum class RxMode {
    poll,       ///< without pause: least latency, a whole core
    interrupt,  ///< asleep whenever there is none
    adaptive,   ///< polling while frames come, asleep after 1 ms without
};

/// What is asked of all ports alike.
struct CommonOptions {
    unsigned burst = 64;  ///< frames taken at once, up to most_burst
    RxMode rx_mode = RxMode::poll;
    bool probe = true;  ///< ask whether others have the addresses before they are taken
    bool log_frames = false;
};

}  // namespace responder
