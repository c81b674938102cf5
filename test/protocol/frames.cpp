// SPDX-License-Identifier: BSD-3-Clause
#include "frames.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace test {

namespace {

Bytes cut_out(const Bytes& frame, const responder::Verdict& verdict)
{
    const auto start = frame.begin() + static_cast<std::ptrdiff_t>(verdict.skip);
    return {start, start + static_cast<std::ptrdiff_t>(verdict.length)};
}

/// Of a frame that is changed only where there is a reply.
responder::Event event_of(const Outcome& outcome)
{
    EXPECT_EQ(outcome.unchanged, outcome.reply.empty());
    return outcome.event;
}

}  // namespace

responder::Host our_host()
{
    responder::Host host;
    host.mac = our_mac;
    host.ipv4 = {{our_ip, 24}};
    return host;
}

void put(Bytes& to, std::initializer_list<unsigned> bytes)
{
    for (const unsigned byte : bytes)
        to.push_back(static_cast<std::uint8_t>(byte));
}

void put16(Bytes& to, unsigned value)
{
    put(to, {value >> 8 & 0xff, value & 0xff});
}

Bytes operator+(const Bytes& a, const Bytes& b)
{
    Bytes both = a;
    both.insert(both.end(), b.begin(), b.end());
    return both;
}

unsigned reference_checksum(const Bytes& bytes)
{
    unsigned long sum = 0;
    for (std::size_t i = 0; i < bytes.size(); i++)
        sum += i % 2 == 0 ? static_cast<unsigned long>(bytes[i]) << 8 : bytes[i];
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<unsigned>(~sum & 0xffff);
}

Bytes ethernet(const responder::Mac& to, const responder::Mac& from, unsigned type)
{
    Bytes bytes;
    put(bytes, to);
    put(bytes, from);
    put16(bytes, type);
    return bytes;
}

Bytes tagged(const Bytes& frame, unsigned control)
{
    Bytes bytes(frame.begin(), frame.begin() + 12);
    put16(bytes, 0x8100);
    put16(bytes, control);
    bytes.insert(bytes.end(), frame.begin() + 12, frame.end());
    return bytes;
}

Bytes padded(Bytes frame, std::size_t length, unsigned fill)
{
    frame.resize(length, static_cast<std::uint8_t>(fill));
    return frame;
}

Bytes arp(const Arp& fields)
{
    Bytes bytes;
    put16(bytes, fields.hardware);
    put16(bytes, fields.protocol);
    put(bytes, {fields.hardware_length, fields.protocol_length});
    put16(bytes, fields.opcode);
    put(bytes, fields.sender_mac);
    put(bytes, fields.sender_ip);
    put(bytes, fields.target_mac);
    put(bytes, fields.target_ip);
    return bytes;
}

Bytes arp_frame(const Arp& fields, const responder::Mac& to)
{
    return ethernet(to, peer_mac, 0x0806) + arp(fields);
}

Bytes ipv4(const Ipv4& fields, const Bytes& payload)
{
    Bytes header;
    const auto words = static_cast<int>(5 + fields.options.size() / 4) + fields.header_length_error;
    put(header, {fields.version << 4 | static_cast<unsigned>(words), fields.tos});
    put16(header,
          static_cast<unsigned>(static_cast<int>(20 + fields.options.size() + payload.size()) + fields.length_error));
    put16(header, fields.id);
    put16(header, fields.fragment);
    put(header, {fields.ttl, fields.protocol, 0, 0});
    put(header, fields.source);
    put(header, fields.destination);
    header = header + fields.options;
    const unsigned sum = reference_checksum(header) ^ static_cast<unsigned>(fields.checksum_error);
    header[10] = static_cast<std::uint8_t>(sum >> 8);
    header[11] = static_cast<std::uint8_t>(sum & 0xff);
    return header + payload;
}

Bytes echo(const Echo& fields, const Bytes& data)
{
    Bytes bytes;
    put(bytes, {fields.type, fields.code, 0, 0});
    put16(bytes, fields.id);
    put16(bytes, fields.sequence);
    bytes = bytes + data;
    const unsigned sum = reference_checksum(bytes) ^ static_cast<unsigned>(fields.checksum_error);
    bytes[2] = static_cast<std::uint8_t>(sum >> 8);
    bytes[3] = static_cast<std::uint8_t>(sum & 0xff);
    return bytes;
}

Bytes pattern(std::size_t size)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; i++)
        bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
    return bytes;
}

Bytes echo_frame(const Ipv4& ip, const Echo& fields, const Bytes& data, const responder::Mac& to)
{
    return ethernet(to, peer_mac, 0x0800) + ipv4(ip, echo(fields, data));
}

responder::Host our_host6()
{
    auto host = our_host();
    host.ipv6 = {{our_ip6, 64}};
    return host;
}

Bytes ipv6(const Ipv6& fields, const Bytes& payload)
{
    Bytes header;
    put(header, {fields.version << 4, 0, 0, 0});
    put16(header,
          static_cast<unsigned>(static_cast<int>(fields.extensions.size() + payload.size()) + fields.length_error));
    put(header, {fields.next_header, fields.hop_limit});
    put(header, fields.source);
    put(header, fields.destination);
    return header + fields.extensions + payload;
}

Bytes icmpv6_message(Bytes body, const Ipv6& fields, int checksum_error)
{
    Bytes covered;
    put(covered, fields.source);
    put(covered, fields.destination);
    put16(covered, static_cast<unsigned>(body.size() >> 16));
    put16(covered, static_cast<unsigned>(body.size() & 0xffff));
    put(covered, {0, 0, 0, 58});
    const unsigned sum = reference_checksum(covered + body) ^ static_cast<unsigned>(checksum_error);
    body[2] = static_cast<std::uint8_t>(sum >> 8);
    body[3] = static_cast<std::uint8_t>(sum & 0xff);
    return body;
}

Bytes echo6(unsigned type, unsigned code, const Bytes& data)
{
    Bytes bytes;
    put(bytes, {type, code, 0, 0, 0xbe, 0xef, 0, 7});
    return bytes + data;
}

Bytes echo6_frame(const Ipv6& ip, const Bytes& data, const responder::Mac& to)
{
    return ethernet(to, peer_mac, 0x86dd) + ipv6(ip, icmpv6_message(echo6(128, 0, data), ip));
}

Bytes neighbour(unsigned type, const responder::Ipv6Address& target, unsigned flags, const Bytes& options,
                unsigned code)
{
    Bytes bytes;
    put(bytes, {type, code, 0, 0, flags, 0, 0, 0});
    put(bytes, target);
    return bytes + options;
}

Bytes link_option(unsigned type, const responder::Mac& mac)
{
    Bytes bytes;
    put(bytes, {type, 1});
    put(bytes, mac);
    return bytes;
}

Outcome handle(const responder::Host& host, Bytes frame, std::size_t room)
{
    const Bytes before = frame;
    responder::Responder responder(host);
    const std::size_t size = frame.size();
    frame.resize(size + room);
    frame.shrink_to_fit();  // for AddressSanitizer to see a read beyond it
    const auto verdict = responder.handle({std::span(frame).first(size), {}, room});
    const bool unchanged = std::equal(before.begin(), before.end(), frame.begin());
    Bytes reply = cut_out(frame, verdict);
    return {verdict.event, reply, unchanged};
}

Outcome handle_split(const responder::Host& host, Bytes frame, std::size_t head)
{
    const Bytes before = frame;
    Bytes first(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(head));
    const Bytes second(frame.begin() + static_cast<std::ptrdiff_t>(head), frame.end());
    const std::array<std::span<const std::uint8_t>, 1> tail{second};
    responder::Responder responder(host);
    const auto verdict = responder.handle({first, tail});
    const Bytes after = first + second;
    Bytes reply = cut_out(after, verdict);
    return {verdict.event, reply, after == before};
}

responder::Event arp_event(const Arp& fields, const responder::Mac& to)
{
    return event_of(handle(our_host(), arp_frame(fields, to)));
}

responder::Event ipv4_event(const Ipv4& fields, const responder::Mac& to)
{
    return event_of(handle(our_host(), echo_frame(fields, {}, pattern(56), to)));
}

responder::Event ipv6_event(const Ipv6& fields, const responder::Mac& to)
{
    return event_of(handle(our_host6(), echo6_frame(fields, pattern(56), to)));
}

std::string_view name(responder::Event event)
{
    return responder::text(event).name;
}

}  // namespace test
