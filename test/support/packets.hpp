// SPDX-License-Identifier: BSD-3-Clause
// IP packets in Ethernet frames, right or wrong in one place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "support/frame.hpp"

namespace test {

inline constexpr std::uint8_t tcp = 6, udp = 17;

/// What make_packet() makes a frame of.
struct Packet {
    std::array<std::uint8_t, 6> to{};
    std::vector<std::uint32_t> tags{};  ///< VLAN tags, the outermost first: type and TCI
    bool ipv6 = false;
    std::uint8_t protocol = udp;
    std::size_t payload = 30;             ///< bytes behind the header of TCP or UDP
    std::vector<std::uint8_t> options{};  ///< of IPv4, multiples of four; of IPv6, whole extension headers
    std::uint8_t first_extension = udp;   ///< of IPv6: the type of the first of them
    std::uint16_t fragment = 0;           ///< of IPv4: flags and offset
    bool no_checksum = false;             ///< of UDP: the field is zero
    bool bad_ip = false, bad_l4 = false;
    std::size_t padding = 0;  ///< bytes behind the packet
};

/// The one's complement sum of @p bytes as words in network order.
[[nodiscard]] inline std::uint16_t checksum_of(std::span<const std::uint8_t> bytes, std::uint32_t sum = 0)
{
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += static_cast<std::uint32_t>(bytes[i]) << (i % 2 == 0 ? 8 : 0);
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

inline void append16(Frame& frame, unsigned value)
{
    frame.push_back(static_cast<std::uint8_t>(value >> 8));
    frame.push_back(static_cast<std::uint8_t>(value));
}

inline void set16(Frame& frame, std::size_t at, unsigned value)
{
    frame[at] = static_cast<std::uint8_t>(value >> 8);
    frame[at + 1] = static_cast<std::uint8_t>(value);
}

/// A TCP or UDP message with its checksum zero.
[[nodiscard]] inline Frame make_message(const Packet& p)
{
    Frame out;
    append16(out, 4000);
    append16(out, 5000);
    if (p.protocol == tcp) {
        out.resize(20);
        out[12] = 5 << 4;
    } else {
        append16(out, static_cast<unsigned>(8 + p.payload));
        append16(out, 0);
    }
    for (std::size_t i = 0; i < p.payload; ++i)
        out.push_back(static_cast<std::uint8_t>(7 * i + 1));
    return out;
}

/// @param addresses  of both ends, as the IP header has them
inline void fill_checksum(Frame& message, const Packet& p, std::span<const std::uint8_t> addresses)
{
    Frame pseudo{addresses.begin(), addresses.end()};
    append16(pseudo, p.protocol);
    append16(pseudo, static_cast<unsigned>(message.size()));
    pseudo.insert(pseudo.end(), message.begin(), message.end());
    unsigned sum = checksum_of(pseudo);
    if (p.protocol == udp && sum == 0)
        sum = 0xffff;
    set16(message, p.protocol == tcp ? 16 : 6, p.no_checksum ? 0 : p.bad_l4 ? sum ^ 0x0100 : sum);
}

[[nodiscard]] inline Frame make_ipv4(const Packet& p, Frame message)
{
    const auto header = static_cast<unsigned>(20 + p.options.size());
    Frame out;
    append16(out, 0x4000 | header / 4 << 8);
    append16(out, static_cast<unsigned>(header + message.size()));
    append16(out, 0x1234);
    append16(out, p.fragment);
    append16(out, 64u << 8 | p.protocol);
    append16(out, 0);
    for (const unsigned word : {0xc0a8u, 0x6401u, 0xc0a8u, 0x64e0u})
        append16(out, word);
    fill_checksum(message, p, std::span{out}.subspan(12, 8));
    out.insert(out.end(), p.options.begin(), p.options.end());
    const unsigned sum = checksum_of(out);
    set16(out, 10, p.bad_ip ? sum ^ 0x0100 : sum);
    out.insert(out.end(), message.begin(), message.end());
    return out;
}

[[nodiscard]] inline Frame make_ipv6(const Packet& p, Frame message)
{
    Frame out;
    append16(out, 0x6000);
    append16(out, 0);
    append16(out, static_cast<unsigned>(p.options.size() + message.size()));
    append16(out, (p.options.empty() ? unsigned{p.protocol} : unsigned{p.first_extension}) << 8 | 64);
    for (unsigned i = 0; i < 32; ++i)
        out.push_back(static_cast<std::uint8_t>(0x20 + i));
    fill_checksum(message, p, std::span{out}.subspan(8, 32));
    out.insert(out.end(), p.options.begin(), p.options.end());
    out.insert(out.end(), message.begin(), message.end());
    return out;
}

[[nodiscard]] inline Frame make_packet(const Packet& p)
{
    Frame out{p.to.begin(), p.to.end()};
    for (const unsigned word : {0x0200u, 0u, 1u})
        append16(out, word);
    for (const std::uint32_t tag : p.tags) {
        append16(out, tag >> 16);
        append16(out, tag & 0xffff);
    }
    append16(out, p.ipv6 ? 0x86dd : 0x0800);
    const Frame packet = p.ipv6 ? make_ipv6(p, make_message(p)) : make_ipv4(p, make_message(p));
    out.insert(out.end(), packet.begin(), packet.end());
    out.resize(out.size() + p.padding, 0xa5);
    return out;
}

}  // namespace test
