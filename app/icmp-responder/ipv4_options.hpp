// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <span>

#include "address.hpp"
#include "event.hpp"

namespace responder {

/// Check the options of an IPv4 header (RFC 791 3.1).
/// @return why the packet is dropped: malformed, or a source route, which would make us send where we did not want to
[[nodiscard]] std::optional<Event> refused_options(std::span<const std::uint8_t> options) noexcept;

/// Put our address into a record-route option that has a place left (RFC 1122 3.2.2.6). Options must have passed.
void record_route(std::span<std::uint8_t> options, Ipv4Address ours) noexcept;

}  // namespace responder
