// SPDX-License-Identifier: BSD-3-Clause
// Four received frames at a time. doc/architecture.rst draws it.
//
// A write-back is two numbers of 32 bits: `low`, which begins with the length, and `high`, with status, errors and VLAN
// tag. Those of four descriptors side by side make two vectors, one lane a frame: what is asked of a frame is asked of
// all four at once. What an mbuf is to hold of its frame lies side by side, too: two vectors are all that is written to
// it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <rte_mbuf.h>

#include "hw/descriptors.hpp"
#include "rxtx/mbuf.hpp"
#include "rxtx/rx_offload.hpp"
#include "rxtx/rx_run.hpp"
#include "rxtx/simd.hpp"

namespace e1k {

/// The write-backs of four descriptors.
struct FourWritebacks {
    simd::U32x4 low, high;

    /// Whatever is read later is younger than each DD that is seen here.
    [[nodiscard]] static FourWritebacks of(const hw::RxDesc* desc)
    {
        const simd::U64x2 first{desc[0].writeback, desc[1].writeback}, second{desc[2].writeback, desc[3].writeback};
        simd::loaded();
        const auto a = reinterpret_cast<simd::U32x4>(first), b = reinterpret_cast<simd::U32x4>(second);
        return {.low = __builtin_shufflevector(a, b, 0, 2, 4, 6), .high = __builtin_shufflevector(a, b, 1, 3, 5, 7)};
    }
};

/// Bits of a write-back's upper half.
[[nodiscard]] constexpr std::uint32_t high_half(std::uint64_t bits)
{
    return static_cast<std::uint32_t>(bits >> 32);
}

/// rx_flags() of four frames, by the upper halves of their write-backs.
[[nodiscard]] inline simd::U32x4 rx_flags_of_four(simd::U32x4 high)
{
    using hw::RxDesc;
    using simd::all;
    constexpr std::uint64_t verified = RxDesc::IPCS | RxDesc::TCPCS;
    // An error has the place among the errors that its check has in the status, which lies a byte below.
    static_assert(RxDesc::IPE == RxDesc::IPCS << 8 && RxDesc::TCPE == RxDesc::TCPCS << 8);
    static_assert(high_half(RxDesc::IPCS) == RTE_MBUF_F_RX_IP_CKSUM_BAD << 2 &&
                  high_half(RxDesc::TCPCS) == RTE_MBUF_F_RX_L4_CKSUM_BAD << 2 &&
                  high_half(RxDesc::IPCS) << 1 == RTE_MBUF_F_RX_IP_CKSUM_GOOD &&
                  high_half(RxDesc::TCPCS) << 3 == RTE_MBUF_F_RX_L4_CKSUM_GOOD &&
                  high_half(RxDesc::VP) >> 3 == RTE_MBUF_F_RX_VLAN &&
                  high_half(RxDesc::VP) << 3 == RTE_MBUF_F_RX_VLAN_STRIPPED);

    const auto told = reinterpret_cast<simd::U32x4>((high & all(high_half(RxDesc::IXSM))) == 0);
    const simd::U32x4 checked = high & all(high_half(verified)) & told;
    const simd::U32x4 bad = checked & (high >> 8);
    const simd::U32x4 good = checked ^ bad;
    const simd::U32x4 tagged = high & all(high_half(RxDesc::VP));
    return (bad >> 2) | (good << 1 & all(RTE_MBUF_F_RX_IP_CKSUM_GOOD)) |
           (good << 3 & all(RTE_MBUF_F_RX_L4_CKSUM_GOOD)) | (tagged >> 3) | (tagged << 3);
}

/// From a vector of lengths to packet_type 0, pkt_len, data_len, vlan_tci 0, hash 0 of the frame of `Lane`. Bytes that
/// are numbered are the vector's, the others 0.
template <std::uint8_t Lane, std::uint8_t no = simd::zero>
inline constexpr simd::U8x16 plain_fields{no,       no,           no, no, 4 * Lane, 4 * Lane + 1, no, no,
                                          4 * Lane, 4 * Lane + 1, no, no, no,       no,           no, no};

/// From two pairs of numbers, pkt_len and data_len with vlan_tci, to the same fields of one of them.
template <std::uint8_t Pair, std::uint8_t no = simd::zero>
inline constexpr simd::U8x16 pair_fields{
    no,           no,           no,           no,           8 * Pair, 8 * Pair + 1, 8 * Pair + 2, 8 * Pair + 3,
    8 * Pair + 4, 8 * Pair + 5, 8 * Pair + 6, 8 * Pair + 7, no,       no,           no,           no};

/// What is written to the mbuf of each of four frames: 16 bytes from data_off on, then 16 from packet_type on.
class FourMbufs {
public:
    /// @param rearm   see rearm_word()
    /// @param length  of each frame, without CRC
    FourMbufs(std::uint64_t rearm, simd::U32x4 length) : rearm_{rearm, 0}, length_(length) {}

    /// Nothing is told of the frames.
    void describe(rte_mbuf* const* mbufs) const
    {
        put(mbufs[0], rearm_, simd::pick(length_, plain_fields<0>));
        put(mbufs[1], rearm_, simd::pick(length_, plain_fields<1>));
        put(mbufs[2], rearm_, simd::pick(length_, plain_fields<2>));
        put(mbufs[3], rearm_, simd::pick(length_, plain_fields<3>));
    }

    /// @param flags  of each frame
    /// @param tag    its VLAN tag, in the upper half of the lane
    void describe(rte_mbuf* const* mbufs, simd::U32x4 flags, simd::U32x4 tag) const
    {
        const simd::U32x4 none{}, length_and_tag = length_ | tag;
        const auto flags_a = reinterpret_cast<simd::U64x2>(__builtin_shufflevector(flags, none, 0, 4, 1, 5)),
                   flags_b = reinterpret_cast<simd::U64x2>(__builtin_shufflevector(flags, none, 2, 6, 3, 7));
        const simd::U32x4 fields_a = __builtin_shufflevector(length_, length_and_tag, 0, 4, 1, 5),
                          fields_b = __builtin_shufflevector(length_, length_and_tag, 2, 6, 3, 7);
        put(mbufs[0], __builtin_shufflevector(rearm_, flags_a, 0, 2), simd::pick(fields_a, pair_fields<0>));
        put(mbufs[1], __builtin_shufflevector(rearm_, flags_a, 0, 3), simd::pick(fields_a, pair_fields<1>));
        put(mbufs[2], __builtin_shufflevector(rearm_, flags_b, 0, 2), simd::pick(fields_b, pair_fields<0>));
        put(mbufs[3], __builtin_shufflevector(rearm_, flags_b, 0, 3), simd::pick(fields_b, pair_fields<1>));
    }

private:
    static void put(rte_mbuf* m, simd::U64x2 rearm_and_flags, simd::U32x4 fields)
    {
        auto* const bytes = static_cast<std::byte*>(static_cast<void*>(m));
        simd::store(bytes + offsetof(rte_mbuf, data_off), rearm_and_flags);
        simd::store(bytes + offsetof(rte_mbuf, packet_type), fields);
    }

    simd::U64x2 rearm_;
    simd::U32x4 length_;
};

/// Frames four by four, as long as all four are plain; those that are left, one by one.
struct ByFours {
    template <class Rule>
    [[nodiscard, gnu::always_inline]] static inline RxTaken take(const RxRun& run, const Rule& rule)
    {
        return run.most < 4 ? OneByOne::take(run, rule)
                            : go_on(run.desc, run.slot, run.out, run.most, run.rearm, run.span, rule);
    }

    /// The same, with what a run is in registers.
    template <class Rule>
    [[nodiscard, gnu::noinline]] static RxTaken go_on(hw::RxDesc* desc, rte_mbuf* const* slot, rte_mbuf** out,
                                                      std::size_t most, std::uint64_t rearm, std::uint16_t span,
                                                      Rule rule)
    {
        using simd::all;
        const RxRun run{desc, slot, out, most, rearm, span};
        const simd::U32x4 beyond = all(span), crc = all(rule.crc());
        simd::U32x4 bytes{};
        std::size_t left = most;
        for (; left >= 4; left -= 4) {
            const auto [low, high] = FourWritebacks::of(desc);
            const simd::U32x4 length = (low & all(0xffff)) - crc;
            const auto plain = (high & all(high_half(told_of_plain<Rule>))) == all(high_half(plain_frame));
            if (!simd::every(plain & simd::below(length - all(shortest_frame), beyond)))
                break;
            bytes += length;
            const FourMbufs mbufs{rearm, length};
            if constexpr (Rule::tells) {
                const simd::U32x4 flags = rx_flags_of_four(high) & all(rule.flags());
                mbufs.describe(slot, flags, high & all(0xffff0000) & -(flags & all(RTE_MBUF_F_RX_VLAN)));
            } else {
                mbufs.describe(slot);
            }
            simd::store(out, simd::load(slot));
            simd::store(out + 2, simd::load(slot + 2));
            desc += 4;
            slot += 4;
            out += 4;
        }
        const RxTaken taken{.n = most - left, .bytes = std::uint64_t{bytes[0]} + bytes[1] + bytes[2] + bytes[3]};
        return left == 0 ? taken : OneByOne::go_on(run, rule, taken);
    }
};

}  // namespace e1k
