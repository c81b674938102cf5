// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_mbuf.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "support/frame.hpp"

namespace test {

/// The bytes of a packet, all segments.
[[nodiscard]] Frame bytes_of(const rte_mbuf* packet);

/// A packet of @p bytes, in segments of @p segment bytes (0: of as many as fit).
/// @return null where the pool has too few mbufs, or a chain may not have so many
[[nodiscard]] rte_mbuf* packet_of(rte_mempool* pool, std::span<const std::uint8_t> bytes, std::size_t segment = 0);

}  // namespace test
