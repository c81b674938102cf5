// SPDX-License-Identifier: BSD-3-Clause
// Eight received frames at a time, by vectors of 256 bits: for x86 processors with AVX2, which are found at run time.
#pragma once

#include <cstdint>

#include "rxtx/rx_run.hpp"
#include "rxtx/rx_vector.hpp"

namespace e1k {

/// Take up to @p most frames eight by eight, as long as all eight are plain. @see RxRun
[[nodiscard]] RxTaken take_eights(hw::RxDesc* desc, rte_mbuf* const* slot, rte_mbuf** out, std::size_t most,
                                  std::uint64_t rearm, std::uint16_t span);
/// The same, with @p crc bytes behind each, and telling those of @p flags that the device reports.
[[nodiscard]] RxTaken take_eights(hw::RxDesc* desc, rte_mbuf* const* slot, rte_mbuf** out, std::size_t most,
                                  std::uint64_t rearm, std::uint16_t span, std::uint16_t crc, std::uint16_t flags);

/// Frames eight by eight; those that are left, four by four.
struct ByEights {
    template <class Rule>
    [[nodiscard, gnu::always_inline]] static inline RxTaken take(const RxRun& run, const Rule& rule)
    {
        if (run.most < 8)
            return ByFours::take(run, rule);
        RxTaken taken;
        if constexpr (Rule::tells)
            taken = take_eights(run.desc, run.slot, run.out, run.most, run.rearm, run.span, rule.crc(), rule.flags());
        else
            taken = take_eights(run.desc, run.slot, run.out, run.most, run.rearm, run.span);
        if (taken.n == run.most)
            return taken;
        const RxTaken more = ByFours::go_on(run.desc + taken.n, run.slot + taken.n, run.out + taken.n,
                                            run.most - taken.n, run.rearm, run.span, rule);
        return {.n = taken.n + more.n, .bytes = taken.bytes + more.bytes};
    }
};

}  // namespace e1k
