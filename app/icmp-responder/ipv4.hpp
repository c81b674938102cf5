// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "event.hpp"
#include "host.hpp"

namespace responder {

/// Check an IPv4 packet (RFC 791, RFC 1122 3.2.1, 3.3.6) and answer in place if it is an echo request.
Verdict answer_ipv4(const Packet& packet, const Host& host) noexcept;

}  // namespace responder
