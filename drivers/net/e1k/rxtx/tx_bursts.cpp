// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_bursts.hpp"

#include "rxtx/tx_burst.hpp"
#include "rxtx/tx_plain.hpp"
#include "rxtx/tx_queue.hpp"

#ifdef RTE_ARCH_X86
#include "rxtx/tx_eights.hpp"
#endif

namespace e1k {

std::uint16_t tx_burst(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return static_cast<TxQueue*>(queue)->burst<PutByFours>({pkts, n});
}

#ifdef RTE_ARCH_X86
std::uint16_t tx_burst_avx2(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return static_cast<TxQueue*>(queue)->burst<PutByEights>({pkts, n});
}
#endif

}  // namespace e1k
