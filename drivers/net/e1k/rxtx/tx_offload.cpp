// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_offload.hpp"

#include <bit>
#include <cerrno>

#include <rte_ether.h>

#include "rxtx/tx_queue.hpp"

namespace e1k {

namespace {

constexpr std::uint64_t segmentation = RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_UDP_SEG;
constexpr std::uint64_t tunnel = RTE_MBUF_F_TX_TUNNEL_MASK | RTE_MBUF_F_TX_OUTER_IPV4 | RTE_MBUF_F_TX_OUTER_IPV6 |
                                 RTE_MBUF_F_TX_OUTER_IP_CKSUM | RTE_MBUF_F_TX_OUTER_UDP_CKSUM;
constexpr unsigned least_ipv4 = 20, least_ipv6 = 40, least_tcp = 20, least_udp = 8;

/// Lengths of headers that no frame can have. The chip takes them for what they say, and bhyve reads on behind its
/// buffers.
[[nodiscard]] bool headers_wrong(const rte_mbuf& m)
{
    const unsigned least_ip = (m.ol_flags & RTE_MBUF_F_TX_IPV6) != 0 ? least_ipv6 : least_ipv4;
    return m.l2_len < RTE_ETHER_HDR_LEN || m.l3_len < least_ip;
}

[[nodiscard]] hw::TxHeaders headers_of(const rte_mbuf& m, bool tcp, bool tagged)
{
    const unsigned l3 = m.l2_len + (tagged ? RTE_VLAN_HLEN : 0u);
    return {.l3 = static_cast<std::uint16_t>(l3),
            .l4 = static_cast<std::uint16_t>(l3 + m.l3_len),
            .end = static_cast<std::uint16_t>(l3 + m.l3_len + m.l4_len),
            .ipv4 = (m.ol_flags & RTE_MBUF_F_TX_IPV6) == 0,
            .tcp = tcp};
}

}  // namespace

void TxOffload::start(const TxAbilities& abilities)
{
    abilities_ = abilities;
    asks_ = abilities.flags;
    if (abilities.tcp_checksum || abilities.udp_checksum)
        asks_ |= RTE_MBUF_F_TX_L4_MASK;
    context_ = {};
    forget();
}

/// No packet that asks for something is like the last one.
void TxOffload::forget()
{
    last_flags_ = last_lengths_ = last_command_ = 0;
}

/// Of @p flags those that are heard.
std::uint64_t TxOffload::wishes(std::uint64_t flags) const
{
    const std::uint64_t l4 = flags & RTE_MBUF_F_TX_L4_MASK;
    const bool heard = (l4 == RTE_MBUF_F_TX_TCP_CKSUM && abilities_.tcp_checksum) ||
                       (l4 == RTE_MBUF_F_TX_UDP_CKSUM && abilities_.udp_checksum);
    return (flags & abilities_.flags) | (heard ? l4 : 0);
}

std::uint64_t TxOffload::unheard(std::uint64_t flags) const
{
    std::uint64_t heard = wishes(flags) | RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IPV6;  // these describe
    if ((heard & segmentation) != 0)
        heard |= RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK;  // it makes the checksums of each frame
    return flags & RTE_MBUF_F_TX_OFFLOAD_MASK & ~heard;
}

TxPlan TxOffload::plan(const rte_mbuf& m, std::uint32_t total) const
{
    TxPlan plan;
    const std::uint64_t wanted = wishes(m.ol_flags);
    if (wanted == 0)
        return plan;
    plan.as_it_is = false;
    plan.command = hw::TxDesc::IFCS;
    plan.tagged = (wanted & RTE_MBUF_F_TX_VLAN) != 0;
    plan.head = plan.tagged ? 2 * RTE_ETHER_ADDR_LEN : 0;
    const std::uint32_t on_wire = total + (plan.tagged ? RTE_VLAN_HLEN : 0u);
    const bool segmented = (wanted & segmentation) != 0;
    if (total < RTE_ETHER_HDR_LEN || (!segmented && on_wire > max_tx_packet))
        plan.error = EINVAL;
    else if ((m.ol_flags & tunnel) != 0)
        plan.error = ENOTSUP;  // the lengths are those of the inner headers
    else if (segmented)
        plan_segments(m, wanted, on_wire, plan);
    else if ((wanted & ~RTE_MBUF_F_TX_VLAN) != 0)
        plan_checksums(m, wanted, on_wire, plan);
    return plan;
}

void TxOffload::plan_checksums(const rte_mbuf& m, std::uint64_t wanted, std::uint32_t total, TxPlan& plan) const
{
    bool ip = (wanted & RTE_MBUF_F_TX_IP_CKSUM) != 0;
    const bool l4 = (wanted & RTE_MBUF_F_TX_L4_MASK) != 0;
    const bool tcp = (wanted & RTE_MBUF_F_TX_L4_MASK) == RTE_MBUF_F_TX_TCP_CKSUM;
    const hw::TxHeaders at = headers_of(m, tcp, plan.tagged);
    const unsigned end = l4 ? at.l4_checksum() + 2u : at.l4;
    if (headers_wrong(m) || (ip && !at.ipv4) || end > total) {
        plan.error = EINVAL;
        return;
    }
    plan.software_ipv4 = ip && !abilities_.ipv4_checksum_right;
    if (plan.software_ipv4) {
        if (at.l4 > TxQueue::head_room) {
            plan.error = ENOTSUP;
            return;
        }
        plan.head = static_cast<std::uint16_t>(m.l2_len + m.l3_len);
        ip = false;
    }
    if (!ip && !l4)
        return;
    if ((l4 ? at.l4_checksum() : at.ip_checksum()) > hw::max_checksum_offset) {
        plan.error = ENOTSUP;
        return;
    }
    plan.uses_context = true;
    plan.context = hw::checksum_context(at);
    plan.least = static_cast<std::uint16_t>(end);
    plan.command |= hw::TxDesc::DATA | (ip ? hw::TxDesc::IXSM : 0) | (l4 ? hw::TxDesc::TXSM : 0);
}

void TxOffload::plan_segments(const rte_mbuf& m, std::uint64_t wanted, std::uint32_t total, TxPlan& plan) const
{
    const bool tcp = (wanted & RTE_MBUF_F_TX_TCP_SEG) != 0;
    const hw::TxHeaders at = headers_of(m, tcp, plan.tagged);
    const std::uint32_t payload = total - at.end;
    const std::uint64_t version = m.ol_flags & (RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IPV6);
    if ((wanted & segmentation) == segmentation || !std::has_single_bit(version) || headers_wrong(m) ||
        m.l4_len < (tcp ? least_tcp : least_udp) || m.tso_segsz == 0 || total <= at.end ||
        payload > hw::max_tx_payload || at.end + m.tso_segsz > max_tx_packet) {
        plan.error = EINVAL;
        return;
    }
    plan.at = at;
    plan.payload = payload;
    if (cuts_itself(m, plan))
        return plan_cut(m, plan);
    if (at.end > abilities_.longest_header) {
        plan.error = ENOTSUP;
        return;
    }
    plan.segmented = plan.uses_context = true;
    plan.context = hw::segmentation_context(at, payload, m.tso_segsz);
    plan.longest_piece = hw::longest_piece(m.tso_segsz);
    plan.command |= hw::TxDesc::DATA | hw::TxDesc::TSE | hw::TxDesc::TXSM | hw::TxDesc::IXSM;
}

/// Whether software must cut @p m, or does it better. For IPv6, the manual's words and QEMU, who goes by them, count
/// the header into its length, and Linux never has an 8254x do it. UDP's length is none on bhyve, and VirtualBox, who
/// cannot be told from silicon, drops such packets. @sdm 3.5.9
bool TxOffload::cuts_itself(const rte_mbuf& m, const TxPlan& plan) const
{
    if (!abilities_.segments || !plan.at.ipv4 || !plan.at.tcp)
        return true;
    return abilities_.empty_last_segment && plan.payload % m.tso_segsz == 0 && plan.at.end <= TxQueue::head_room &&
           plan.payload / m.tso_segsz <= abilities_.most_cuts;
}

/// Each frame is one whose checksums are asked for.
void TxOffload::plan_cut(const rte_mbuf& m, TxPlan& plan) const
{
    if (plan.at.end > TxQueue::head_room) {
        plan.error = ENOTSUP;
        return;
    }
    plan.cut = plan.uses_context = true;
    plan.head = static_cast<std::uint16_t>(m.l2_len + m.l3_len + m.l4_len);
    plan.software_ipv4 = plan.at.ipv4 && !abilities_.ipv4_checksum_right;
    plan.context = hw::checksum_context(plan.at);
    plan.command |= hw::TxDesc::DATA | hw::TxDesc::TXSM;
    if (plan.at.ipv4 && !plan.software_ipv4)
        plan.command |= hw::TxDesc::IXSM;
}

void TxOffload::queued(const rte_mbuf& m, const TxPlan& plan)
{
    if (!plan.uses_context)
        return;
    context_ = plan.segmented ? hw::TxDesc{} : plan.context;
    if (plan.segmented || plan.cut || plan.tagged || plan.software_ipv4)
        return forget();
    last_flags_ = m.ol_flags & compared;
    last_lengths_ = m.tx_offload;
    last_least_ = plan.least;
    last_command_ = plan.command;
}

}  // namespace e1k
