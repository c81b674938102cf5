// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_mbuf.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "support/frame.hpp"
#include "support/message.hpp"

namespace test {

/// The bytes of a packet, all segments.
[[nodiscard]] Frame bytes_of(const rte_mbuf* packet);

/// A packet of @p bytes, in segments of @p segment bytes (0: of as many as fit).
/// @return null where the pool has too few mbufs, or a chain may not have so many
[[nodiscard]] rte_mbuf* packet_of(rte_mempool* pool, std::span<const std::uint8_t> bytes, std::size_t segment = 0);

/// Let @p m, the incomplete() or uncut() bytes of @p message, say of itself what it is.
void describe(rte_mbuf& m, const Message& message);
/// The same, and ask for it to be completed by checksums, or to be cut into pieces of @p mss bytes.
void ask_to_complete(rte_mbuf& m, const Message& message);
void ask_to_cut(rte_mbuf& m, const Message& message, std::uint16_t mss);

}  // namespace test
