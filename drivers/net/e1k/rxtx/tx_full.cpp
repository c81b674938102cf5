// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_full.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <rte_byteorder.h>
#include <rte_ether.h>
#include <rte_ip.h>

#include "rxtx/tx_cut.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

namespace {

constexpr std::uint16_t addresses = 2 * RTE_ETHER_ADDR_LEN;  ///< bytes in front of a VLAN tag

/// Whether @p m's headers are nobody's but the application's, which has handed them over.
[[nodiscard]] bool may_write(const rte_mbuf& m)
{
    return RTE_MBUF_DIRECT(&m) && rte_mbuf_refcnt_read(&m) == 1 && m.data_len >= m.l2_len + m.l3_len;
}

/// The first @p length bytes of the packet, which has them, to @p to.
void copy_head(const rte_mbuf* m, std::byte* to, std::uint32_t length)
{
    for (; length != 0; m = m->next) {
        const std::uint32_t here = std::min<std::uint32_t>(length, m->data_len);
        std::memcpy(to, rte_pktmbuf_mtod(m, const std::byte*), here);
        to += here;
        length -= here;
    }
}

void write_ipv4_checksum(std::byte* header, std::uint16_t length)
{
    constexpr std::size_t field = 10;
    std::uint16_t sum = 0;
    std::memcpy(header + field, &sum, sizeof sum);
    sum = static_cast<std::uint16_t>(~rte_raw_cksum(header, length));
    std::memcpy(header + field, &sum, sizeof sum);
}

/// Fills the descriptors of one packet.
class Filler {
public:
    Filler(TxQueue& q, const TxPlan& plan) : q_(q), plan_(plan), at_(q.tail()) {}

    void context() { put(plan_.context); }
    /// The packet's beginning as it goes out, in the head of the descriptor's slot.
    /// @param cut  the frame that it begins, where software cuts
    void head(const rte_mbuf& m, std::uint16_t tag_type, const TxCut* cut = nullptr)
    {
        std::array<std::byte, TxQueue::head_room> now;
        copy_head(&m, now.data(), plan_.head);
        if (plan_.software_ipv4)
            write_ipv4_checksum(now.data() + m.l2_len, m.l3_len);
        if (cut != nullptr)
            write_cut_headers(now.data() + m.l2_len, m, *cut);
        const std::uint32_t room = plan_.tagged ? RTE_VLAN_HLEN : 0u;
        std::byte* const to = q_.heads + std::size_t{at_} * TxQueue::head_room;
        std::memcpy(to, now.data(), addresses);
        std::memcpy(to + addresses + room, now.data() + addresses, plan_.head - addresses);
        if (plan_.tagged) {
            const std::array tag{rte_cpu_to_be_16(tag_type), rte_cpu_to_be_16(m.vlan_tci)};
            std::memcpy(to + addresses, tag.data(), sizeof tag);
        }
        piece(q_.heads_iova + std::uint64_t{at_} * TxQueue::head_room, plan_.head + room);
    }
    /// @p length bytes of the packet's segments, without the first @p skip; or as many as there are.
    void data(const rte_mbuf& m, std::uint32_t skip, std::uint32_t length = ~0u)
    {
        for (const rte_mbuf* seg = &m; seg != nullptr && length != 0; seg = seg->next) {
            const std::uint32_t begin = std::min<std::uint32_t>(skip, seg->data_len);
            const std::uint32_t end = begin + std::min(seg->data_len - begin, length);
            skip -= begin;
            length -= end - begin;
            for (std::uint32_t done = begin; done < end; done += plan_.longest_piece)
                piece(rte_mbuf_data_iova(seg) + done, std::min(end - done, plan_.longest_piece));
        }
    }
    /// What was filled last ends a frame.
    void end_frame() { q_.ring[hw::advance(at_, q_.size() - 1u, q_.size())].word |= hw::TxDesc::EOP; }
    void padding(std::uint32_t length) { piece(q_.padding_iova, length); }

    /// All are filled: the packet goes when the last is done.
    void end(rte_mbuf* pkt)
    {
        const auto n = hw::distance(q_.tail(), at_, q_.size());
        const std::uint16_t last = hw::advance(q_.tail(), n - 1u, q_.size());
        end_frame();
        q_.slots[last] = pkt;
        q_.close_chunk(n, false);
    }

private:
    void piece(std::uint64_t iova, std::uint32_t length) { put({.addr = iova, .word = length | plan_.command}); }
    void put(const hw::TxDesc& desc)
    {
        q_.ring[at_] = desc;
        q_.slots[at_] = nullptr;
        at_ = hw::advance(at_, 1, q_.size());
    }

    TxQueue& q_;
    const TxPlan& plan_;
    std::uint16_t at_;
};

[[nodiscard]] std::uint32_t padding_of(std::uint32_t total, const TxPlan& plan)
{
    return plan.segmented || plan.cut != 0 || total >= TxQueue::min_packet ? 0 : TxQueue::min_packet - total;
}

/// Make the IPv4 header's checksum: in the packet if that may be, else it is made in a copy.
void make_ipv4_checksum(TxQueue& q, rte_mbuf& m, TxPlan& plan)
{
    ++q.counters.software_checksums;
    if (!may_write(m))
        return;
    write_ipv4_checksum(rte_pktmbuf_mtod_offset(&m, std::byte*, m.l2_len), m.l3_len);
    plan.software_ipv4 = false;
    plan.head = plan.tagged ? addresses : 0;
}

void fill_frames(Filler& filler, const rte_mbuf& m, std::uint32_t payload, const TxPlan& plan, std::uint16_t tag_type)
{
    for (TxCut cut = TxCut::first(payload, plan.cut);; cut = cut.next(payload, plan.cut)) {
        filler.head(m, tag_type, &cut);
        filler.data(m, plan.head + cut.from, cut.length);
        if (cut.last)
            return;
        filler.end_frame();
    }
}

void fill(TxQueue& q, rte_mbuf* pkt, std::uint32_t total, const TxPlan& plan, bool context)
{
    Filler filler{q, plan};
    const std::uint16_t tag_type = q.offload.tag_type.load(std::memory_order_relaxed);
    if (context)
        filler.context();
    if (plan.cut != 0) {
        fill_frames(filler, *pkt, total - plan.head, plan, tag_type);
        return filler.end(pkt);
    }
    if (plan.head != 0)
        filler.head(*pkt, tag_type);
    filler.data(*pkt, plan.head);
    if (const std::uint32_t zeros = padding_of(total, plan); zeros != 0)
        filler.padding(zeros);
    filler.end(pkt);
}

/// Queue one packet that asks for something as a chunk of its own. @return 1 if it is queued or dropped, 0 if it must
/// wait
[[nodiscard]] std::uint16_t put_asking(TxQueue& q, rte_mbuf* pkt)
{
    const std::uint32_t total = total_length(pkt);
    TxPlan plan = q.offload.plan(*pkt, total);
    if (plan.as_it_is)
        return q.put_other(pkt);
    const bool context = q.offload.needs_context(plan);
    const unsigned needed = plan.error == 0 ? descriptors_for(q, *pkt, total, plan, context) : 0;
    if (needed == 0)
        return q.drop(pkt);
    if (!q.make_room(needed))
        return 0;

    q.offload.queued(*pkt, plan);
    if (plan.software_ipv4)
        make_ipv4_checksum(q, *pkt, plan);
    fill(q, pkt, total, plan, context);
    ++q.counters.packets;
    q.counters.bytes += total;
    return 1;
}

/// Queue as one chunk the packets of one descriptor that @p pkts begins with: those that ask for nothing, and those
/// that ask for what the last one did.
[[nodiscard]] std::uint16_t put_run(TxQueue& q, std::span<rte_mbuf*> pkts)
{
    const std::uint16_t tail = q.tail();
    hw::TxDesc* const desc = &q.ring[tail];
    rte_mbuf** const slot = &q.slots[tail];
    const auto most = std::min({pkts.size(), std::size_t{q.free_slots()}, q.ring.size() - tail});
    const TxOffload& offload = q.offload;

    std::uint16_t n = 0;
    std::uint64_t bytes = 0;
    for (; n < most && is_plain(pkts[n]); ++n) {
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
    if (plan.cut != 0) {
        const unsigned all = (context ? 1u : 0u) + cut_descriptors(pkt, plan.head, total, plan.cut);
        return all <= q.most_cut_descriptors() ? all : 0;
    }
    std::uint32_t skip = plan.head;
    unsigned n = (context ? 1u : 0u) + (skip != 0 ? 1u : 0u) + (padding_of(total, plan) != 0 ? 1u : 0u);
    for (const rte_mbuf* seg = &pkt; seg != nullptr; seg = seg->next) {
        const std::uint32_t begin = std::min<std::uint32_t>(skip, seg->data_len);
        skip -= begin;
        n += (seg->data_len - begin + plan.longest_piece - 1) / plan.longest_piece;
    }
    return n <= q.most_descriptors() ? n : 0;
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

std::uint16_t tx_burst_full(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return static_cast<TxQueue*>(queue)->burst_by({pkts, n}, [](TxQueue& q, std::span<rte_mbuf*> rest) {
        const std::uint16_t put = put_run(q, rest);
        return put != 0 ? put : put_asking(q, rest.front());
    });
}

}  // namespace e1k
