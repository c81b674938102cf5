// SPDX-License-Identifier: BSD-3-Clause
// A port's rings, for who looks at them from outside. Any thread of any process: a queue is not released meanwhile, and
// beside its lcore what is seen is a guess, each word of it whole.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "port/adapter.hpp"

namespace e1k {

enum class Direction : std::uint8_t { rx, tx };

[[nodiscard]] constexpr const char* name(Direction direction) noexcept
{
    return direction == Direction::rx ? "rx" : "tx";
}

/// Where a ring stands.
struct RingLook {
    std::uint16_t size = 0;  ///< descriptors; 0: the queue is not set up
    std::uint16_t used = 0;  ///< rx: hardware's, or done and not yet taken; tx: not yet given back
    std::uint64_t iova = 0;
    std::uint64_t offloads = 0;        ///< asked of the queue or the port
    std::uint32_t head = 0, tail = 0;  ///< the registers
    const char* path = "";             ///< of the burst that the port has started with
    bool shared = false;               ///< the ring is that of all transmit queues
};

/// Of queue @p id; there need not be one.
[[nodiscard]] RingLook look_at_ring(const Port& p, Direction direction, std::uint16_t id);

struct DescriptorLook {
    std::uint16_t index;
    std::uint64_t address, word;
    const char* whose;
};

/// The same as text, without an end of line.
[[nodiscard]] std::array<char, 96> line_of(const DescriptorLook& look);

/// Descriptors of that ring, from the @p offset-th on behind the one that the next packet is received from, or put
/// into.
/// @return how many of @p out it has
[[nodiscard]] std::size_t look_at_descriptors(const Port& p, Direction direction, std::uint16_t id,
                                              std::uint16_t offset, std::span<DescriptorLook> out);

}  // namespace e1k
