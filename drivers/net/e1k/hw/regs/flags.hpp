// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <type_traits>

namespace e1k::hw {

/// Opt-in: an enum class whose values are OR-able bit masks of one register.
template <class E>
inline constexpr bool enable_flags = false;

template <class E>
concept Flags = std::is_enum_v<E> && enable_flags<E>;

template <class E>
[[nodiscard]] constexpr std::uint32_t raw(E value) noexcept
{
    return static_cast<std::uint32_t>(value);
}

template <Flags E>
[[nodiscard]] constexpr E operator|(E a, E b) noexcept
{
    return E{raw(a) | raw(b)};
}

template <Flags E>
[[nodiscard]] constexpr E operator&(E a, E b) noexcept
{
    return E{raw(a) & raw(b)};
}

template <Flags E>
[[nodiscard]] constexpr E operator~(E a) noexcept
{
    return E{~raw(a)};
}

/// True if at least one bit of @p mask is set in @p value.
template <Flags E>
[[nodiscard]] constexpr bool any(E value, E mask) noexcept
{
    return raw(value & mask) != 0;
}

/// @p bits if @p condition holds, else no bit.
template <Flags E>
[[nodiscard]] constexpr E bits_if(bool condition, E bits) noexcept
{
    return condition ? bits : E{0};
}

/// A multi-bit field of register type E: bits [Shift, Shift + Width).
template <class E, unsigned Shift, unsigned Width>
struct Field {
    static constexpr std::uint32_t mask = (1u << Width) - 1;

    /// The field holding a constant; a value too wide does not compile.
    template <std::uint32_t V>
    static constexpr E of = [] {
        static_assert(V <= mask, "value does not fit the field");
        return E{V << Shift};
    }();

    /// The field holding a run-time value, cut to its width.
    [[nodiscard]] static constexpr E put(std::uint32_t v) noexcept { return E{(v & mask) << Shift}; }
    [[nodiscard]] static constexpr std::uint32_t get(E e) noexcept { return (raw(e) >> Shift) & mask; }
};

}  // namespace e1k::hw
