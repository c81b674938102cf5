// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/host/host.hpp"

namespace responder {

inline constexpr std::size_t announcement_room = 96;  ///< bytes that any announcement fits into

/// How many frames tell the link of all our addresses, in all our VLANs.
[[nodiscard]] std::size_t announcements(const Host& host) noexcept;

/// Write one of them: an ARP announcement (RFC 5227 2.3) or an unsolicited neighbour advertisement (RFC 4861 7.2.6).
/// @param index  below announcements()
/// @param out    at least announcement_room bytes
/// @return bytes written
std::size_t announce(const Host& host, std::size_t index, std::span<std::uint8_t> out) noexcept;

}  // namespace responder
