// SPDX-License-Identifier: BSD-3-Clause
// Neighbour discovery, RFC 4861 and the duplicate address detection of RFC 4862.
#pragma once

#include "protocol/host/conflict.hpp"
#include "protocol/host/neighbours.hpp"
#include "protocol/ipv6/icmpv6.hpp"

namespace responder {

/// Answer a checked neighbour solicitation for an address of ours in place by an advertisement (RFC 4861 7.2.4).
/// @param conflict  set where the event is ndp_conflict
[[nodiscard]] Verdict answer_solicitation(const Packet& packet, Ipv6Header& ip, const Message6& message,
                                          const Host& host, Neighbours& neighbours, Conflict& conflict) noexcept;

/// Learn from a checked neighbour advertisement (RFC 4861 7.2.5).
/// @param conflict  set where the event is ndp_conflict
[[nodiscard]] Event take_advertisement(const Packet& packet, const Ipv6Header& ip, const Message6& message,
                                       const Host& host, Neighbours& neighbours, Conflict& conflict) noexcept;

/// An advertisement with the target's link-layer address, checksummed.
struct Advertisement {
    NeighbourMessage message;
    LinkAddressOption option;
};
static_assert(sizeof(Advertisement) == 32);

[[nodiscard]] Advertisement make_advertisement(const Ipv6Address& target, const Mac& mac, const Ipv6Address& to,
                                               std::uint32_t flags) noexcept;

/// The question whether anyone has @p target, from nobody and so without an option (RFC 4862 5.4.2).
[[nodiscard]] NeighbourMessage make_probe(const Ipv6Address& target) noexcept;

/// A solicitation for @p target with our link-layer address; it has the same layout.
[[nodiscard]] Advertisement make_solicitation(const Ipv6Address& target, const Mac& mac, const Ipv6Address& from,
                                              const Ipv6Address& to) noexcept;

}  // namespace responder
