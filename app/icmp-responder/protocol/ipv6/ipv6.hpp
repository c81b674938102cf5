// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/host/conflict.hpp"
#include "protocol/host/event.hpp"
#include "protocol/host/fragment.hpp"
#include "protocol/host/host.hpp"
#include "protocol/host/neighbours.hpp"
#include "protocol/ipv6/mld.hpp"

namespace responder {

/// Check an IPv6 packet (RFC 8200) and answer in place if it is a neighbour solicitation or an echo request.
/// @param fragment  set where the verdict is ipv6_fragment
/// @param query     set where the verdict is mld_query
/// @param conflict  set where the verdict is ndp_conflict
Verdict answer_ipv6(const Packet& packet, const Host& host, Neighbours& neighbours, Fragment& fragment,
                    MulticastQuery& query, Conflict& conflict) noexcept;

}  // namespace responder
