// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv6/ndp.hpp"

#include <bit>
#include <optional>

namespace responder {

namespace {

constexpr std::uint8_t hop_limit = 255;  // RFC 4861 3.1: proof that no router passed the packet on

/// What a valid message carries.
struct NdpOptions {
    bool valid = false;
    std::optional<Mac> link_address{};
};

/// RFC 4861 4.6: options of length zero make the message invalid, unknown ones are passed over.
NdpOptions read_options(std::span<std::uint8_t> options, std::uint8_t wanted)
{
    NdpOptions found;
    while (!options.empty()) {
        const std::size_t length = options.size() < 8 ? 0 : options[1] * std::size_t{8};
        if (length == 0 || length > options.size())
            return {};
        if (options[0] == wanted && length == 8 && !found.link_address) {
            const auto mac = view<LinkAddressOption>(options, 0)->mac;
            if (!mac.is_group() && !mac.is_zero())
                found.link_address = mac;
        }
        options = options.subspan(length);
    }
    found.valid = true;
    return found;
}

/// RFC 4861 7.1.1 and 7.1.2, what both messages have in common.
NdpOptions check(const Packet& packet, const Ipv6Header& ip, const Message6& message, std::uint8_t wanted)
{
    if (ip.hop_limit != hop_limit || message.length < sizeof(NeighbourMessage) ||
        message.offset + message.length > packet.frame.head.size())
        return {};
    const auto* neighbour = view<NeighbourMessage>(packet, message.offset);
    if (neighbour->code != 0 || neighbour->target.is_multicast())
        return {};
    return read_options(
        packet.frame.head.subspan(message.offset + sizeof(NeighbourMessage), message.length - sizeof(NeighbourMessage)),
        wanted);
}

bool is_solicited_node_group(const Ipv6Address& address)
{
    return solicited_node(address) == address;
}

template <class Message>
std::uint16_t checksum_of(const Message& message, const Ipv6Address& from, const Ipv6Address& to)
{
    InternetSum sum = pseudo_sum(from, to, sizeof(message));
    sum.add(std::bit_cast<std::array<std::uint8_t, sizeof(message)>>(message));
    return static_cast<std::uint16_t>(~sum.folded());
}

Advertisement checksummed(Advertisement message, const Ipv6Address& from, const Ipv6Address& to)
{
    message.message.checksum = checksum_of(message, from, to);
    return message;
}

}  // namespace

Advertisement make_advertisement(const Ipv6Address& target, const Mac& mac, const Ipv6Address& to,
                                 std::uint32_t flags) noexcept
{
    return checksummed({{icmpv6::neighbour_advertisement, 0, 0u, flags, target}, {LinkAddressOption::target, 1, mac}},
                       target, to);
}

Advertisement make_solicitation(const Ipv6Address& target, const Mac& mac, const Ipv6Address& from,
                                const Ipv6Address& to) noexcept
{
    return checksummed({{icmpv6::neighbour_solicitation, 0, 0u, 0u, target}, {LinkAddressOption::source, 1, mac}}, from,
                       to);
}

NeighbourMessage make_probe(const Ipv6Address& target) noexcept
{
    NeighbourMessage message{icmpv6::neighbour_solicitation, 0, 0u, 0u, target};
    message.checksum = checksum_of(message, {}, solicited_node(target));
    return message;
}

Verdict answer_solicitation(const Packet& packet, Ipv6Header& ip, const Message6& message, const Host& host,
                            Neighbours& neighbours, Conflict& conflict) noexcept
{
    const NdpOptions options = check(packet, ip, message, LinkAddressOption::source);
    if (options.link_address == host.mac)
        return {Event::ndp_invalid};
    const bool probe = ip.source.is_zero();  // RFC 4862 5.4: duplicate address detection
    if (!options.valid || (probe && (!is_solicited_node_group(ip.destination) || options.link_address)))
        return {Event::ndp_invalid};
    const auto target = view<NeighbourMessage>(packet, message.offset)->target;
    if (probe && host.asks_for(target)) {
        conflict = {target, packet.ethernet->source};
        return {Event::ndp_conflict};  // RFC 4862 5.4.3: nobody is to have it who asks at the same time
    }
    if (!host.owns(target))
        return {Event::ndp_target_other};
    // The answer goes behind the IPv6 header, whatever stood there.
    const std::size_t used = packet.network + sizeof(Ipv6Header) + sizeof(Advertisement);
    const std::size_t room = packet.frame.head.size() + (packet.frame.tail.empty() ? packet.frame.room : 0);
    if (used > room)
        return {Event::no_room};

    const Mac asker = options.link_address.value_or(packet.ethernet->source);
    if (!probe)
        neighbours.learn(ip.source, asker);
    const Ipv6Address to = probe ? all_nodes : ip.source;
    const std::uint32_t flags = NeighbourMessage::override_entry | (probe ? 0 : NeighbourMessage::solicited);
    const std::span<std::uint8_t> all(packet.frame.head.data(), room);
    *view<Advertisement>(all, packet.network + sizeof(Ipv6Header)) = make_advertisement(target, host.mac, to, flags);
    ip.destination = to;
    ip.source = target;
    ip.hop_limit = hop_limit;
    ip.next_header = protocol::icmpv6;
    ip.payload_length = static_cast<unsigned>(sizeof(Advertisement));
    return {Event::ndp_answered, send_back(packet, probe ? multicast_mac(all_nodes) : asker, host.mac, used)};
}

Event take_advertisement(const Packet& packet, const Ipv6Header& ip, const Message6& message, const Host& host,
                         Neighbours& neighbours, Conflict& conflict) noexcept
{
    const NdpOptions options = check(packet, ip, message, LinkAddressOption::target);
    if (!options.valid)
        return Event::ndp_invalid;
    const auto* neighbour = view<NeighbourMessage>(packet, message.offset);
    if (ip.destination.is_multicast() && (neighbour->flags & NeighbourMessage::solicited) != 0)
        return Event::ndp_invalid;
    // RFC 4861 4.4: the option may be left out of the answer to a unicast solicitation.
    const Mac owner = options.link_address.value_or(packet.ethernet->source);
    if (host.owns(neighbour->target) || host.asks_for(neighbour->target)) {
        conflict = {neighbour->target, owner};
        return Event::ndp_conflict;
    }
    neighbours.learn(neighbour->target, owner);
    return Event::ndp_advertisement;
}

}  // namespace responder
