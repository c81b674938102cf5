// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/rx_bursts.hpp"

#include "rxtx/rx_burst.hpp"
#include "rxtx/rx_queue.hpp"
#include "rxtx/rx_vector.hpp"

#ifdef RTE_ARCH_X86
#include "rxtx/rx_eights.hpp"
#endif

namespace e1k {

namespace {

/// Kept apart from the question whether there is anything to do: an idle poll saves no registers for it.
template <class Rule, class Take>
[[gnu::noinline]] std::uint16_t busy_burst(RxQueue& q, rte_mbuf** pkts, std::uint16_t n)
{
    return q.burst<Rule, Take>({pkts, n});
}

template <class Rule, class Take>
[[gnu::always_inline]] inline std::uint16_t burst_by(void* queue, rte_mbuf** pkts, std::uint16_t n)
{
    auto& q = *static_cast<RxQueue*>(queue);
    return q.idle() ? std::uint16_t{0} : busy_burst<Rule, Take>(q, pkts, n);
}

}  // namespace

std::uint16_t rx_burst(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return burst_by<NoRxOffloads, OneByOne>(queue, pkts, n);
}

std::uint16_t rx_burst_offloads(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return burst_by<AllRxOffloads, OneByOne>(queue, pkts, n);
}

std::uint16_t rx_burst_vector(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return burst_by<NoRxOffloads, ByFours>(queue, pkts, n);
}

std::uint16_t rx_burst_vector_offloads(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return burst_by<AllRxOffloads, ByFours>(queue, pkts, n);
}

#ifdef RTE_ARCH_X86
std::uint16_t rx_burst_avx2(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return burst_by<NoRxOffloads, ByEights>(queue, pkts, n);
}

std::uint16_t rx_burst_avx2_offloads(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return burst_by<AllRxOffloads, ByEights>(queue, pkts, n);
}
#endif

}  // namespace e1k
