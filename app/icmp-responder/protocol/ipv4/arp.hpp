// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/host/event.hpp"
#include "protocol/host/host.hpp"
#include "protocol/host/neighbours.hpp"
#include "protocol/wire/packet.hpp"

namespace responder {

/// Answer an ARP request for an address of ours in place, and learn who is where (RFC 826, RFC 5227).
Verdict answer_arp(const Packet& packet, const Host& host, Neighbours& neighbours) noexcept;

/// Turn an ARP packet into the announcement that @p address is ours (RFC 5227 2.3).
/// @param packet  room for an ARP packet in its first segment, whatever it holds
[[nodiscard]] Verdict announce_in_place(const Packet& packet, const Host& host, Ipv4Address address) noexcept;

/// The request of @p sender for @p target; with both the same, an announcement.
[[nodiscard]] ArpPacket make_arp(const Mac& mac, Ipv4Address sender, Ipv4Address target) noexcept;

}  // namespace responder
