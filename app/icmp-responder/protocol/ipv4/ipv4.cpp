// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv4/ipv4.hpp"

#include <chrono>
#include <optional>

#include "protocol/ipv4/icmp.hpp"
#include "protocol/ipv4/options.hpp"
#include "protocol/wire/checksum.hpp"

namespace responder {

namespace {

/// RFC 791 3.1, RFC 1122 3.2.1.1 and 3.2.1.2.
std::optional<Event> malformed(const Packet& packet, const Ipv4Header& ip)
{
    if (ip.version() != 4)
        return Event::ipv4_version;
    if (ip.header_length() < sizeof(Ipv4Header) || ip.header_length() > packet.network_size())
        return Event::ipv4_header_length;
    if (ip.total_length < ip.header_length() || ip.total_length > packet.network_size())
        return Event::ipv4_total_length;
    if (!checks(sum(packet.frame, packet.network, ip.header_length())))
        return Event::ipv4_checksum;
    return {};
}

/// Whether the datagram is for us to answer.
std::optional<Event> misdirected(const Packet& packet, const Ipv4Header& ip, const Host& host)
{
    const bool to_us = host.owns(ip.destination);
    const bool to_group = !to_us && host.listens_to(ip.destination);
    if (!to_us && !to_group)
        return Event::ipv4_destination_other;
    if (to_group && host.address_towards(ip.source).is_zero())
        return Event::ipv4_destination_other;  // no address of ours could answer
    if (to_us && packet.ethernet->destination.is_group())
        return Event::ipv4_link_broadcast;  // RFC 1122 3.3.6
    if (!possible_source(ip.source, host))
        return Event::ipv4_source;
    if (to_group && !host.answer_broadcast && ip.protocol == protocol::icmp)
        return Event::icmp_broadcast;  // RFC 1122 3.2.2.6 lets a host ignore them
    return {};
}

void turn_around(Ipv4Header& ip, const Host& host)
{
    const Ipv4Address asked = ip.destination;
    const Ipv4Address ours = host.owns(asked) ? asked : host.address_towards(ip.source);
    ip.destination = ip.source;
    ip.source = ours;
    if (ours != asked) {  // swapping leaves the sum as it is
        const auto& before = asked.bytes;
        const auto& after = ours.bytes;
        ip.checksum = updated(ip.checksum, word(before[0], before[1]), word(after[0], after[1]));
        ip.checksum = updated(ip.checksum, word(before[2], before[3]), word(after[2], after[3]));
    }
    if (const std::uint16_t flags = ip.fragment; (flags & Ipv4Header::reserved_flag) != 0) {  // RFC 791 3.1: zero
        ip.fragment = flags & static_cast<std::uint16_t>(~Ipv4Header::reserved_flag);
        ip.checksum = updated(ip.checksum, flags, ip.fragment);
    }
    ip.checksum = updated(ip.checksum, word(ip.ttl, ip.protocol), word(reply_ttl, ip.protocol));
    ip.ttl = reply_ttl;
}

/// Bytes between the fixed header and the payload; empty unless they lie in the first segment.
std::span<std::uint8_t> options_of(const Packet& packet, const Ipv4Header& ip)
{
    return packet.frame.head.subspan(packet.network + sizeof(Ipv4Header), ip.header_length() - sizeof(Ipv4Header));
}

/// Milliseconds since midnight UT, as RFC 791 3.1 stamps.
std::uint32_t midnight_ms()
{
    using namespace std::chrono;
    const auto now = system_clock::now();
    return static_cast<std::uint32_t>(duration_cast<milliseconds>(now - floor<days>(now)).count());
}

Fragment describe(const Packet& packet, const Ipv4Header& ip)
{
    Fragment fragment;
    fragment.key = {mapped(ip.source), mapped(ip.destination), ip.id, 0, ip.protocol};
    fragment.offset = (ip.fragment & Ipv4Header::offset_mask) * 8u;
    fragment.more = (ip.fragment & Ipv4Header::more_fragments) != 0;
    fragment.network = static_cast<std::uint32_t>(packet.network);
    fragment.start = static_cast<std::uint32_t>(packet.network + ip.header_length());
    fragment.length = static_cast<std::uint32_t>(ip.total_length - ip.header_length());
    return fragment;
}

/// All that stands between a packet and its answer.
std::optional<Event> refused(const Packet& packet, const Ipv4Header& ip, const Host& host)
{
    if (const auto why = malformed(packet, ip))
        return why;
    if (packet.network + ip.header_length() > packet.frame.head.size())
        return Event::headers_split;
    if (ip.header_length() > sizeof(Ipv4Header))
        if (const auto why = refused_options(options_of(packet, ip)))
            return why;
    return misdirected(packet, ip, host);
}

}  // namespace

void renew_checksum(std::span<std::uint8_t> head, std::size_t network) noexcept
{
    auto* ip = view<Ipv4Header>(head, network);
    ip->checksum = 0u;
    InternetSum sum;
    sum.add(head.subspan(network, ip->header_length()));
    ip->checksum = static_cast<std::uint16_t>(~sum.folded());
}

void join_ipv4(std::span<std::uint8_t> head, std::size_t network, std::size_t data) noexcept
{
    auto* ip = view<Ipv4Header>(head, network);
    ip->total_length = static_cast<unsigned>(ip->header_length() + data);
    ip->fragment = 0u;  // "don't fragment" too: the reply needs fragments as the request did
    renew_checksum(head, network);
}

Verdict answer_ipv4(const Packet& packet, const Host& host, Fragment& fragment) noexcept
{
    if (packet.network_size() < sizeof(Ipv4Header))
        return {Event::ipv4_short};
    auto* ip = view<Ipv4Header>(packet, packet.network);
    if (ip == nullptr)
        return {Event::headers_split};
    if (const auto why = refused(packet, *ip, host))
        return {*why};
    if (ip->protocol != protocol::icmp)
        return {Event::ipv4_protocol_other};  // in fragments, too: they are not worth being held
    if ((ip->fragment & (Ipv4Header::more_fragments | Ipv4Header::offset_mask)) != 0) {
        fragment = describe(packet, *ip);
        return {Event::ipv4_fragment, 0, 0, &fragment};
    }

    const std::size_t header = ip->header_length();
    const auto event = answer_icmp(packet, packet.network + header, ip->total_length - header);
    if (event != Event::icmp_answered)
        return {event};
    turn_around(*ip, host);
    if (header > sizeof(Ipv4Header)) {
        fill_options(options_of(packet, *ip), ip->source, midnight_ms());
        renew_checksum(packet.frame.head, packet.network);
    }
    return {event, send_back(packet, packet.ethernet->source, host.mac, packet.network + ip->total_length)};
}

}  // namespace responder
