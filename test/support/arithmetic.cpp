// SPDX-License-Identifier: BSD-3-Clause
#include "support/arithmetic.hpp"

namespace test {

namespace {

constexpr std::uint64_t cf = 1 << 0, pf = 1 << 2, zf = 1 << 6, sf = 1 << 7, of = 1 << 11;

constexpr std::uint64_t when(bool condition, std::uint64_t flag)
{
    return condition ? flag : 0;
}

constexpr bool top_bit(std::uint64_t value, unsigned bytes)
{
    return (value >> (8 * bytes - 1) & 1) != 0;
}

/// CF and OF as given, PF, ZF and SF of the value.
Outcome with_flags(std::uint64_t value, unsigned bytes, std::uint64_t flags, bool carry, bool overflow)
{
    value &= mask_of(bytes);
    flags &= ~(cf | pf | zf | sf | of);
    flags |= when(carry, cf) | when(overflow, of) | when(value == 0, zf) | when(top_bit(value, bytes), sf);
    return {value, flags | when(__builtin_parityll(value & 0xff) == 0, pf)};
}

Outcome sum(std::uint64_t a, std::uint64_t b, bool carry, unsigned bytes, std::uint64_t flags)
{
    const std::uint64_t r = (a + b + (carry ? 1 : 0)) & mask_of(bytes);
    return with_flags(r, bytes, flags, r < a || (carry && r == a), top_bit(~(a ^ b) & (a ^ r), bytes));
}

Outcome difference(std::uint64_t a, std::uint64_t b, bool borrow, unsigned bytes, std::uint64_t flags)
{
    const std::uint64_t r = (a - b - (borrow ? 1 : 0)) & mask_of(bytes);
    return with_flags(r, bytes, flags, a < b || (borrow && a == b), top_bit((a ^ b) & (a ^ r), bytes));
}

Outcome keeping_carry(Outcome outcome, std::uint64_t flags)
{
    return {outcome.value, (outcome.flags & ~cf) | (flags & cf)};
}

/// @param count  not 0
Outcome shifted(Operation operation, std::uint64_t a, unsigned count, unsigned bytes, std::uint64_t flags)
{
    const unsigned bits = 8 * bytes;
    if (operation == Operation::shl) {
        const bool carry = count <= bits && (a >> (bits - count) & 1) != 0;
        const std::uint64_t r = count < bits ? a << count : 0;
        return with_flags(r, bytes, flags, carry, top_bit(r, bytes) != carry);
    }
    const bool arithmetic = operation == Operation::sar, negative = top_bit(a, bytes);
    const std::uint64_t fill = arithmetic && negative ? ~0ull : 0;
    const auto bit = [&](unsigned n) { return ((n < bits ? a >> n : fill) & 1) != 0; };
    const std::uint64_t kept = count < bits ? a >> count | (fill & ~(mask_of(bytes) >> count)) : fill;
    return with_flags(kept, bytes, flags, bit(count - 1), !arithmetic && negative);
}

Outcome bit_changed(Operation operation, std::uint64_t a, std::uint64_t number, unsigned bytes, std::uint64_t flags)
{
    const std::uint64_t bits = std::uint64_t{8} * bytes;
    const std::uint64_t bit = 1ull << (number % bits);
    flags = (flags & ~cf) | when((a & bit) != 0, cf);
    switch (operation) {
    case Operation::bts:
        return {a | bit, flags};
    case Operation::btr:
        return {a & ~bit, flags};
    case Operation::btc:
        return {a ^ bit, flags};
    default:
        return {a, flags};
    }
}

}  // namespace

Outcome compute(Operation operation, std::uint64_t a, std::uint64_t b, unsigned bytes, std::uint64_t flags)
{
    a &= mask_of(bytes);
    b &= mask_of(bytes);
    const unsigned count = static_cast<unsigned>(b) & (bytes == 8 ? 63 : 31);
    const bool carry = (flags & cf) != 0;
    switch (operation) {
    case Operation::land:
        return with_flags(a & b, bytes, flags, false, false);
    case Operation::lor:
        return with_flags(a | b, bytes, flags, false, false);
    case Operation::lxor:
        return with_flags(a ^ b, bytes, flags, false, false);
    case Operation::add:
    case Operation::adc:
        return sum(a, b, operation == Operation::adc && carry, bytes, flags);
    case Operation::sub:
    case Operation::sbb:
        return difference(a, b, operation == Operation::sbb && carry, bytes, flags);
    case Operation::inc:
        return keeping_carry(sum(a, 1, false, bytes, flags), flags);
    case Operation::dec:
        return keeping_carry(difference(a, 1, false, bytes, flags), flags);
    case Operation::neg:
        return difference(0, a, false, bytes, flags);
    case Operation::lnot:
        return {~a & mask_of(bytes), flags};
    case Operation::shl:
    case Operation::shr:
    case Operation::sar:
        return count == 0 ? Outcome{a, flags} : shifted(operation, a, count, bytes, flags);
    default:
        return bit_changed(operation, a, b, bytes, flags);
    }
}

}  // namespace test
