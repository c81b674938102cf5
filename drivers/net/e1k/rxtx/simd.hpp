// SPDX-License-Identifier: BSD-3-Clause
// Vectors of 128 bits, as the compiler has them for each processor (SSE, NEON): arithmetic, comparison and shuffles are
// the language's. What it has no word for follows. Where a processor has none, EAL asks for none, and the compiler
// makes of them what it can.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

#include <rte_io.h>

#if defined(__SSE4_1__)
#include <smmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace e1k::simd {

using U64x2 = std::uint64_t __attribute__((vector_size(16)));
using U32x4 = std::uint32_t __attribute__((vector_size(16)));
using I32x4 = std::int32_t __attribute__((vector_size(16)));
using U8x16 = std::uint8_t __attribute__((vector_size(16)));

/// The same number in each lane.
[[nodiscard]] constexpr U32x4 all(std::uint32_t value)
{
    return U32x4{value, value, value, value};
}

/// Whether every lane of @p mask, the outcome of a comparison, says yes.
[[nodiscard]] inline bool every(I32x4 mask)
{
#if defined(__SSE4_1__)
    return _mm_movemask_ps(reinterpret_cast<__m128>(mask)) == 0xf;
#elif defined(__ARM_NEON)
    return vminvq_u32(reinterpret_cast<uint32x4_t>(mask)) == ~0u;
#else
    return (mask[0] & mask[1] & mask[2] & mask[3]) == -1;
#endif
}

/// The lanes in which @p a is below @p b. SSE compares signed numbers: both are moved down by half of all numbers.
[[nodiscard]] inline I32x4 below(U32x4 a, U32x4 b)
{
    constexpr std::uint32_t half = 1u << 31;
    return reinterpret_cast<I32x4>(a + all(half)) < reinterpret_cast<I32x4>(b + all(half));
}

inline constexpr std::uint8_t zero = 0x80;  ///< for pick()

/// Sixteen bytes, each one of @p from: the byte whose number @p which holds there, or 0 where that is `zero`.
[[nodiscard]] inline U32x4 pick(U32x4 from, U8x16 which)
{
#if defined(__SSE4_1__)
    return reinterpret_cast<U32x4>(_mm_shuffle_epi8(reinterpret_cast<__m128i>(from), reinterpret_cast<__m128i>(which)));
#elif defined(__ARM_NEON)
    return reinterpret_cast<U32x4>(vqtbl1q_u8(reinterpret_cast<uint8x16_t>(from), reinterpret_cast<uint8x16_t>(which)));
#else
    const auto bytes = reinterpret_cast<U8x16>(from);
    U8x16 picked{};
    for (unsigned i = 0; i < sizeof picked; ++i)
        picked[i] = which[i] == zero ? std::uint8_t{0} : bytes[which[i]];
    return reinterpret_cast<U32x4>(picked);
#endif
}

/// What is loaded later is not older than what was loaded before, the device's stores among it. x86-64 has it so by
/// itself; only the compiler has to know, and of loads alone.
[[gnu::always_inline]] inline void loaded()
{
#ifdef __x86_64__
    std::atomic_signal_fence(std::memory_order_acquire);
#else
    rte_io_rmb();
#endif
}

/// Read and write 16 bytes that lie anywhere.
[[nodiscard]] inline U64x2 load(const void* from)
{
    U64x2 value;
    std::memcpy(&value, from, sizeof value);
    return value;
}
template <class Vector>
inline void store(void* to, Vector value)
{
    std::memcpy(to, &value, sizeof value);
}

}  // namespace e1k::simd
