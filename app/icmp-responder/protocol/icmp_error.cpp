// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/icmp_error.hpp"

#include <algorithm>
#include <optional>

#include "protocol/ipv4/ipv4.hpp"
#include "protocol/ipv6/extensions.hpp"
#include "protocol/ipv6/icmpv6.hpp"

namespace responder {

namespace {

/// RFC 792, RFC 4443 2.1; what was sent follows.
struct ErrorHeader {
    std::uint8_t type, code;
    Be16 checksum;
    Be32 parameter;
};
static_assert(sizeof(ErrorHeader) == 8);

// RFC 1122 3.2.2 has at least 8 bytes of the datagram's data told, RFC 1812 4.3.2.3 as many as make a datagram of 576
// bytes; RFC 4443 2.4 (c) as many as make a packet of the least MTU.
constexpr std::size_t most_ipv4 = 576, most_ipv6 = 1280;
constexpr std::uint8_t error_hops = 64;
constexpr std::uint8_t no_next_header = 59;  // RFC 8200 4.7: nothing follows, and nobody is to complain

/// RFC 792: destination unreachable, source quench, redirect, time exceeded, parameter problem.
bool is_error4(std::uint8_t type)
{
    return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

/// RFC 4443 2.1, 2.4 (e.2): and redirects.
bool is_error6(std::uint8_t type)
{
    return type < 128 || type == 137;
}

/// The request's link header, tag and all, the other way round.
void write_link(const Packet& packet, const Host& host, std::span<std::uint8_t> out)
{
    std::copy_n(packet.frame.head.begin(), packet.network, out.begin());
    auto* ethernet = view<EthernetHeader>(out, 0);
    ethernet->destination = packet.ethernet->source;
    ethernet->source = host.mac;
}

std::size_t write_error4(const Packet& packet, const ErrorHeader& error, const Host& host, std::uint16_t id,
                         std::span<std::uint8_t> out)
{
    constexpr std::uint8_t internetwork_control = 0xc0, service = 0x1e;  // RFC 1812 4.3.2.5
    const auto* ip = view<Ipv4Header>(packet, packet.network);
    if (ip == nullptr || !host.owns(ip->destination) || (ip->fragment & Ipv4Header::offset_mask) != 0)
        return 0;
    if (ip->protocol == protocol::icmp) {
        const auto* type = view<std::uint8_t>(packet, packet.network + ip->header_length());
        if (type == nullptr || is_error4(*type))
            return 0;
    }
    const auto told = packet.frame.head.subspan(
        packet.network, std::min({packet.frame.head.size() - packet.network, std::size_t{ip->total_length},
                                  most_ipv4 - sizeof(Ipv4Header) - sizeof(ErrorHeader)}));
    write_link(packet, host, out);
    const std::size_t total = sizeof(Ipv4Header) + sizeof(ErrorHeader) + told.size();
    *view<Ipv4Header>(out, packet.network) = {
        .version_ihl = 0x45,
        .tos = static_cast<std::uint8_t>(internetwork_control | (ip->tos & service)),
        .total_length = static_cast<unsigned>(total),
        .id = unsigned{id},
        .fragment = 0u,
        .ttl = error_hops,
        .protocol = protocol::icmp,
        .checksum = 0u,
        .source = ip->destination,
        .destination = ip->source};
    renew_checksum(out, packet.network);
    const auto message = out.subspan(packet.network + sizeof(Ipv4Header), total - sizeof(Ipv4Header));
    *view<ErrorHeader>(message, 0) = error;
    std::copy(told.begin(), told.end(), message.begin() + sizeof(ErrorHeader));
    InternetSum sum;
    sum.add(message);
    view<ErrorHeader>(message, 0)->checksum = static_cast<std::uint16_t>(~sum.folded());
    return packet.network + total;
}

ErrorHeader unserved6(const Extensions& extensions)
{
    if (extensions.upper == protocol::udp)
        return {1, 4, 0u, std::uint32_t{0}};
    return {4, 1, 0u, static_cast<std::uint32_t>(extensions.upper_named_at)};
}

std::size_t write_error6(const Packet& packet, Trouble trouble, const Host& host, std::span<std::uint8_t> out)
{
    const auto* ip = view<Ipv6Header>(packet, packet.network);
    if (ip == nullptr || !host.owns(ip->destination) || ip->source.is_zero())
        return 0;
    const auto extensions = walk_extensions(packet, *ip);
    if (!extensions || !extensions->upper || extensions->upper == no_next_header)
        return 0;
    if (extensions->upper == protocol::icmpv6) {
        const auto* type = view<std::uint8_t>(packet, packet.network + extensions->upper_at);
        if (type == nullptr || is_error6(*type))
            return 0;
    }
    const auto told = packet.frame.head.subspan(
        packet.network, std::min({packet.frame.head.size() - packet.network, sizeof(Ipv6Header) + ip->payload_length,
                                  most_ipv6 - sizeof(Ipv6Header) - sizeof(ErrorHeader)}));
    write_link(packet, host, out);
    const std::size_t length = sizeof(ErrorHeader) + told.size();
    *view<Ipv6Header>(out, packet.network) = {
        6u << 28, static_cast<unsigned>(length), protocol::icmpv6, error_hops, ip->destination, ip->source};
    const auto message = out.subspan(packet.network + sizeof(Ipv6Header), length);
    *view<ErrorHeader>(message, 0) =
        trouble == Trouble::late ? ErrorHeader{3, 1, 0u, std::uint32_t{0}} : unserved6(*extensions);
    std::copy(told.begin(), told.end(), message.begin() + sizeof(ErrorHeader));
    InternetSum sum = pseudo_sum(ip->destination, ip->source, length);
    sum.add(message);
    view<ErrorHeader>(message, 0)->checksum = static_cast<std::uint16_t>(~sum.folded());
    return packet.network + sizeof(Ipv6Header) + length;
}

ErrorHeader error4(const Packet& packet, Trouble trouble)
{
    if (trouble == Trouble::late)
        return {11, 1, 0u, std::uint32_t{0}};
    const auto* ip = view<Ipv4Header>(packet, packet.network);
    const bool port = ip != nullptr && ip->protocol == protocol::udp;
    return {3, static_cast<std::uint8_t>(port ? 3 : 2), 0u, std::uint32_t{0}};
}

}  // namespace

std::size_t write_error(const Packet& packet, std::uint16_t type, Trouble trouble, const Host& host, std::uint16_t id,
                        std::span<std::uint8_t> out) noexcept
{
    if (packet.ethernet->destination.is_group())
        return 0;
    if (type == ethertype::ipv4)
        return write_error4(packet, error4(packet, trouble), host, id, out);
    return type == ethertype::ipv6 ? write_error6(packet, trouble, host, out) : 0;
}

bool ErrorLimit::take(std::uint64_t now) noexcept
{
    const std::uint64_t paid = std::max(paid_ns_, now);
    if (paid - now > (most_at_once - 1) * interval_ns)
        return false;
    paid_ns_ = paid + interval_ns;
    return true;
}

}  // namespace responder
