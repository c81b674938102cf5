// SPDX-License-Identifier: BSD-3-Clause
// Frames for the responder's tests, built apart from its own headers and checksums.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "protocol/responder.hpp"

namespace test {

inline constexpr std::uint64_t second_ns = 1'000'000'000;

using Bytes = std::vector<std::uint8_t>;

inline constexpr responder::Mac our_mac{{0x52, 0x54, 0, 0x12, 0x34, 0x56}};
inline constexpr responder::Mac peer_mac{{0x02, 0, 0, 0, 0, 0x01}};
inline constexpr responder::Mac other_mac{{0x02, 0, 0, 0, 0, 0x99}};
using responder::broadcast_mac;
inline constexpr responder::Ipv4Address our_ip{{192, 168, 100, 224}};
inline constexpr responder::Ipv4Address peer_ip{{192, 168, 100, 1}};
inline constexpr responder::Ipv4Address other_ip{{192, 168, 100, 99}};

/// A host with our_mac and our_ip/24.
responder::Host our_host();

void put(Bytes& to, std::initializer_list<unsigned> bytes);
void put16(Bytes& to, unsigned value);
template <class Address>
void put(Bytes& to, const Address& address)
{
    to.insert(to.end(), address.bytes.begin(), address.bytes.end());
}
Bytes operator+(const Bytes& a, const Bytes& b);

/// RFC 1071, the plain way.
unsigned reference_checksum(const Bytes& bytes);

Bytes ethernet(const responder::Mac& to, const responder::Mac& from, unsigned type);
/// IEEE 802.1Q tag; goes between the addresses and the type.
Bytes tagged(const Bytes& frame, unsigned control);
Bytes padded(Bytes frame, std::size_t length, unsigned fill = 0xa5);

struct Arp {
    unsigned hardware = 1, protocol = 0x0800, hardware_length = 6, protocol_length = 4, opcode = 1;
    responder::Mac sender_mac = peer_mac;
    responder::Ipv4Address sender_ip = peer_ip;
    responder::Mac target_mac{};
    responder::Ipv4Address target_ip = our_ip;
};
Bytes arp(const Arp& fields = {});
Bytes arp_frame(const Arp& fields = {}, const responder::Mac& to = broadcast_mac);

struct Ipv4 {
    unsigned version = 4, tos = 0, id = 0x1234, fragment = 0x4000, ttl = 64, protocol = 1;
    responder::Ipv4Address source = peer_ip, destination = our_ip;
    Bytes options{};
    int checksum_error = 0, length_error = 0, header_length_error = 0;
};
Bytes ipv4(const Ipv4& fields, const Bytes& payload);

struct Echo {
    unsigned type = 8, code = 0, id = 0xbeef, sequence = 7;
    int checksum_error = 0;
};
Bytes echo(const Echo& fields, const Bytes& data);
/// @p size bytes that differ from their neighbours.
Bytes pattern(std::size_t size);

/// An echo request from the peer to us.
Bytes echo_frame(const Ipv4& ip = {}, const Echo& fields = {}, const Bytes& data = pattern(56),
                 const responder::Mac& to = our_mac);

inline constexpr responder::Ipv6Address our_ip6{{0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x24}};
inline constexpr responder::Ipv6Address peer_ip6{{0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01}};
inline constexpr responder::Ipv6Address other_ip6{{0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x99}};
inline constexpr responder::Ipv6Address our_group{{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0x02, 0x24}};
inline constexpr responder::Ipv6Address all_nodes6{{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};

/// A router, and where it speaks to all.
inline constexpr responder::Ipv6Address router{{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
inline constexpr responder::Mac all_nodes_mac{{0x33, 0x33, 0, 0, 0, 1}};

/// our_host() with our_ip6/64.
responder::Host our_host6();

struct Ipv6 {
    unsigned version = 6, next_header = 58, hop_limit = 255;
    responder::Ipv6Address source = peer_ip6, destination = our_ip6;
    Bytes extensions{};  ///< between the header and the payload
    int length_error = 0;
};
Bytes ipv6(const Ipv6& fields, const Bytes& payload);
/// An ICMPv6 message with its checksum, from its type on; two bytes of @p body are the checksum's.
Bytes icmpv6_message(Bytes body, const Ipv6& fields, int checksum_error = 0);
Bytes echo6(unsigned type, unsigned code, const Bytes& data);
Bytes echo6_frame(const Ipv6& ip = {}, const Bytes& data = pattern(56), const responder::Mac& to = our_mac);
/// A neighbour solicitation (135) or advertisement (136), not yet checksummed.
Bytes neighbour(unsigned type, const responder::Ipv6Address& target, unsigned flags = 0, const Bytes& options = {},
                unsigned code = 0);
Bytes link_option(unsigned type, const responder::Mac& mac);

/// What a responder made of a frame.
struct Outcome {
    responder::Event event;
    Bytes reply;     ///< empty: none
    bool unchanged;  ///< the frame is as it was
};
/// @param room  bytes that the reply may grow by
Outcome handle(const responder::Host& host, Bytes frame, std::size_t room = 0);
/// The same with the frame in two segments.
Outcome handle_split(const responder::Host& host, Bytes frame, std::size_t head);

/// What our host makes of an ARP request or an echo request; where it does not answer, it changes nothing.
responder::Event arp_event(const Arp& fields, const responder::Mac& to = broadcast_mac);
responder::Event ipv4_event(const Ipv4& fields, const responder::Mac& to = our_mac);
responder::Event ipv6_event(const Ipv6& fields, const responder::Mac& to = our_mac);

std::string_view name(responder::Event event);

}  // namespace test
