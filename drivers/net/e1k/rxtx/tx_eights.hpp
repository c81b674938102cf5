// SPDX-License-Identifier: BSD-3-Clause
// Eight packets at a time, by vectors of 256 bits: for x86 processors with AVX2, which are found at run time.
#pragma once

#include "rxtx/tx_plain.hpp"

namespace e1k {

/// Put up to @p most packets eight by eight, as long as all eight are plain. @see TxRun
[[nodiscard]] TxPut put_eights(rte_mbuf* const* pkts, hw::TxDesc* desc, rte_mbuf** slot, std::size_t most);

/// Packets eight by eight; those that are left, four by four.
struct PutByEights {
    [[nodiscard, gnu::always_inline]] static inline TxPut put(const TxRun& run)
    {
        if (run.most < 8)
            return PutByFours::put(run);
        const TxPut put = put_eights(run.pkts, run.desc, run.slot, run.most);
        return put.n == run.most ? put : PutByFours::go_on(run.pkts, run.desc, run.slot, run.most, put);
    }
};

}  // namespace e1k
