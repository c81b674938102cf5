// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "event.hpp"
#include "host.hpp"

namespace responder {

/// Answer an ARP request for an address of ours in place (RFC 826, RFC 5227).
Verdict answer_arp(const Packet& packet, const Host& host) noexcept;

}  // namespace responder
