// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/host/event.hpp"
#include "protocol/host/host.hpp"
#include "protocol/wire/checksum.hpp"
#include "protocol/wire/packet.hpp"

namespace responder {

/// Where an ICMPv6 message lies, and the addresses that its checksum covers (RFC 4443 2.3).
struct Message6 {
    std::size_t offset, length;  ///< in the frame
    Ipv6Address source, destination;
};

struct MessageType {
    bool ok;
    Event refused;  ///< why not ok
    std::uint8_t value;
};

/// Check length and checksum and read the type.
[[nodiscard]] MessageType type_of(const Packet& packet, const Message6& message) noexcept;

/// Sum over the pseudo-header, RFC 8200 8.1.
[[nodiscard]] InternetSum pseudo_sum(const Ipv6Address& source, const Ipv6Address& destination,
                                     std::size_t length) noexcept;

/// Turn a checked echo request into its reply, the ICMPv6 message only (RFC 4443 4.2).
/// @return icmpv6_answered: the message is the reply. Else nothing was changed.
[[nodiscard]] Event answer_icmpv6(const Packet& packet, const Message6& message, const Host& host) noexcept;

}  // namespace responder
