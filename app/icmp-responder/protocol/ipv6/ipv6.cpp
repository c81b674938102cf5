// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv6/ipv6.hpp"

#include <cstring>
#include <optional>

#include "protocol/ipv6/extensions.hpp"
#include "protocol/ipv6/icmpv6.hpp"
#include "protocol/ipv6/mld.hpp"
#include "protocol/ipv6/ndp.hpp"

namespace responder {

namespace {

constexpr std::uint8_t reply_hop_limit = 64;

std::optional<Event> malformed(const Packet& packet, const Ipv6Header& ip)
{
    if (ip.version() != 6)
        return Event::ipv6_version;
    if (sizeof(Ipv6Header) + ip.payload_length > packet.network_size())
        return Event::ipv6_payload_length;
    return {};
}

std::optional<Event> misdirected(const Packet& packet, const Ipv6Header& ip, const Host& host)
{
    if (!host.owns(ip.destination) && !host.listens_to(ip.destination))
        return Event::ipv6_destination_other;
    if (!ip.destination.is_multicast() && packet.ethernet->destination.is_group())
        return Event::ipv6_link_multicast;
    if (ip.source.is_multicast() || ip.source.is_loopback())
        return Event::ipv6_source;
    // A station that has our address says so in its name: which message it is, is yet to be looked at.
    if (host.owns(ip.source) && ip.next_header != protocol::icmpv6)
        return Event::ipv6_source;
    return {};
}

/// Whether a datagram of which a fragment has this next header may be one that is answered. Those behind the first have
/// it for no purpose, and it may be another (RFC 8200 4.5); but it hardly ever is.
bool leads_to_icmpv6(std::uint8_t next_header)
{
    return next_header == protocol::icmpv6 || next_header == protocol::routing ||
           next_header == protocol::destination_options;
}

Fragment describe(const Packet& packet, const Ipv6Header& ip, const Extensions& extensions, const Host& host)
{
    Fragment fragment;
    // RFC 8200 4.5: the next header may differ between fragments, the first one's counts.
    fragment.key = {ip.source, ip.destination, extensions.fragment_id, 0, 0};
    fragment.offset = extensions.fragment_offset;
    fragment.more = extensions.more_fragments;
    fragment.network = static_cast<std::uint32_t>(packet.network);
    fragment.start = static_cast<std::uint32_t>(packet.network + extensions.end);
    fragment.length = static_cast<std::uint32_t>(sizeof(Ipv6Header) + ip.payload_length - extensions.end);
    fragment.answerable =
        leads_to_icmpv6(extensions.next_header) && (!ip.destination.is_multicast() || host.answer_broadcast);
    return fragment;
}

/// Answer an echo request; extension headers are not sent back (RFC 8200 4: they are for the packet they came with).
Verdict answer_echo(const Packet& packet, Ipv6Header& ip, const Message6& message, std::size_t extensions,
                    const Host& host)
{
    const auto event = answer_icmpv6(packet, message, host);
    if (event != Event::icmpv6_answered)
        return {event};
    const Ipv6Address ours = host.owns(ip.destination) ? ip.destination : host.address_towards(ip.source);
    ip.destination = ip.source;
    ip.source = ours;
    ip.hop_limit = reply_hop_limit;
    ip.next_header = protocol::icmpv6;
    ip.payload_length = static_cast<unsigned>(message.length);
    const std::size_t length = send_back(packet, packet.ethernet->source, host.mac, message.offset + message.length);
    if (extensions == 0)
        return {event, length};
    auto* start = packet.frame.head.data();
    std::memmove(start + extensions, start, packet.network + sizeof(Ipv6Header));
    return {event, message.offset + message.length - extensions, extensions};
}

}  // namespace

Verdict answer_ipv6(const Packet& packet, const Host& host, Neighbours& neighbours, Fragment& fragment,
                    MulticastQuery& query, Conflict& conflict) noexcept
{
    if (packet.network_size() < sizeof(Ipv6Header))
        return {Event::ipv6_short};
    auto* ip = view<Ipv6Header>(packet, packet.network);
    if (ip == nullptr)
        return {Event::headers_split};
    if (const auto why = malformed(packet, *ip))
        return {*why};
    if (const auto why = misdirected(packet, *ip, host))
        return {*why};
    const auto extensions = walk_extensions(packet, *ip);
    if (!extensions)
        return {Event::ipv6_extension};
    if (extensions->upper && extensions->upper != protocol::icmpv6)
        return {Event::ipv6_next_header_other};  // a first fragment, too: it is not worth being held
    if (extensions->fragmented) {
        fragment = describe(packet, *ip, *extensions, host);
        return {Event::ipv6_fragment, 0, 0, &fragment};
    }

    const Message6 message{packet.network + extensions->end, sizeof(Ipv6Header) + ip->payload_length - extensions->end,
                           ip->source, ip->destination};
    const auto type = type_of(packet, message);
    if (!type.ok)
        return {type.refused};
    if (host.owns(ip->source) && type.value != icmpv6::neighbour_advertisement)
        return {Event::ipv6_source};
    switch (type.value) {
    case icmpv6::echo_request:
    case icmpv6::echo_reply:
        return answer_echo(packet, *ip, message, extensions->end - sizeof(Ipv6Header), host);
    case icmpv6::neighbour_solicitation:
    case icmpv6::neighbour_advertisement:
        break;
    case icmpv6::listener_query:
        return {take_query(packet, *ip, message, *extensions, host, query)};
    default:
        return {Event::icmpv6_type_other};
    }
    if (packet.frame.reassembled)
        return {Event::ndp_invalid};  // RFC 6980 5
    if (type.value == icmpv6::neighbour_solicitation)
        return answer_solicitation(packet, *ip, message, host, neighbours, conflict);
    return {take_advertisement(packet, *ip, message, host, neighbours, conflict)};
}

}  // namespace responder
