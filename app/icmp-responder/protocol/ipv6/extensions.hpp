// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <optional>

#include "protocol/wire/packet.hpp"

namespace responder {

/// What stands between an IPv6 header and its payload (RFC 8200 4).
struct Extensions {
    std::size_t end = sizeof(Ipv6Header);  ///< where the payload begins, from the IPv6 header on
    std::uint8_t next_header = 0;          ///< of the payload
    std::optional<std::uint8_t> upper{};   ///< protocol behind all headers; none: of a fragment that is not the first
    std::size_t upper_at = 0;              ///< where that begins, from the IPv6 header on
    std::size_t upper_named_at = offsetof(Ipv6Header, next_header);  ///< where the last header says which it is
    bool router_alert = false;                                       ///< among the hop-by-hop options (RFC 2711)
    bool fragmented = false;                                         ///< the payload is a fragment's data
    bool more_fragments = false;
    std::uint32_t fragment_offset = 0;  ///< bytes
    std::uint32_t fragment_id = 0;
};

/// Walk the extension headers up to the payload or to a fragment's data, and look at those in a first fragment, which
/// has them all (RFC 8200 4.5).
/// @return nothing if one is cut short, does not lie in the first segment, or must not be passed over: unknown options
///         that say so (RFC 8200 4.2), a routing header with segments left (RFC 8200 4.4, RFC 5095)
[[nodiscard]] std::optional<Extensions> walk_extensions(const Packet& packet, const Ipv6Header& ip) noexcept;

/// Make the first fragment the head of the whole datagram: take its fragment header out.
/// @param head     the frame's first segment, from the Ethernet header on
/// @param network  offset of the IPv6 header
/// @param start    offset of the fragment's data
/// @param data     bytes of the datagram's data behind the unfragmentable part
/// @return bytes that the frame's start moved by
std::size_t join_ipv6(std::span<std::uint8_t> head, std::size_t network, std::size_t start, std::size_t data) noexcept;

/// Give a fragment of ours its identification, right behind the IPv6 header.
void identify_fragment(std::span<std::uint8_t> head, std::size_t network, std::uint32_t id) noexcept;

}  // namespace responder
