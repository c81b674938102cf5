// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace e1k {

/// Text of at most @p Capacity characters that can be put together when compiling, and ends in a zero: tools of DPDK
/// find some of it in the plugin's file.
template <std::size_t Capacity>
struct ConstantText {
    std::array<char, Capacity + 1> chars{};
    std::size_t size = 0;

    constexpr void put(std::string_view s)
    {
        std::copy(s.begin(), s.end(), chars.begin() + static_cast<std::ptrdiff_t>(size));
        size += s.size();
    }

    constexpr void put(std::uint16_t number)
    {
        std::array<char, 5> digits{};
        std::size_t n = 0;
        do
            digits[n++] = static_cast<char>('0' + number % 10);
        while ((number /= 10) != 0);
        while (n != 0)
            chars[size++] = digits[--n];
    }

    [[nodiscard]] constexpr std::string_view view() const { return {chars.data(), size}; }
    [[nodiscard]] constexpr const char* c_str() const { return chars.data(); }
};

}  // namespace e1k
