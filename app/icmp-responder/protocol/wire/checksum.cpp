// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/wire/checksum.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace responder {

namespace {

/// A word of two bytes as they lie in memory.
constexpr std::uint16_t pair(std::uint8_t first, std::uint8_t second)
{
    return std::bit_cast<std::uint16_t>(std::array{first, second});
}

}  // namespace

void InternetSum::add(std::span<const std::uint8_t> bytes) noexcept
{
    const std::uint8_t* at = bytes.data();
    std::size_t left = bytes.size();
    if (odd_ && left != 0) {
        add_native(pair(0, *at++));
        left--;
        odd_ = false;
    }
    add_native(sum_of_words(at, left));
    if ((left & 4) != 0) {
        add_native(load<std::uint32_t>(at));
        at += 4;
    }
    if ((left & 2) != 0) {
        add_native(load<std::uint16_t>(at));
        at += 2;
    }
    if ((left & 1) != 0) {
        add_native(pair(*at, 0));
        odd_ = true;
    }
}

InternetSum sum(const Frame& frame, std::size_t offset, std::size_t length) noexcept
{
    InternetSum result;
    if (offset + length <= frame.head.size()) {
        result.add(frame.head.subspan(offset, length));
        return result;
    }
    const auto take = [&](std::span<const std::uint8_t> segment) {
        const std::size_t skipped = std::min(offset, segment.size());
        const std::size_t taken = std::min(length, segment.size() - skipped);
        result.add(segment.subspan(skipped, taken));
        offset -= skipped;
        length -= taken;
    };
    take(frame.head);
    for (const auto segment : frame.tail)
        take(segment);
    return result;
}

}  // namespace responder
