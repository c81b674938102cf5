// SPDX-License-Identifier: BSD-3-Clause
#include "checksum.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace responder {

namespace {

constexpr std::uint64_t fold(std::uint64_t sum)
{
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

/// Network order of a sum over host-order words: the sum of byte-swapped words is the byte-swapped sum (RFC 1071 2
/// (B)).
constexpr std::uint64_t to_network(std::uint64_t folded)
{
    if constexpr (std::endian::native == std::endian::little)
        return (folded & 0xff) << 8 | folded >> 8;
    return folded;
}

}  // namespace

void InternetSum::add(std::span<const std::uint8_t> bytes) noexcept
{
    if (odd_ && !bytes.empty()) {
        sum_ += bytes.front();
        bytes = bytes.subspan(1);
        odd_ = false;
    }
    // 32-bit words: a 64-bit accumulator takes 2^32 of them without a carry (RFC 1071 2 (C)).
    std::uint64_t run = 0;
    for (; bytes.size() >= 4; bytes = bytes.subspan(4)) {
        std::uint32_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof(word));
        run += word;
    }
    sum_ += to_network(fold(run));
    if (bytes.size() >= 2) {
        sum_ += static_cast<std::uint64_t>(bytes[0]) << 8 | bytes[1];
        bytes = bytes.subspan(2);
    }
    if (!bytes.empty()) {
        sum_ += static_cast<std::uint64_t>(bytes[0]) << 8;
        odd_ = true;
    }
}

std::uint16_t InternetSum::folded() const noexcept
{
    return static_cast<std::uint16_t>(fold(sum_));
}

InternetSum sum(const Frame& frame, std::size_t offset, std::size_t length) noexcept
{
    InternetSum result;
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

std::uint16_t updated(std::uint16_t checksum, std::uint16_t before, std::uint16_t after) noexcept
{
    const std::uint64_t sum =
        std::uint64_t{static_cast<std::uint16_t>(~checksum)} + static_cast<std::uint16_t>(~before) + after;
    return static_cast<std::uint16_t>(~fold(sum));
}

}  // namespace responder
