// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_full.hpp"

#include <algorithm>
#include <cstring>

#include <rte_ip.h>

#include "rxtx/tx_cut.hpp"
#include "rxtx/tx_filler.hpp"
#include "rxtx/tx_plain.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

namespace {

/// Whether @p m's headers are nobody's but the application's, which has handed them over.
[[nodiscard]] bool may_write(const rte_mbuf& m)
{
    return RTE_MBUF_DIRECT(&m) && rte_mbuf_refcnt_read(&m) == 1 && m.data_len >= m.l2_len + m.l3_len;
}

[[nodiscard]] std::uint32_t padding_of(std::uint32_t total, const TxPlan& plan)
{
    return plan.segmented || total >= min_tx_packet ? 0 : min_tx_packet - total;
}

/// Make the IPv4 header's checksum: in the packet if that may be, else it is made in a copy.
[[gnu::always_inline]] inline void make_ipv4_checksum(rte_mbuf& m, TxPlan& plan)
{
    if (!may_write(m))
        return;
    write_ipv4_checksum(rte_pktmbuf_mtod_offset(&m, std::byte*, m.l2_len), m.l3_len);
    plan.software_ipv4 = false;
    plan.head = plan.tagged ? before_tag : 0;
}

/// each(iova, length) for what follows the beginning of @p m that software writes.
template <class Each>
void for_each_piece(const TxQueue& q, const rte_mbuf& m, std::uint32_t total, const TxPlan& plan, Each each)
{
    TxPieces pieces{m};
    pieces.skip(plan.head);
    for (TxPieces::Piece piece = pieces.take(plan.longest_piece); piece.length != 0;
         piece = pieces.take(plan.longest_piece))
        each(piece.iova, piece.length);
    if (const std::uint32_t zeros = padding_of(total, plan); zeros != 0)
        each(q.padding_iova, zeros);
}

/// Bytes of it, where software writes one.
[[nodiscard]] std::uint32_t head_length(const TxPlan& plan)
{
    return plan.head + (plan.tagged ? RTE_VLAN_HLEN : 0u);
}

/// The packet's beginning as it goes out, in a place of its own.
template <class Split>
void put_head(TxQueue& q, TxFiller<Split>& filler, const rte_mbuf& m, const TxPlan& plan)
{
    std::byte* const head = filler.head();
    copy_head(&m, head, plan.head);
    if (plan.software_ipv4)
        write_ipv4_checksum(head + m.l2_len, m.l3_len);
    if (plan.tagged)
        insert_tag(head, plan.head, q.offload.tag_type.load(std::memory_order_relaxed), m.vlan_tci);
    filler.put_head(head_length(plan), plan.command);
}

/// Whether the end of a packet of so many buffers must be short, if the one before was cut.
[[nodiscard]] bool ends_short(const TxQueue& q, const TxPlan& plan, unsigned buffers)
{
    return plan.segmented ? q.care().short_end : q.care().short_next_end && buffers == 1;
}

/// Queue @p pkt as @p plan says. There is room.
template <class Split>
void put_planned(TxQueue& q, rte_mbuf* pkt, std::uint32_t total, const TxPlan& plan, bool context)
{
    TxFiller<Split> filler{q};
    if (context)
        filler.put(plan.context);
    if (plan.head != 0)
        put_head(q, filler, *pkt, plan);
    for_each_piece(q, *pkt, total, plan,
                   [&](std::uint64_t iova, std::uint32_t length) { filler.put_data(iova, length, plan.command); });
    if constexpr (Split::careful)
        if ((plan.segmented || q.after_cut()) && ends_short(q, plan, filler.used() - (context ? 1 : 0)))
            filler.shorten_end();
    filler.end(pkt);
}

template <class Split>
[[nodiscard]] unsigned needed_for(const TxQueue& q, const rte_mbuf& pkt, std::uint32_t total, const TxPlan& plan,
                                  bool context)
{
    return (Split::careful ? careful_descriptors_for : descriptors_for)(q, pkt, total, plan, context);
}

/// Queue one packet that asks for something, or that wants care. @return 1 if it is queued or dropped, 0 if it must
/// wait
template <class Split>
[[nodiscard]] std::uint16_t put_asking(TxQueue& q, rte_mbuf* pkt)
{
    const std::uint32_t total = total_length(pkt);
    TxPlan plan = q.offload.plan(*pkt, total);
    if (plan.as_it_is) {
        if constexpr (!Split::careful)
            return q.put_other(pkt);
        plan.command = hw::TxDesc::IFCS;
    }
    const bool context = q.offload.needs_context(plan);
    const unsigned needed = plan.error == 0 ? needed_for<Split>(q, *pkt, total, plan, context) : 0;
    if (needed == 0)
        return q.drop(pkt);
    if (!q.make_room(needed))
        return 0;

    q.offload.queued(*pkt, plan);
    if (plan.cut) {
        put_cut<Split>(q, pkt, plan, context);
    } else {
        q.counters.software_checksums += plan.software_ipv4;
        if (plan.software_ipv4)
            make_ipv4_checksum(*pkt, plan);
        put_planned<Split>(q, pkt, total, plan, context);
    }
    if constexpr (Split::careful)
        q.set_after_cut(plan.segmented);
    ++q.counters.packets;
    q.counters.bytes += total;
    return 1;
}

/// Queue as one chunk the packets of one descriptor that @p pkts begins with: those that ask for nothing, and those
/// that ask for what the last one did.
/// @param whole  whether a packet of one segment takes one descriptor
template <class Whole>
[[nodiscard]] std::uint16_t put_run(TxQueue& q, std::span<rte_mbuf*> pkts, Whole whole)
{
    const std::uint16_t tail = q.tail();
    hw::TxDesc* const desc = &q.ring[tail];
    rte_mbuf** const slot = &q.slots[tail];
    const auto most = std::min({pkts.size(), std::size_t{q.free_slots()}, q.ring.size() - tail});
    const TxOffload& offload = q.offload;

    std::uint16_t n = 0;
    std::uint64_t bytes = 0;
    for (; n < most && is_plain(pkts[n]) && whole(*pkts[n]); ++n) {
        rte_mbuf* const m = pkts[n];
        std::uint64_t command = hw::TxDesc::IFCS;
        if (offload.asked_by(*m)) {
            if (!offload.same_again(*m, m->data_len))
                break;
            command = offload.command();
        }
        slot[n] = m;
        desc[n] = {.addr = rte_mbuf_data_iova(m), .word = m->data_len | hw::TxDesc::EOP | command};
        bytes += m->data_len;
    }
    if (n == 0)
        return 0;

    q.close_chunk(n, true);
    q.counters.packets += n;
    q.counters.bytes += bytes;
    return n;
}

}  // namespace

unsigned descriptors_for(const TxQueue& q, const rte_mbuf& pkt, std::uint32_t total, const TxPlan& plan, bool context)
{
    if (plan.cut) {
        const unsigned n = descriptors_of_cut(q, pkt, plan);
        return n == 0 ? 0 : n + (context ? 1u : 0u);
    }
    unsigned n = (context ? 1u : 0u) + (plan.head != 0 ? 1u : 0u) + (padding_of(total, plan) != 0 ? 1u : 0u);
    std::uint32_t skip = plan.head;
    for (const rte_mbuf* seg = &pkt; seg != nullptr; seg = seg->next) {
        const std::uint32_t begin = std::min<std::uint32_t>(skip, seg->data_len);
        skip -= begin;
        n += (seg->data_len - begin + plan.longest_piece - 1) / plan.longest_piece;
    }
    return n <= q.most_descriptors() ? n : 0;
}

unsigned careful_descriptors_for(const TxQueue& q, const rte_mbuf& pkt, std::uint32_t total, const TxPlan& plan,
                                 bool context)
{
    const unsigned before = context ? 1 : 0;
    if (plan.cut) {
        const unsigned frames = (q.care().of_pieces() ? 2 : 1) * descriptors_of_cut(q, pkt, plan);
        return frames == 0 || frames >= q.longest() ? 0 : before + frames;
    }
    if (plan.as_it_is && (total == 0 || total > max_tx_packet))
        return 0;
    TxSplit split{q.care()};
    unsigned buffers = 0;
    std::uint32_t last = 0;
    const auto count = [&](std::uint64_t iova, std::uint32_t length) {
        split.split(iova, length, [&](std::uint64_t, std::uint32_t bytes) {
            ++buffers;
            last = bytes;
        });
    };
    count(any_head, plan.head == 0 ? 0 : head_length(plan));
    for_each_piece(q, pkt, total, plan, count);
    if (ends_short(q, plan, buffers) && end_of(q.care(), last) != last)
        ++buffers;
    const unsigned n = before + buffers;
    return n <= most_descriptors<TxSplit>(q) ? n : 0;
}

void write_ipv4_checksum(std::byte* header, std::uint16_t length)
{
    constexpr std::size_t field = 10;
    std::uint16_t sum = 0;
    std::memcpy(header + field, &sum, sizeof sum);
    sum = static_cast<std::uint16_t>(~rte_raw_cksum(header, length));
    std::memcpy(header + field, &sum, sizeof sum);
}

unsigned descriptors_at_most(const TxQueue& q, const rte_mbuf& pkt)
{
    if (!q.offload.asked_by(pkt))
        return q.descriptors_for(&pkt);
    const std::uint32_t total = total_length(&pkt);
    const TxPlan plan = q.offload.plan(pkt, total);
    if (plan.as_it_is)
        return q.descriptors_for(&pkt);
    return plan.error != 0 ? 0 : descriptors_for(q, pkt, total, plan, plan.uses_context);
}

unsigned careful_descriptors_at_most(const TxQueue& q, const rte_mbuf& pkt)
{
    const std::uint32_t total = total_length(&pkt);
    const TxPlan plan = q.offload.plan(pkt, total);
    return plan.error != 0 ? 0 : careful_descriptors_for(q, pkt, total, plan, plan.uses_context);
}

std::uint16_t tx_burst_full(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return static_cast<TxQueue*>(queue)->burst_by({pkts, n}, [](TxQueue& q, std::span<rte_mbuf*> rest) {
        const std::uint16_t put = put_run(q, rest, [](const rte_mbuf&) { return true; });
        return put != 0 ? put : put_asking<TxWhole>(q, rest.front());
    });
}

std::uint16_t tx_burst_careful(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return static_cast<TxQueue*>(queue)->burst_by({pkts, n}, [](TxQueue& q, std::span<rte_mbuf*> rest) {
        const auto whole = [&q](const rte_mbuf& m) {
            return TxSplit::whole(q.care(), rte_mbuf_data_iova(&m), m.data_len);
        };
        const std::uint16_t put = q.after_cut() ? std::uint16_t{0} : put_run(q, rest, whole);
        return put != 0 ? put : put_asking<TxSplit>(q, rest.front());
    });
}

}  // namespace e1k
