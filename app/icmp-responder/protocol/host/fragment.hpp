// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "protocol/wire/address.hpp"

namespace responder {

/// What tells the datagrams apart that fragments belong to (RFC 791 3.2, RFC 8200 4.5).
struct FragmentKey {
    Ipv6Address source{}, destination{};  ///< IPv4 addresses as ::ffff:a.b.c.d
    std::uint32_t id = 0;
    std::uint16_t vlan = 0;
    std::uint8_t protocol = 0;

    bool operator==(const FragmentKey&) const = default;
};

/// A fragment of a datagram to us.
struct Fragment {
    FragmentKey key{};
    std::uint32_t offset = 0;   ///< of its data in the datagram, bytes
    std::uint32_t length = 0;   ///< of its data
    std::uint32_t network = 0;  ///< where its network header begins in the frame
    std::uint32_t start = 0;    ///< where its data begins in the frame
    std::uint32_t buffers = 1;  ///< that hold it
    bool more = false;          ///< not the last one
    bool answerable = true;     ///< for all that it tells: its datagram may be one that is answered
};

}  // namespace responder
