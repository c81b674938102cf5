// SPDX-License-Identifier: BSD-3-Clause
// Headers as they lie on the wire: bytes only, so that they fit any address.
#pragma once

#include "protocol/wire/address.hpp"
#include "protocol/wire/bytes.hpp"

namespace responder {

/// IANA "IEEE 802 Numbers".
namespace ethertype {
inline constexpr std::uint16_t ipv4 = 0x0800, arp = 0x0806, vlan = 0x8100, ipv6 = 0x86dd;
}

struct EthernetHeader {
    Mac destination, source;
    Be16 type;
};
static_assert(sizeof(EthernetHeader) == 14);

/// Shortest frame that Ethernet carries, without the FCS (IEEE 802.3 4.2.3.3).
inline constexpr std::size_t ethernet_min_frame = 60;

/// RFC 826, for Ethernet and IPv4.
struct ArpPacket {
    Be16 hardware, protocol;
    std::uint8_t hardware_length, protocol_length;
    Be16 opcode;
    Mac sender_mac;
    Ipv4Address sender_ip;
    Mac target_mac;
    Ipv4Address target_ip;

    static constexpr std::uint16_t hardware_ethernet = 1, request = 1, reply = 2;
};
static_assert(sizeof(ArpPacket) == 28);

/// RFC 791 3.1.
struct Ipv4Header {
    std::uint8_t version_ihl, tos;
    Be16 total_length, id, fragment;
    std::uint8_t ttl, protocol;
    Be16 checksum;
    Ipv4Address source, destination;

    static constexpr std::uint16_t reserved_flag = 0x8000, dont_fragment = 0x4000, more_fragments = 0x2000,
                                   offset_mask = 0x1fff;

    [[nodiscard]] constexpr unsigned version() const { return version_ihl >> 4; }
    [[nodiscard]] constexpr std::size_t header_length() const { return (version_ihl & 0xfu) * std::size_t{4}; }
};
static_assert(sizeof(Ipv4Header) == 20);

/// IANA "Protocol Numbers".
namespace protocol {
inline constexpr std::uint8_t icmp = 1, udp = 17, icmpv6 = 58;
/// IPv6 extension headers, RFC 8200 4.
inline constexpr std::uint8_t hop_by_hop = 0, routing = 43, fragment = 44, destination_options = 60;
}  // namespace protocol

/// RFC 792 "Echo or Echo Reply Message"; RFC 4443 4.1 and 4.2 have the same layout.
struct EchoHeader {
    std::uint8_t type, code;
    Be16 checksum, id, sequence;
};
static_assert(sizeof(EchoHeader) == 8);

/// RFC 8200 3.
struct Ipv6Header {
    Be32 version_class_flow;
    Be16 payload_length;
    std::uint8_t next_header, hop_limit;
    Ipv6Address source, destination;

    [[nodiscard]] constexpr unsigned version() const { return version_class_flow >> 28; }
};
static_assert(sizeof(Ipv6Header) == 40);

/// RFC 4861 4.3 and 4.4: neighbour solicitation and advertisement, without their options.
struct NeighbourMessage {
    std::uint8_t type, code;
    Be16 checksum;
    Be32 flags;
    Ipv6Address target;

    static constexpr std::uint32_t solicited = 1u << 30, override_entry = 1u << 29;
};
static_assert(sizeof(NeighbourMessage) == 24);

/// RFC 4861 4.6.1, for Ethernet (RFC 2464 6).
struct LinkAddressOption {
    std::uint8_t type, length;  ///< length in units of 8 bytes
    Mac mac;

    static constexpr std::uint8_t source = 1, target = 2;
};
static_assert(sizeof(LinkAddressOption) == 8);

namespace icmpv6 {
inline constexpr std::uint8_t echo_request = 128, echo_reply = 129, neighbour_solicitation = 135,
                              neighbour_advertisement = 136;
/// Multicast listener discovery, RFC 2710 3 and RFC 3810 5.
inline constexpr std::uint8_t listener_query = 130, listener_report1 = 131, listener_report2 = 143;
}  // namespace icmpv6

namespace icmp {
inline constexpr std::uint8_t echo_reply = 0, echo_request = 8;
}

}  // namespace responder
