// SPDX-License-Identifier: BSD-3-Clause
// What rx_vector.hpp does, with twice as many frames. It is written once more, for a compiler that may not count on
// AVX2 uses it in functions that say so, and in nothing that they have in common with others.
//
// An operation on 256 bits is one on two halves. Frames lie in them as 0 2 4 6 and 1 3 5 7: whatever is made of a frame
// in the one half is made of the next frame in the other.
#include "rxtx/rx_eights.hpp"

#include <cstddef>

#include <rte_mbuf.h>

#include "rxtx/avx2.hpp"
#include "rxtx/simd.hpp"

namespace e1k {

namespace {

template <class Vector>
E1K_AVX2 __m256i in_both_halves(Vector value)
{
    return _mm256_broadcastsi128_si256(reinterpret_cast<__m128i>(value));
}

/// What is looked at in the upper half of a write-back, and what it is like for a plain frame.
template <class Rule>
constexpr std::uint32_t high_told = high_half(told_of_plain<Rule>);
constexpr std::uint32_t high_plain = high_half(plain_frame);

struct EightWritebacks {
    __m256i low, high;
};

/// A load takes each 64 bits at once. Whatever is read later is younger than each DD that is seen here.
E1K_AVX2 EightWritebacks load_eight(const hw::RxDesc* desc)
{
    const __m256i first = _mm256_unpackhi_epi64(avx2::load(desc), avx2::load(desc + 2)),
                  second = _mm256_unpackhi_epi64(avx2::load(desc + 4), avx2::load(desc + 6));
    simd::loaded();
    const __m256 a = _mm256_castsi256_ps(first), b = _mm256_castsi256_ps(second);
    return {.low = _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88)),
            .high = _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xdd))};
}

/// Whether all are plain frames: @p told is what counts of an upper half, and @p length, without CRC, is one of @p span
/// from the shortest on.
E1K_AVX2 bool all_plain(const EightWritebacks& of, __m256i length, __m256i told, __m256i span)
{
    constexpr std::uint32_t half = 1u << 31;  // comparisons are those of signed numbers
    const __m256i plain = _mm256_cmpeq_epi32(_mm256_and_si256(of.high, told), avx2::all(high_plain));
    const __m256i fits = _mm256_cmpgt_epi32(_mm256_add_epi32(span, avx2::all(half)),
                                            _mm256_add_epi32(length, avx2::all(half - shortest_frame)));
    return _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_and_si256(plain, fits))) == 0xff;
}

/// rx_flags_of_four() of eight.
E1K_AVX2 __m256i flags_of(__m256i high)
{
    using hw::RxDesc;
    constexpr std::uint32_t ixsm = high_half(RxDesc::IXSM), verified = high_half(RxDesc::IPCS | RxDesc::TCPCS),
                            vp = high_half(RxDesc::VP);
    const __m256i untold = _mm256_cmpeq_epi32(_mm256_and_si256(high, avx2::all(ixsm)), avx2::all(ixsm));
    const __m256i checked = _mm256_andnot_si256(untold, _mm256_and_si256(high, avx2::all(verified)));
    const __m256i bad = _mm256_and_si256(checked, _mm256_srli_epi32(high, 8));
    const __m256i good = _mm256_xor_si256(checked, bad);
    const __m256i tagged = _mm256_and_si256(high, avx2::all(vp));
    const __m256i good_ip = _mm256_and_si256(_mm256_slli_epi32(good, 1), avx2::all(RTE_MBUF_F_RX_IP_CKSUM_GOOD));
    const __m256i good_l4 = _mm256_and_si256(_mm256_slli_epi32(good, 3), avx2::all(RTE_MBUF_F_RX_L4_CKSUM_GOOD));
    const __m256i vlan = _mm256_or_si256(_mm256_srli_epi32(tagged, 3), _mm256_slli_epi32(tagged, 3));
    return _mm256_or_si256(_mm256_or_si256(_mm256_srli_epi32(bad, 2), vlan), _mm256_or_si256(good_ip, good_l4));
}

E1K_AVX2 void* field(rte_mbuf* m, std::size_t offset)
{
    return static_cast<std::byte*>(static_cast<void*>(m)) + offset;
}

/// Write what two frames are, each in a half, to their mbufs.
E1K_AVX2 void describe_two(rte_mbuf* const* mbufs, __m256i rearm_and_flags, __m256i fields)
{
    rte_mbuf *const even = mbufs[0], *const odd = mbufs[1];
    constexpr std::size_t rearm = offsetof(rte_mbuf, data_off), rest = offsetof(rte_mbuf, packet_type);
    avx2::store_halves(field(even, rearm), field(odd, rearm), rearm_and_flags);
    avx2::store_halves(field(even, rest), field(odd, rest), fields);
}

/// Nothing is told of the frames.
E1K_AVX2 void describe_eight(rte_mbuf* const* mbufs, __m256i rearm, __m256i length)
{
    describe_two(mbufs, rearm, _mm256_shuffle_epi8(length, in_both_halves(plain_fields<0>)));
    describe_two(mbufs + 2, rearm, _mm256_shuffle_epi8(length, in_both_halves(plain_fields<1>)));
    describe_two(mbufs + 4, rearm, _mm256_shuffle_epi8(length, in_both_halves(plain_fields<2>)));
    describe_two(mbufs + 6, rearm, _mm256_shuffle_epi8(length, in_both_halves(plain_fields<3>)));
}

/// @param tag  of each frame, in the upper half of the lane
E1K_AVX2 void describe_eight(rte_mbuf* const* mbufs, __m256i rearm, __m256i length, __m256i flags, __m256i tag)
{
    const __m256i length_and_tag = _mm256_or_si256(length, tag), zero = _mm256_setzero_si256();
    const __m256i fields_a = _mm256_unpacklo_epi32(length, length_and_tag),
                  fields_b = _mm256_unpackhi_epi32(length, length_and_tag);
    const __m256i flags_a = _mm256_unpacklo_epi32(flags, zero), flags_b = _mm256_unpackhi_epi32(flags, zero);
    const __m256i first = in_both_halves(pair_fields<0>), second = in_both_halves(pair_fields<1>);
    constexpr int lower_64 = 0x33;  // bits of 32, of which the second operand gives those that are set
    describe_two(mbufs, _mm256_unpacklo_epi64(rearm, flags_a), _mm256_shuffle_epi8(fields_a, first));
    describe_two(mbufs + 2, _mm256_blend_epi32(flags_a, rearm, lower_64), _mm256_shuffle_epi8(fields_a, second));
    describe_two(mbufs + 4, _mm256_unpacklo_epi64(rearm, flags_b), _mm256_shuffle_epi8(fields_b, first));
    describe_two(mbufs + 6, _mm256_blend_epi32(flags_b, rearm, lower_64), _mm256_shuffle_epi8(fields_b, second));
}

E1K_AVX2 std::uint64_t sum(__m256i numbers)
{
    const auto halves = reinterpret_cast<simd::U32x4>(_mm_add_epi32(avx2::lower(numbers), avx2::upper(numbers)));
    return std::uint64_t{halves[0]} + halves[1] + halves[2] + halves[3];
}

/// @tparam Tells  whether anything is told of the frames
template <bool Tells>
E1K_AVX2 RxTaken take(const RxRun& run, std::uint32_t told_bits, std::uint16_t crc, std::uint16_t flags)
{
    const __m256i told = avx2::all(told_bits), span = avx2::all(run.span);
    const __m256i rearm = in_both_halves(simd::U64x2{run.rearm, 0});
    const hw::RxDesc* desc = run.desc;
    rte_mbuf* const* slot = run.slot;
    rte_mbuf** out = run.out;
    __m256i bytes = _mm256_setzero_si256();
    std::size_t left = run.most;
    for (; left >= 8; left -= 8) {
        const EightWritebacks of = load_eight(desc);
        __m256i length = _mm256_and_si256(of.low, avx2::all(0xffff));
        if constexpr (Tells)
            length = _mm256_sub_epi32(length, avx2::all(crc));
        if (!all_plain(of, length, told, span))
            break;
        bytes = _mm256_add_epi32(bytes, length);
        if constexpr (Tells) {
            const __m256i these = _mm256_and_si256(flags_of(of.high), avx2::all(flags));
            const __m256i tagged = _mm256_cmpeq_epi32(_mm256_and_si256(these, avx2::all(RTE_MBUF_F_RX_VLAN)),
                                                      avx2::all(RTE_MBUF_F_RX_VLAN));
            describe_eight(slot, rearm, length, these,
                           _mm256_and_si256(_mm256_and_si256(of.high, avx2::all(0xffff0000)), tagged));
        } else {
            describe_eight(slot, rearm, length);
        }
        avx2::store(out, avx2::load(slot));
        avx2::store(out + 4, avx2::load(slot + 4));
        desc += 8;
        slot += 8;
        out += 8;
    }
    return {.n = run.most - left, .bytes = sum(bytes)};
}

}  // namespace

[[E1K_AVX2_TARGET]] RxTaken take_eights(hw::RxDesc* desc, rte_mbuf* const* slot, rte_mbuf** out, std::size_t most,
                                        std::uint64_t rearm, std::uint16_t span)
{
    return take<false>({desc, slot, out, most, rearm, span}, high_told<NoRxOffloads>, 0, 0);
}

[[E1K_AVX2_TARGET]] RxTaken take_eights(hw::RxDesc* desc, rte_mbuf* const* slot, rte_mbuf** out, std::size_t most,
                                        std::uint64_t rearm, std::uint16_t span, std::uint16_t crc, std::uint16_t flags)
{
    return take<true>({desc, slot, out, most, rearm, span}, high_told<AllRxOffloads>, crc, flags);
}

}  // namespace e1k
