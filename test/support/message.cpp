// SPDX-License-Identifier: BSD-3-Clause
#include "support/message.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "support/model/checksum.hpp"

namespace test {

using model::internet_checksum;
using model::ones_sum;
using model::put16;
using model::put32;

namespace {

constexpr std::uint8_t tcp_number = 6, udp_number = 17, fin = 0x01, psh = 0x08;

}  // namespace

std::vector<Frame> Message::frames(std::size_t mss) const
{
    std::vector<Frame> all;
    for (std::size_t from = 0; from < payload; from += mss) {
        const std::size_t bytes = std::min(mss, payload - from);
        all.push_back(piece(from, bytes, static_cast<unsigned>(all.size()), from + bytes == payload));
    }
    return all;
}

Frame Message::piece(std::size_t from, std::size_t bytes, unsigned index, bool last, Sums sums) const
{
    Frame frame(header() + bytes);
    const std::array<std::uint8_t, 12> addresses{0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2};
    std::copy(addresses.begin(), addresses.end(), frame.begin());
    for (std::size_t tag = 0; tag < tags; ++tag)
        put32(frame, 12 + 4 * tag, 0x81000064);
    put16(frame, l2() - 2, ipv6 ? 0x86dd : 0x0800);
    put_ip(frame, index);
    put_l4(frame, from, last);
    for (std::size_t i = 0; i < bytes; ++i)
        frame[header() + i] = static_cast<std::uint8_t>((from + i) * 7 + (from + i) / 251);
    put_checksums(frame, sums);
    return frame;
}

void Message::put_ip(Frame& frame, unsigned index) const
{
    const std::size_t ip = l2();
    const auto length = static_cast<std::uint16_t>(frame.size() - ip);
    if (ipv6) {
        frame[ip] = 0x60;
        put16(frame, ip + 4, static_cast<std::uint16_t>(length - 40));
        frame[ip + 6] = tcp ? tcp_number : udp_number;
        frame[ip + 7] = 64;
        for (std::size_t i = 8; i < 40; ++i)
            frame[ip + i] = static_cast<std::uint8_t>(0x20 + i);
        return;
    }
    frame[ip] = static_cast<std::uint8_t>(0x40 | l3() / 4);
    put16(frame, ip + 2, length);
    put16(frame, ip + 4, static_cast<std::uint16_t>(identification + index));
    frame[ip + 8] = 64;
    frame[ip + 9] = tcp ? tcp_number : udp_number;
    put32(frame, ip + 12, 0x0a000001);
    put32(frame, ip + 16, 0x0a000002);
    std::fill_n(frame.begin() + static_cast<std::ptrdiff_t>(ip + 20), ip_options, std::uint8_t{1});  // no operation
}

void Message::put_l4(Frame& frame, std::size_t from, bool last) const
{
    const std::size_t at = l2() + l3();
    put16(frame, at, 1234);
    put16(frame, at + 2, 80);
    if (!tcp)
        return put16(frame, at + 4, static_cast<std::uint16_t>(frame.size() - at));
    put32(frame, at + 4, sequence + static_cast<std::uint32_t>(from));
    put32(frame, at + 8, 0x01020304);
    frame[at + 12] = static_cast<std::uint8_t>(l4() / 4 << 4);
    frame[at + 13] = last ? flags : static_cast<std::uint8_t>(flags & ~(fin | psh));
    put16(frame, at + 14, 0x2000);
    std::fill_n(frame.begin() + static_cast<std::ptrdiff_t>(at + 20), l4_options, std::uint8_t{1});
}

void Message::put_checksums(Frame& frame, Sums sums) const
{
    const std::size_t ip = l2(), at = ip + l3(), field = at + (tcp ? 16 : 6), length = frame.size() - at;
    const std::span<const std::uint8_t> bytes{frame};
    const auto of_addresses = ipv6 ? bytes.subspan(ip + 8, 32) : bytes.subspan(ip + 12, 8);
    const auto pseudo = static_cast<std::uint32_t>((tcp ? tcp_number : udp_number) +
                                                   (sums == Sums::pseudo_without_length ? 0 : length));
    if (sums != Sums::right)
        return put16(frame, field, ones_sum(of_addresses, pseudo));
    const std::uint16_t sum = internet_checksum(bytes.subspan(at), ones_sum(of_addresses, pseudo));
    put16(frame, field, !tcp && sum == 0 ? std::uint16_t{0xffff} : sum);
    if (!ipv6)
        put16(frame, ip + 10, internet_checksum(bytes.subspan(ip, l3())));
}

Frame tagged(Frame frame, unsigned tci, unsigned type)
{
    std::array<std::uint8_t, 4> tag{};
    put16(tag, 0, static_cast<std::uint16_t>(type));
    put16(tag, 2, static_cast<std::uint16_t>(tci));
    frame.insert(frame.begin() + 12, tag.begin(), tag.end());
    return frame;
}

}  // namespace test
