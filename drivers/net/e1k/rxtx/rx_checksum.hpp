// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include <rte_mbuf.h>

namespace e1k {

/// Verify in software the checksums of @p frame, whatever its device has said.
///
/// IPv4's header checksum, and that of TCP or UDP over IPv4 or IPv6: behind VLAN tags, IP options and extension
/// headers, over any number of segments, without what follows the packet. Nothing is said of what cannot be verified:
/// fragments, UDP without a checksum, packets that are not whole, those still on a source route, other protocols.
/// @param wanted  RTE_MBUF_F_RX_IP_CKSUM_… and …_L4_CKSUM_…: the kinds to verify
/// @return of @p wanted, GOOD or BAD of each kind that was verified
[[nodiscard]] std::uint64_t verify_checksums(const rte_mbuf* frame, std::uint64_t wanted);

}  // namespace e1k
