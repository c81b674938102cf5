// SPDX-License-Identifier: BSD-3-Clause
// What a transmit queue keeps in its slots. Slot i holds the packet whose last descriptor is ring[i], else null. Where
// a chunk begins it holds that, too, in bits of the pointer that are 0 otherwise: a process has no address of 2^48 or
// more that it did not ask for, and an mbuf begins a cache line. So chunks take no memory of their own, and who looks
// at the first packet of one has it at hand.
#pragma once

#include <bit>
#include <cstdint>

#include <rte_mbuf.h>

namespace e1k {

/// Descriptors that complete together: the first and some behind it, the last of them the only one with RS.
class TxChunk {
public:
    /// The one that begins in @p slot.
    explicit TxChunk(rte_mbuf* slot) : mark_{static_cast<int>(std::bit_cast<std::int64_t>(slot) >> address_bits)} {}
    TxChunk(unsigned behind, bool plain) : mark_{static_cast<int>(plain ? behind : ~behind)} {}

    /// Each slot holds a packet of one segment.
    [[nodiscard]] bool plain() const { return mark_ >= 0; }
    /// Descriptors behind the first one.
    [[nodiscard]] unsigned behind() const { return static_cast<unsigned>(plain() ? mark_ : ~mark_); }

    /// Have it begin in @p slot, which holds a packet or null and nothing else.
    void begin(rte_mbuf*& slot) const { mix(slot, static_cast<std::uint64_t>(mark_) << address_bits); }

    /// The packet in @p slot, whether a chunk begins there or not.
    [[nodiscard]] static rte_mbuf* packet(rte_mbuf* slot)
    {
        constexpr std::uint64_t address = (std::uint64_t{1} << address_bits) - 1 - sender_mask;
        return std::bit_cast<rte_mbuf*>(std::bit_cast<std::uint64_t>(slot) & address);
    }

    /// Where several queues share the ring: the number of the one whose packets they are, at most 63. 0 at first.
    [[nodiscard]] static unsigned sender(rte_mbuf* slot)
    {
        return static_cast<unsigned>(std::bit_cast<std::uint64_t>(slot) & sender_mask);
    }
    static void set_sender(rte_mbuf*& slot, unsigned id) { mix(slot, id); }

private:
    static constexpr unsigned address_bits = 48;
    static constexpr std::uint64_t sender_mask = 0x3f;
    static_assert(alignof(rte_mbuf) > sender_mask && sizeof(std::uintptr_t) == sizeof(std::uint64_t));

    static void mix(rte_mbuf*& slot, std::uint64_t bits)
    {
        slot = std::bit_cast<rte_mbuf*>(std::bit_cast<std::uint64_t>(slot) | bits);
    }

    int mark_;  ///< descriptors behind the first, or the complement of that if it is not plain
};

}  // namespace e1k
