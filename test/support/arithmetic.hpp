// SPDX-License-Identifier: BSD-3-Clause
// What the integer instructions of x86-64 compute, and the flags they leave. @source Intel 64 and IA-32 SDM, volume 2
#pragma once

#include <cstdint>

namespace test {

constexpr std::uint64_t mask_of(unsigned bytes)
{
    return bytes == 8 ? ~0ull : (1ull << (8 * bytes)) - 1;
}

enum class Operation { land, lor, lxor, add, adc, sub, sbb, inc, dec, neg, lnot, shl, shr, sar, bt, bts, btr, btc };

struct Outcome {
    std::uint64_t value;  ///< as wide as the operands
    std::uint64_t flags;  ///< RFLAGS; AF, which compilers do not use, is as before
};

/// @param a      the destination, which is the only operand of inc, dec, neg and lnot
/// @param b      the source: a count for shifts, a bit's number for bt and its kin
/// @param bytes  width of the operation: 1, 2, 4 or 8
/// @param flags  RFLAGS before it
[[nodiscard]] Outcome compute(Operation operation, std::uint64_t a, std::uint64_t b, unsigned bytes,
                              std::uint64_t flags);

}  // namespace test
