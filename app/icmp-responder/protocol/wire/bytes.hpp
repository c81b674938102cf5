// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace responder {

/// A 16-bit number in network byte order, at any address.
struct Be16 {
    std::array<std::uint8_t, 2> bytes;

    constexpr Be16() = default;
    constexpr Be16(unsigned value)
        : bytes{static_cast<std::uint8_t>(value >> 8 & 0xff), static_cast<std::uint8_t>(value & 0xff)}
    {
    }
    constexpr operator std::uint16_t() const { return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]); }
};

/// A 32-bit number in network byte order, at any address.
struct Be32 {
    std::array<std::uint8_t, 4> bytes;

    constexpr Be32() = default;
    constexpr Be32(std::uint32_t value)
        : bytes{static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16 & 0xff),
                static_cast<std::uint8_t>(value >> 8 & 0xff), static_cast<std::uint8_t>(value & 0xff)}
    {
    }
    constexpr operator std::uint32_t() const
    {
        return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
    }
};

/// An integer as it lies in memory, at any address.
template <class Word>
[[nodiscard]] Word load(const void* from) noexcept
{
    Word word;
    std::memcpy(&word, from, sizeof(word));
    return word;
}

template <class Word>
void store(void* to, Word word) noexcept
{
    std::memcpy(to, &word, sizeof(word));
}

/// A frame as received: what a reply rewrites lies in `head`; `tail` is only ever read.
struct Frame {
    std::span<std::uint8_t> head;                              ///< first segment
    std::span<const std::span<const std::uint8_t>> tail = {};  ///< the segments after it, in order
    std::size_t room = 0;      ///< bytes behind `head` that a reply may grow into; only without a tail
    bool reassembled = false;  ///< came in fragments, be it in one

    [[nodiscard]] constexpr std::size_t size() const
    {
        std::size_t bytes = head.size();
        for (const auto segment : tail)
            bytes += segment.size();
        return bytes;
    }
};

/// The header at @p offset of @p bytes.
/// @return null where the bytes end before the header does
template <class Header>
[[nodiscard]] Header* view(std::span<std::uint8_t> bytes, std::size_t offset)
{
    static_assert(alignof(Header) == 1, "headers lie at any address");
    if (bytes.size() < sizeof(Header) || bytes.size() - sizeof(Header) < offset)
        return nullptr;
    return reinterpret_cast<Header*>(bytes.data() + offset);
}

}  // namespace responder
