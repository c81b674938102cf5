// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_cut.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include <rte_byteorder.h>

#include "rxtx/tx_filler.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

namespace {

/// One of the frames.
struct Cut {
    std::uint32_t index;  ///< 0, 1, …
    std::uint32_t from;   ///< what of the payload it begins with
    std::uint32_t bytes;  ///< how much of it
    bool last;
};

template <class T>
[[nodiscard]] T load(const std::byte* at)
{
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}
void store16(std::byte* at, std::uint32_t value)
{
    const std::uint16_t big = rte_cpu_to_be_16(static_cast<std::uint16_t>(value));
    std::memcpy(at, &big, sizeof big);
}
void store32(std::byte* at, std::uint32_t value)
{
    const std::uint32_t big = rte_cpu_to_be_32(value);
    std::memcpy(at, &big, sizeof big);
}
[[nodiscard]] std::uint32_t load16(const std::byte* at)
{
    return rte_be_to_cpu_16(load<std::uint16_t>(at));
}

/// @p header is that of the whole packet: make it that of @p cut. @sdm 3.5.9
void write_headers(std::byte* header, const hw::TxHeaders& at, const Cut& cut)
{
    std::byte* const l3 = header + at.l3;
    std::byte* const l4 = header + at.l4;
    const std::uint32_t l4_length = at.end - at.l4 + cut.bytes, l3_length = at.end - at.l3 + cut.bytes;
    constexpr std::uint32_t ipv6_header = 40;
    if (at.ipv4) {
        store16(l3 + 2, l3_length);
        store16(l3 + 4, load16(l3 + 4) + cut.index);
    } else {
        store16(l3 + 4, l3_length - ipv6_header);
    }
    if (at.tcp) {
        store32(l4 + 4, rte_be_to_cpu_32(load<std::uint32_t>(l4 + 4)) + cut.from);
        constexpr std::byte fin_and_psh{0x09}, cwr{0x80};
        if (!cut.last)
            l4[13] &= ~fin_and_psh;
        if (cut.index != 0)  // it tells of one reduction, RFC 3168 6.1.2
            l4[13] &= ~cwr;
    } else {
        store16(l4 + 4, l4_length);
    }
    std::byte* const checksum = header + at.l4_checksum();  // of the pseudo-header without length, so far
    const std::uint32_t sum = load16(checksum) + l4_length;
    store16(checksum, (sum & 0xffff) + (sum >> 16));
}

/// For each frame of a packet of @p payload bytes.
template <class Each>
void for_each_cut(std::uint32_t payload, std::uint32_t mss, Each each)
{
    for (Cut cut{.index = 0, .from = 0, .bytes = 0, .last = false}; cut.from < payload;
         ++cut.index, cut.from += cut.bytes) {
        cut.bytes = std::min(mss, payload - cut.from);
        cut.last = cut.from + cut.bytes == payload;
        each(cut);
    }
}

[[nodiscard]] std::uint32_t padding_of(std::uint32_t frame)
{
    return frame < min_tx_packet ? min_tx_packet - frame : 0;
}

}  // namespace

unsigned descriptors_of_cut(const TxQueue& q, const rte_mbuf& m, const TxPlan& plan)
{
    if (plan.payload / m.tso_segsz > q.longest() / 2u)  // each frame takes two
        return 0;
    TxPieces pieces{m};
    pieces.skip(plan.head);
    unsigned all = 0, most = 0;
    for_each_cut(plan.payload, m.tso_segsz, [&](const Cut& cut) {
        unsigned n = 1 + (padding_of(plan.head + cut.bytes) != 0 ? 1u : 0u);
        for (std::uint32_t left = cut.bytes; left != 0; ++n)
            left -= pieces.take(std::min(left, plan.longest_piece)).length;
        all += n;
        most = std::max(most, n);
    });
    return all < q.longest() && most < hw::max_packet_descriptors ? all : 0;  // with a context
}

template <class Split>
[[gnu::always_inline]] inline void put_all(TxQueue& q, rte_mbuf* m, const TxPlan& plan, bool context)
{
    TxFiller<Split> filler{q};
    if (context)
        filler.put(plan.context);
    const std::uint16_t tag_type = q.offload.tag_type.load(std::memory_order_relaxed);
    TxPieces pieces{*m};
    pieces.skip(plan.head);
    for_each_cut(plan.payload, m->tso_segsz, [&](const Cut& cut) {
        std::byte* const header = filler.head();
        copy_head(m, header, plan.head);
        if (plan.tagged)
            insert_tag(header, plan.head, tag_type, m->vlan_tci);
        write_headers(header, plan.at, cut);
        if (plan.software_ipv4) {
            write_ipv4_checksum(header + plan.at.l3, static_cast<std::uint16_t>(plan.at.l4 - plan.at.l3));
            ++q.counters.software_checksums;
        }
        filler.put_head(plan.at.end, plan.command);
        for (std::uint32_t left = cut.bytes; left != 0;) {
            const TxPieces::Piece piece = pieces.take(std::min(left, plan.longest_piece));
            filler.put_data(piece.iova, piece.length, plan.command);
            left -= piece.length;
        }
        if (const std::uint32_t zeros = padding_of(plan.head + cut.bytes); zeros != 0)
            filler.put_padding(zeros, plan.command);
        filler.end_frame();
    });
    filler.end(m);
}

template <>
void put_cut<TxWhole>(TxQueue& q, rte_mbuf* m, const TxPlan& plan, bool context)
{
    put_all<TxWhole>(q, m, plan, context);
}

template <>
void put_cut<TxSplit>(TxQueue& q, rte_mbuf* m, const TxPlan& plan, bool context)
{
    put_all<TxSplit>(q, m, plan, context);
}

}  // namespace e1k
