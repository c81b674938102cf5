// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace fuzz {

/// The fuzzer's bytes, taken from the front. What lies behind the end is zero.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : rest_{data, size} {}

    [[nodiscard]] bool empty() const { return rest_.empty(); }

    /// The next integer, little endian.
    template <class T>
    [[nodiscard]] T take()
    {
        T value{};
        const std::size_t n = sizeof value < rest_.size() ? sizeof value : rest_.size();
        std::memcpy(&value, rest_.data(), n);
        rest_ = rest_.subspan(n);
        return value;
    }

    [[nodiscard]] bool flag() { return (take<std::uint8_t>() & 1) != 0; }

    /// A number below @p end, which is at least 1: of one byte where that is enough, else of two.
    [[nodiscard]] unsigned below(unsigned end)
    {
        return (end <= 256 ? take<std::uint8_t>() : take<std::uint16_t>()) % end;
    }

private:
    std::span<const std::uint8_t> rest_;
};

}  // namespace fuzz
