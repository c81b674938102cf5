// SPDX-License-Identifier: BSD-3-Clause
// Vectors of 256 bits, for functions that say that they count on AVX2. Nothing of it is for others: what a compiler
// makes of a function that two have in common would be of the one or of the other kind.
#pragma once

#include <immintrin.h>

#include <cstdint>

/// Tuned for the first that had AVX2: those before took 256 bits that lie anywhere in two pieces.
#define E1K_AVX2_TARGET gnu::target("avx2,tune=haswell")
#define E1K_AVX2        [[E1K_AVX2_TARGET, gnu::always_inline]] inline

namespace e1k::avx2 {

/// The same number in each lane.
E1K_AVX2 __m256i all(std::uint32_t value)
{
    return _mm256_set1_epi32(static_cast<int>(value));
}
E1K_AVX2 __m256i all_wide(std::uint64_t value)
{
    return _mm256_set1_epi64x(static_cast<long long>(value));
}

/// 32 bytes that lie anywhere.
E1K_AVX2 __m256i load(const void* from)
{
    return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}
E1K_AVX2 void store(void* to, __m256i value)
{
    _mm256_storeu_si256(static_cast<__m256i*>(to), value);
}

/// Twice 16 bytes that lie anywhere, a half each.
E1K_AVX2 __m256i load_halves(const void* lower, const void* upper)
{
    const __m128i half = _mm_loadu_si128(static_cast<const __m128i*>(lower));
    return _mm256_inserti128_si256(_mm256_castsi128_si256(half), _mm_loadu_si128(static_cast<const __m128i*>(upper)),
                                   1);
}
E1K_AVX2 void store_halves(void* lower, void* upper, __m256i value)
{
    _mm_storeu_si128(static_cast<__m128i*>(lower), _mm256_castsi256_si128(value));
    _mm_storeu_si128(static_cast<__m128i*>(upper), _mm256_extracti128_si256(value, 1));
}

/// A half.
E1K_AVX2 __m128i lower(__m256i value)
{
    return _mm256_castsi256_si128(value);
}
E1K_AVX2 __m128i upper(__m256i value)
{
    return _mm256_extracti128_si256(value, 1);
}

}  // namespace e1k::avx2
