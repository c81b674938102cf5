// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/rx_checksum.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <optional>

#include <rte_byteorder.h>
#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_tcp.h>
#include <rte_udp.h>

namespace e1k {

namespace {

constexpr std::uint64_t l4_kind = RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD;

/// A message of a transport protocol, where it stands in its frame.
struct Message {
    std::uint8_t protocol;
    std::uint32_t at, length;
    std::uint32_t addresses;  ///< what the IP header adds to its checksum
};

/// A header at @p at, wherever segments end and whatever its address is a multiple of: a copy, in @p room. Null where
/// the frame ends.
template <class Header>
const Header* read(const rte_mbuf* frame, std::uint32_t at, Header& room)
{
    const void* const there = rte_pktmbuf_read(frame, at, sizeof room, &room);
    if (there == nullptr)
        return nullptr;
    if (there != &room)
        std::memcpy(&room, there, sizeof room);
    return &room;
}

/// The sum of @p length bytes of @p frame, none where they are not all there.
std::optional<std::uint16_t> sum(const rte_mbuf* frame, std::uint32_t at, std::uint32_t length)
{
    if (at > frame->pkt_len || length > frame->pkt_len - at)
        return std::nullopt;
    std::uint32_t out = 0;
    bool odd = false;  // what is summed so far ends in the middle of a word
    for (; length != 0; frame = frame->next) {
        const std::uint32_t here = frame->data_len;
        if (at >= here) {
            at -= here;
            continue;
        }
        const std::uint32_t part = std::min(length, here - at);
        const std::uint16_t words = rte_raw_cksum(rte_pktmbuf_mtod_offset(frame, const void*, at), part);
        out += odd ? rte_bswap16(words) : words;
        odd ^= part % 2 != 0;
        length -= part;
        at = 0;
    }
    return __rte_raw_cksum_reduce(out);
}

/// Behind the Ethernet header and its tags, at @p at. @return the type of what is there, in host order; 0: none
std::uint16_t skip_tags(const rte_mbuf* frame, std::uint32_t& at)
{
    constexpr std::uint32_t type_at = offsetof(rte_ether_hdr, ether_type), most_tags = 4;
    for (at = type_at; at <= type_at + most_tags * sizeof(rte_vlan_hdr); at += std::uint32_t{sizeof(rte_vlan_hdr)}) {
        rte_be16_t room = 0;
        const rte_be16_t* field = read(frame, at, room);
        const std::uint16_t type = field == nullptr ? std::uint16_t{0} : rte_be_to_cpu_16(*field);
        if (type == RTE_ETHER_TYPE_VLAN || type == RTE_ETHER_TYPE_QINQ || type == RTE_ETHER_TYPE_QINQ1)
            continue;
        at += std::uint32_t{sizeof *field};
        return type;
    }
    return 0;
}

/// The packet has not come to the last of its source route: its destination is not yet what the message's checksum
/// counts with. @param length  of the options, bytes. RFC 791 3.1
bool on_source_route(const rte_mbuf* frame, std::uint32_t at, std::uint32_t length)
{
    constexpr std::uint8_t end = 0, no_operation = 1, loose = 131, strict = 137;
    std::array<std::uint8_t, RTE_IPV4_HDR_IHL_MASK * RTE_IPV4_IHL_MULTIPLIER> room{};
    const auto* option = static_cast<const std::uint8_t*>(rte_pktmbuf_read(frame, at, length, room.data()));
    for (std::uint32_t i = 0; option != nullptr && i < length && option[i] != end;) {
        if (option[i] == no_operation) {
            ++i;
            continue;
        }
        if (i + 2 >= length || option[i + 1] < 2)
            return false;
        if (option[i] == loose || option[i] == strict)
            return option[i + 2] <= option[i + 1];
        i += option[i + 1];
    }
    return false;
}

/// Look at the IPv4 packet at @p at. @param flags  told of its header
std::optional<Message> look_at_ipv4(const rte_mbuf* frame, std::uint32_t at, std::uint64_t& flags)
{
    rte_ipv4_hdr room;
    const rte_ipv4_hdr* ip = read(frame, at, room);
    if (ip == nullptr || ip->version_ihl >> 4 != 4)
        return std::nullopt;
    const std::uint32_t header = rte_ipv4_hdr_len(ip), total = rte_be_to_cpu_16(ip->total_length);
    const auto header_sum = header < sizeof *ip ? std::nullopt : sum(frame, at, header);
    if (!header_sum)
        return std::nullopt;
    flags |= *header_sum == 0xffff ? RTE_MBUF_F_RX_IP_CKSUM_GOOD : RTE_MBUF_F_RX_IP_CKSUM_BAD;
    constexpr std::uint16_t fragment = RTE_IPV4_HDR_OFFSET_MASK | RTE_IPV4_HDR_MF_FLAG;
    if (total < header || (rte_be_to_cpu_16(ip->fragment_offset) & fragment) != 0 ||
        on_source_route(frame, at + static_cast<std::uint32_t>(sizeof *ip),
                        header - static_cast<std::uint32_t>(sizeof *ip)))
        return std::nullopt;
    return Message{.protocol = ip->next_proto_id,
                   .at = at + header,
                   .length = total - header,
                   .addresses = __rte_raw_cksum(&ip->src_addr, sizeof ip->src_addr + sizeof ip->dst_addr, 0)};
}

/// The first octets of any extension header of IPv6. Lengths are in 8 octets, of AH in 4.
struct Extension {
    std::uint8_t next, length;
    std::uint8_t routing_type, segments_left;  ///< of a routing header
    std::uint8_t other[4];
};

/// Destination options name the home address of a mobile node, which its checksums count with. RFC 6275 6.3
bool has_home_address(const rte_mbuf* frame, std::uint32_t at, std::uint32_t end)
{
    constexpr std::uint8_t pad1 = 0, home_address = 201;
    struct Option {
        std::uint8_t type, length;
    };
    for (at += 2; at < end;) {
        Option room;
        const Option* option = read(frame, at, room);
        if (option == nullptr || option->type == home_address)
            return true;
        at += option->type == pad1 ? 1u : 2u + option->length;
    }
    return false;
}

/// The bytes of the extension header @p e at @p m; 0 where what is behind it cannot be verified.
std::uint32_t length_of(const rte_mbuf* frame, const Message& m, const Extension& e)
{
    const std::uint32_t length = (e.length + 1u) * 8u;
    switch (m.protocol) {
    case IPPROTO_AH:
        return (e.length + 2u) * 4u;
    case IPPROTO_FRAGMENT: {
        rte_ipv6_fragment_ext room;
        const rte_ipv6_fragment_ext* fragment = read(frame, m.at, room);
        const bool whole = fragment != nullptr && (rte_be_to_cpu_16(fragment->frag_data) & ~6u) == 0;
        return whole ? std::uint32_t{sizeof room} : 0;
    }
    case IPPROTO_ROUTING:
        return e.segments_left == 0 ? length : 0;
    case IPPROTO_DSTOPTS:
        return has_home_address(frame, m.at, m.at + length) ? 0 : length;
    default:
        return length;
    }
}

/// Go behind the extension headers of an IPv6 packet. @return false where what is there cannot be verified
bool skip_extensions(const rte_mbuf* frame, Message& m)
{
    constexpr unsigned most = 8;
    for (unsigned n = 0; n < most; ++n) {
        if (m.protocol != IPPROTO_HOPOPTS && m.protocol != IPPROTO_ROUTING && m.protocol != IPPROTO_DSTOPTS &&
            m.protocol != IPPROTO_FRAGMENT && m.protocol != IPPROTO_AH)
            return true;
        Extension room;
        const Extension* e = m.length < sizeof room ? nullptr : read(frame, m.at, room);
        const std::uint32_t length = e == nullptr ? 0 : length_of(frame, m, *e);
        if (length == 0 || length > m.length)
            return false;
        m.protocol = e->next;
        m.at += length;
        m.length -= length;
    }
    return false;
}

std::optional<Message> look_at_ipv6(const rte_mbuf* frame, std::uint32_t at)
{
    rte_ipv6_hdr room;
    const rte_ipv6_hdr* ip = read(frame, at, room);
    if (ip == nullptr || (rte_be_to_cpu_32(ip->vtc_flow) >> 28) != 6)
        return std::nullopt;
    Message m{.protocol = ip->proto,
              .at = at + static_cast<std::uint32_t>(sizeof *ip),
              .length = rte_be_to_cpu_16(ip->payload_len),
              .addresses = __rte_raw_cksum(&ip->src_addr, sizeof ip->src_addr + sizeof ip->dst_addr, 0)};
    return skip_extensions(frame, m) ? std::optional{m} : std::nullopt;
}

/// The length that the checksum of a UDP datagram covers; 0: it has none, or is no datagram.
std::uint32_t covered(const rte_mbuf* frame, const Message& m)
{
    rte_udp_hdr room;
    const rte_udp_hdr* udp = read(frame, m.at, room);
    if (udp == nullptr || udp->dgram_cksum == 0)
        return 0;
    const std::uint32_t length = rte_be_to_cpu_16(udp->dgram_len);
    return length <= m.length && length >= sizeof *udp ? length : 0;
}

/// What is to be told of the checksum of @p m.
std::uint64_t verify(const rte_mbuf* frame, const Message& m)
{
    std::uint32_t length = 0;
    if (m.at + m.length > frame->pkt_len)  // not whole
        return 0;
    if (m.protocol == IPPROTO_UDP)
        length = covered(frame, m);
    else if (m.protocol == IPPROTO_TCP && m.length >= sizeof(rte_tcp_hdr))
        length = m.length;
    const auto bytes = length == 0 ? std::nullopt : sum(frame, m.at, length);
    if (!bytes)
        return 0;
    const std::uint32_t pseudo =
        m.addresses + rte_cpu_to_be_16(m.protocol) + rte_cpu_to_be_16(static_cast<std::uint16_t>(length));
    const bool good = __rte_raw_cksum_reduce(*bytes + __rte_raw_cksum_reduce(pseudo)) == 0xffff;
    return good ? RTE_MBUF_F_RX_L4_CKSUM_GOOD : RTE_MBUF_F_RX_L4_CKSUM_BAD;
}

}  // namespace

std::uint64_t verify_checksums(const rte_mbuf* frame, std::uint64_t wanted)
{
    std::uint32_t at = 0;
    const std::uint16_t type = skip_tags(frame, at);
    std::uint64_t flags = 0;
    std::optional<Message> message;
    if (type == RTE_ETHER_TYPE_IPV4)
        message = look_at_ipv4(frame, at, flags);
    else if (type == RTE_ETHER_TYPE_IPV6)
        message = look_at_ipv6(frame, at);
    if (message && (wanted & l4_kind) != 0)
        flags |= verify(frame, *message);
    return flags & wanted;
}

}  // namespace e1k
