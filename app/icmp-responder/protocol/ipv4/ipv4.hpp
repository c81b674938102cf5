// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/host/event.hpp"
#include "protocol/host/fragment.hpp"
#include "protocol/host/host.hpp"
#include "protocol/wire/packet.hpp"

namespace responder {

/// Of our replies. RFC 1122 3.2.1.7: never zero, and a reply's way may be longer than the rest.
inline constexpr std::uint8_t reply_ttl = 64;

/// RFC 1122 3.2.1.3: whether a datagram may come from there; from 224.0.0.0 on are groups and reserved addresses.
[[nodiscard]] inline bool possible_source(Ipv4Address source, const Host& host) noexcept
{
    return source.bytes[0] != 0 && !source.is_loopback() && source.bytes[0] < 224 && !host.is_broadcast(source) &&
           !host.owns(source);
}

/// Check an IPv4 packet (RFC 791, RFC 1122 3.2.1, 3.3.6) and answer in place if it is an echo request.
/// @param fragment  set where the verdict is ipv4_fragment
Verdict answer_ipv4(const Packet& packet, const Host& host, Fragment& fragment) noexcept;

/// Compute a header's checksum anew; the header must lie in @p head.
void renew_checksum(std::span<std::uint8_t> head, std::size_t network) noexcept;

/// Make the first fragment's header that of the whole datagram.
/// @param data  bytes of the datagram behind the header
/// @param head     the frame's first segment; @p network is the offset of the IPv4 header in it
void join_ipv4(std::span<std::uint8_t> head, std::size_t network, std::size_t data) noexcept;

}  // namespace responder
