// SPDX-License-Identifier: BSD-3-Clause
// What tx_plain.hpp does with one packet after another, with four in one vector and twice that at once.
//
// Of an mbuf two loads take all that is needed: from buf_iova on, with the word that has data_off and nb_segs behind
// it, and from data_len on. Packets lie in a vector as 0 2 in the one half and 1 3 in the other, so that two
// descriptors which follow each other come out side by side.
#include "rxtx/tx_eights.hpp"

#include <cstddef>

#include "rxtx/avx2.hpp"

namespace e1k {

namespace {

static_assert(offsetof(rte_mbuf, data_off) == offsetof(rte_mbuf, buf_iova) + 8 &&
              offsetof(rte_mbuf, nb_segs) == offsetof(rte_mbuf, buf_iova) + 12);

/// What four packets are, and what they are to be in descriptors.
struct Four {
    __m256i word;    ///< data_off, refcnt, nb_segs, port
    __m256i length;  ///< bytes
};

E1K_AVX2 const std::byte* at(const rte_mbuf* m, std::size_t offset)
{
    return static_cast<const std::byte*>(static_cast<const void*>(m)) + offset;
}

/// 64 bits from @p offset on of two mbufs.
E1K_AVX2 __m128i load_two(const rte_mbuf* a, const rte_mbuf* b, std::size_t offset)
{
    const auto* const lower = static_cast<const __m128i*>(static_cast<const void*>(at(a, offset)));
    const auto* const upper = static_cast<const double*>(static_cast<const void*>(at(b, offset)));
    return _mm_castpd_si128(_mm_loadh_pd(_mm_castsi128_pd(_mm_loadl_epi64(lower)), upper));
}

/// 64 bits from @p offset on of four mbufs, in the order 0 2 1 3.
E1K_AVX2 __m256i load_words(rte_mbuf* const* m, std::size_t offset)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(load_two(m[0], m[2], offset)), load_two(m[1], m[3], offset),
                                   1);
}

/// Put four packets into @p desc.
E1K_AVX2 Four put_four(rte_mbuf* const* pkts, hw::TxDesc* desc, rte_mbuf** slot)
{
    const __m256i sixteen_bits = avx2::all_wide(0xffff);
    constexpr std::size_t buffer = offsetof(rte_mbuf, buf_iova);
    const __m256i a = avx2::load_halves(at(pkts[0], buffer), at(pkts[1], buffer)),
                  b = avx2::load_halves(at(pkts[2], buffer), at(pkts[3], buffer));
    const __m256i word = _mm256_unpackhi_epi64(a, b);
    const __m256i address = _mm256_add_epi64(_mm256_unpacklo_epi64(a, b), _mm256_and_si256(word, sixteen_bits));
    const __m256i length = _mm256_and_si256(load_words(pkts, offsetof(rte_mbuf, data_len)), sixteen_bits);
    const __m256i command = _mm256_or_si256(length, avx2::all_wide(plain_command));
    avx2::store(desc, _mm256_unpacklo_epi64(address, command));
    avx2::store(desc + 2, _mm256_unpackhi_epi64(address, command));
    avx2::store(slot, avx2::load(pkts));
    return {.word = word, .length = length};
}

/// Whether all eight have one segment, and a length that goes out as it is.
E1K_AVX2 bool plain(const Four& a, const Four& b)
{
    constexpr std::uint64_t one_segment = std::uint64_t{1} << 32, segments = std::uint64_t{0xffff} << 32;
    const __m256i shortest = _mm256_min_epu16(a.length, b.length), longest = _mm256_max_epu16(a.length, b.length);
    const __m256i lacks =
        _mm256_or_si256(_mm256_sub_epi64(shortest, avx2::all_wide(min_tx_packet)),
                        _mm256_sub_epi64(avx2::all_wide(max_tx_packet), longest));  // below 0 if any does
    const __m256i word = _mm256_and_si256(_mm256_or_si256(a.word, b.word), avx2::all_wide(segments));
    const __m256i single = _mm256_cmpeq_epi64(word, avx2::all_wide(one_segment));
    return _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_andnot_si256(lacks, single))) == 0xf;
}

E1K_AVX2 std::uint64_t sum(__m256i numbers)
{
    const __m128i two = _mm_add_epi64(avx2::lower(numbers), avx2::upper(numbers));
    return static_cast<std::uint64_t>(_mm_extract_epi64(two, 0)) +
           static_cast<std::uint64_t>(_mm_extract_epi64(two, 1));
}

}  // namespace

[[E1K_AVX2_TARGET]] TxPut put_eights(rte_mbuf* const* pkts, hw::TxDesc* desc, rte_mbuf** slot, std::size_t most)
{
    std::size_t left = most;
    __m256i bytes = _mm256_setzero_si256();
    for (; left >= 8; left -= 8) {
        const Four a = put_four(pkts, desc, slot), b = put_four(pkts + 4, desc + 4, slot + 4);
        if (!plain(a, b))
            break;
        bytes = _mm256_add_epi64(bytes, _mm256_add_epi64(a.length, b.length));
        pkts += 8;
        desc += 8;
        slot += 8;
    }
    return {.n = most - left, .bytes = sum(bytes)};
}

}  // namespace e1k
