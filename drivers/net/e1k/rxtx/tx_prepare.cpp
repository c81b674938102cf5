// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_prepare.hpp"

#include <cerrno>

#include <rte_errno.h>
#include <rte_net.h>

#include "rxtx/tx_full.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

namespace {

/// What packets of one segment may ask for, because one that asked for it could be sent.
class Accepted {
public:
    /// Whether that is so of @p m, whatever its bytes are.
    [[nodiscard]] bool covers(const rte_mbuf& m) const
    {
        return m.ol_flags == flags_ && m.tx_offload == lengths_ && m.nb_segs == 1 && m.data_len >= least_ &&
               m.data_len <= max_tx_packet;
    }
    /// @p m can be sent by @p plan, with nothing but checksums of hardware's.
    void add(const rte_mbuf& m, const TxPlan& plan)
    {
        if (plan.as_it_is || plan.segmented || plan.cut || plan.tagged || plan.software_ipv4)
            return;
        flags_ = m.ol_flags;
        lengths_ = m.tx_offload;
        least_ = plan.least;
    }

private:
    std::uint64_t flags_ = 0, lengths_ = 0;
    std::uint32_t least_ = max_tx_packet + 1u;  // none yet
};

/// Whether there can be room for @p m.
[[nodiscard]] bool fits(const TxQueue& q, const rte_mbuf& m, std::uint32_t total, const TxPlan& plan)
{
    if (q.care().any())
        return careful_descriptors_for(q, m, total, plan, plan.uses_context) != 0;
    return (plan.as_it_is ? q.descriptors_for(&m) : descriptors_for(q, m, total, plan, plan.uses_context)) != 0;
}

/// @return 0, or why @p m cannot be sent as it asks for
[[nodiscard]] int verdict(const TxQueue& q, const rte_mbuf& m, Accepted& accepted)
{
    if (accepted.covers(m))
        return 0;
    if (q.offload.unheard(m.ol_flags) != 0)
        return ENOTSUP;
    const std::uint32_t total = total_length(&m);
    const TxPlan plan = q.offload.plan(m, total);
    if (plan.error != 0)
        return plan.error;
    if (!fits(q, m, total, plan))
        return EINVAL;
    if (plan.as_it_is)
        return 0;
    const int error = -rte_validate_tx_offload(&m);
    if (error == 0)
        accepted.add(m, plan);
    return error;
}

/// Write the sum of the pseudo-header, as far as @p m asks for one: with the length, but for a packet that is cut.
/// @return 0, or ENOTSUP if a header is not in one piece
[[nodiscard]] int complete(rte_mbuf& m)
{
    std::uint64_t flags = m.ol_flags;
    if ((flags & RTE_MBUF_F_TX_UDP_SEG) != 0)  // DPDK's function knows of TCP's only
        flags |= RTE_MBUF_F_TX_UDP_CKSUM | RTE_MBUF_F_TX_TCP_SEG;
    constexpr unsigned up_to_checksum = 18;  // TCP's is the farther one
    const unsigned l4 = (flags & RTE_MBUF_F_TX_L4_MASK) == RTE_MBUF_F_TX_UDP_CKSUM ? 8 : up_to_checksum;
    const bool has_l4 = (flags & (RTE_MBUF_F_TX_L4_MASK | RTE_MBUF_F_TX_TCP_SEG)) != 0;
    if (has_l4 && m.data_len < m.l2_len + m.l3_len + l4)
        return ENOTSUP;
    return -rte_net_intel_cksum_flags_prepare(&m, flags);
}

}  // namespace

std::uint16_t tx_prepare(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    const auto& q = *static_cast<const TxQueue*>(queue);
    Accepted accepted;
    for (std::uint16_t i = 0; i < n; ++i) {
        int error = verdict(q, *pkts[i], accepted);
        if (error == 0)
            error = complete(*pkts[i]);
        if (error != 0) {
            rte_errno = error;
            return i;
        }
    }
    return n;
}

}  // namespace e1k
