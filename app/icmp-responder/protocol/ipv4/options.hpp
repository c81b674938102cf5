// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <span>

#include "protocol/host/event.hpp"
#include "protocol/wire/address.hpp"

namespace responder {

/// Check the options of an IPv4 header (RFC 791 3.1).
/// @return why the packet is dropped: malformed, or a source route, which would make us send where we did not want to
[[nodiscard]] std::optional<Event> refused_options(std::span<const std::uint8_t> options) noexcept;

/// Make a request's options those of its echo reply (RFC 1122 3.2.2.6): our address in a record-route option, our
/// address and the time in a timestamp option, where they have a place left; all others become no-operations.
/// @param options  must have passed
/// @param time_ms  since midnight UT
void fill_options(std::span<std::uint8_t> options, Ipv4Address ours, std::uint32_t time_ms) noexcept;

}  // namespace responder
