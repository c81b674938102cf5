// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "host.hpp"

namespace responder {

/// Answer the echo request that nearly all are: untagged, whole, IPv4 without options, to an address of ours. A short
/// cut only: answer_ipv4() gives the same reply, and the reason where there is none.
/// @return the reply's length; 0: not such a request, and not a byte was changed
[[nodiscard]] std::size_t answer_plain_echo(std::span<std::uint8_t> frame, const Host& host) noexcept;

}  // namespace responder
