// SPDX-License-Identifier: BSD-3-Clause
// How a burst goes through frames that each fill one buffer, which is nearly all of them: one after another, or four at
// a time. What comes out is the same.
#pragma once

#include <cstddef>
#include <cstdint>

#include <rte_mbuf.h>

#include "hw/descriptors.hpp"
#include "rxtx/mbuf.hpp"
#include "rxtx/rx_offload.hpp"

namespace e1k {

/// Descriptors side by side, and where their mbufs go.
struct RxRun {
    hw::RxDesc* desc;
    rte_mbuf* const* slot;  ///< slot[i] is the buffer of desc[i]
    rte_mbuf** out;
    std::size_t most;     ///< descriptors to look at
    std::uint64_t rearm;  ///< see rearm_word()
    std::uint16_t span;   ///< lengths [shortest_frame, shortest_frame + span) are those of a frame in one buffer
};

/// What was taken: frames, each in a descriptor, and their bytes.
struct RxTaken {
    std::size_t n;
    std::uint64_t bytes;
};

inline constexpr std::uint16_t shortest_frame = RTE_ETHER_HDR_LEN;  ///< bytes: no header, no frame

/// What a write-back says of a frame that fills one buffer, and all that may make it anything else.
template <class Rule>
inline constexpr std::uint64_t told_of_plain = hw::RxDesc::DD | hw::RxDesc::EOP | hw::RxDesc::ERRORS | Rule::apart;
inline constexpr std::uint64_t plain_frame = hw::RxDesc::DD | hw::RxDesc::EOP;

/// One descriptor after another, up to the first that is anything else.
struct OneByOne {
    template <class Rule>
    [[nodiscard, gnu::always_inline]] static inline RxTaken take(const RxRun& run, const Rule& rule)
    {
        return go_on(run, rule, {});
    }

    /// The same behind what was @p taken.
    template <class Rule>
    [[nodiscard]] static RxTaken go_on(const RxRun& run, const Rule& rule, RxTaken taken)
    {
        // Copies: for all the compiler knows, a store to an mbuf might change them.
        const auto [desc, slot, out, most, rearm, span] = run;
        for (; taken.n < most; ++taken.n) {
            const std::uint64_t wb = desc[taken.n].load();
            const auto length = static_cast<std::uint16_t>(hw::RxDesc::length(wb) - rule.crc());
            const auto beyond = static_cast<std::uint16_t>(length - shortest_frame);  // huge where there is no header
            if ((wb & told_of_plain<Rule>) != plain_frame || beyond >= span)
                break;
            rte_mbuf* const m = slot[taken.n];
            out[taken.n] = m;
            rule.describe(m, rearm, length, wb);
            taken.bytes += length;
        }
        return taken;
    }
};

}  // namespace e1k
