// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/host/event.hpp"
#include "protocol/wire/packet.hpp"

namespace responder {

/// Turn an ICMP echo request into its reply, the ICMP message only (RFC 792, RFC 1122 3.2.2.6).
/// @param offset  of the ICMP message in the frame
/// @param length  of the ICMP message; the frame must have it
/// @return icmp_answered: the message is the reply. Else nothing was changed.
[[nodiscard]] Event answer_icmp(const Packet& packet, std::size_t offset, std::size_t length) noexcept;

}  // namespace responder
