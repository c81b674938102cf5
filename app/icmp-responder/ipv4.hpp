// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "event.hpp"
#include "fragment.hpp"
#include "host.hpp"

namespace responder {

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
