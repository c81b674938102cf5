// SPDX-License-Identifier: BSD-3-Clause
// How a burst goes through packets that go out as they are, one descriptor each, which is nearly all of them: one after
// another, or four at a time. What comes out is the same.
#pragma once

#include <cstddef>
#include <cstdint>

#include <rte_mbuf.h>

#include "hw/descriptors.hpp"
#include "rxtx/tx_limits.hpp"

namespace e1k {

/// Packets, and room for them side by side.
struct TxRun {
    rte_mbuf* const* pkts;
    hw::TxDesc* desc;
    rte_mbuf** slot;   ///< slot[i] keeps the packet of desc[i]
    std::size_t most;  ///< packets that there are, and room for
};

/// What was put into descriptors: packets and their bytes.
struct TxPut {
    std::size_t n;
    std::uint64_t bytes;
};

/// What is written of a packet that goes out as it is, but for its length.
inline constexpr std::uint64_t plain_command = hw::TxDesc::EOP | hw::TxDesc::IFCS;

/// One segment that goes out as it is: one descriptor, no padding.
[[nodiscard]] inline bool is_plain(const rte_mbuf* m)
{
    return m->nb_segs == 1 && m->data_len - unsigned{min_tx_packet} <= plain_span;
}

/// One packet after another, up to the first that is anything else.
struct PutOneByOne {
    [[nodiscard, gnu::always_inline]] static inline TxPut put(const TxRun& run) { return go_on(run, {}); }

    /// The same behind what was @p put.
    [[nodiscard]] static TxPut go_on(const TxRun& run, TxPut put)
    {
        const auto [pkts, desc, slot, most] = run;
        for (; put.n < most && is_plain(pkts[put.n]); ++put.n) {
            rte_mbuf* const m = pkts[put.n];
            slot[put.n] = m;
            desc[put.n] = {.addr = rte_mbuf_data_iova(m), .word = m->data_len + plain_command};
            put.bytes += m->data_len;
        }
        return put;
    }
};

/// What four packets are, seen at once.
struct FourPackets {
    unsigned segments = 0;     ///< of each, one over the other: 1 if each has one
    std::uint64_t beyond = 0;  ///< their bytes beyond the least, one over the other: at most what the longest has

    /// Whether all are plain. Of packets longer than 8 KiB it may say no for nothing; they go one by one.
    [[nodiscard]] bool plain() const { return segments == 1 && beyond <= plain_span; }
};

/// Four packets at a time, as long as all four are plain; those that are left, one by one.
struct PutByFours {
    [[nodiscard, gnu::always_inline]] static inline TxPut put(const TxRun& run)
    {
        return run.most < 4 ? PutOneByOne::put(run) : go_on(run.pkts, run.desc, run.slot, run.most, {});
    }

    /// Go on with @p most packets behind what was @p put.
    [[nodiscard, gnu::noinline]] static TxPut go_on(rte_mbuf* const* pkts, hw::TxDesc* desc, rte_mbuf** slot,
                                                    std::size_t most, TxPut put)
    {
        // What is written for four that are not all plain is written again: nobody has been told of it yet.
        for (; most - put.n >= 4; put.n += 4) {
            FourPackets seen;
            std::uint64_t bytes = put.bytes;
#pragma GCC unroll 4
            for (std::size_t i = put.n; i < put.n + 4; ++i) {
                rte_mbuf* const m = pkts[i];
                const std::uint64_t length = m->data_len;
                slot[i] = m;
                desc[i] = {.addr = rte_mbuf_data_iova(m), .word = length + plain_command};
                seen.segments |= m->nb_segs;
                seen.beyond |= length - min_tx_packet;
                bytes += length;
            }
            if (!seen.plain())
                break;
            put.bytes = bytes;
        }
        return PutOneByOne::go_on({.pkts = pkts, .desc = desc, .slot = slot, .most = most}, put);
    }
};

}  // namespace e1k
