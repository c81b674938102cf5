// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv6/extensions.hpp"

#include <algorithm>
#include <cstring>

namespace responder {

namespace {

/// What all extension headers but the fragment header begin with.
struct ExtensionHeader {
    std::uint8_t next_header, length;  ///< length in units of 8 bytes, the first not counted

    [[nodiscard]] std::size_t size() const { return (length + std::size_t{1}) * 8; }
};

constexpr std::uint8_t router_alert = 5;  // RFC 2711 2.1

/// RFC 8200 4.4.
struct RoutingHeader : ExtensionHeader {
    std::uint8_t type, segments_left;
};

/// RFC 8200 4.5.
struct FragmentHeader {
    std::uint8_t next_header, reserved;
    Be16 offset_more;  ///< offset in units of 8 bytes in the high 13 bits, "more" in the lowest
    Be32 id;
};
static_assert(sizeof(FragmentHeader) == 8);

/// Whether the options, which are known to be passable, have this one.
bool has_option(std::span<const std::uint8_t> options, std::uint8_t wanted)
{
    while (!options.empty() && options[0] != wanted)
        options = options.subspan(options[0] == 0 ? 1 : options[1] + 2u);
    return !options.empty();
}

/// RFC 8200 4.2: the two high bits of an option's type say what to do with one that is not known.
bool passable_options(std::span<const std::uint8_t> options)
{
    constexpr std::uint8_t pad1 = 0, action_mask = 0xc0;
    while (!options.empty()) {
        if (options[0] == pad1) {
            options = options.subspan(1);
            continue;
        }
        if (options.size() < 2 || options[1] + 2u > options.size() || (options[0] & action_mask) != 0)
            return false;
        options = options.subspan(options[1] + 2u);
    }
    return true;
}

bool passable(std::span<std::uint8_t> header, std::uint8_t kind)
{
    if (kind == protocol::routing)
        return view<RoutingHeader>(header, 0)->segments_left == 0;
    return passable_options(header.subspan(sizeof(ExtensionHeader)));
}

bool take_fragment(Extensions& found, std::span<std::uint8_t> rest)
{
    const auto* header = view<FragmentHeader>(rest, 0);
    if (header == nullptr)
        return false;
    found.next_header = header->next_header;
    found.upper_named_at = found.end;
    found.fragmented = true;
    found.more_fragments = (header->offset_more & 1u) != 0;
    found.fragment_offset = header->offset_more & 0xfff8u;
    found.fragment_id = header->id;
    found.end += sizeof(FragmentHeader);
    return true;
}

/// Walk on to what is no header to be passed over, or to a fragment header.
/// @param bytes  from the IPv6 header on
/// @return false: the packet is to be dropped
bool walk(Extensions& found, std::span<std::uint8_t> bytes)
{
    for (;;) {
        const auto rest = bytes.subspan(found.end);
        const auto kind = found.next_header;
        if (kind == protocol::hop_by_hop && found.end != sizeof(Ipv6Header))
            return false;  // RFC 8200 4.1: only right behind the IPv6 header
        if (kind != protocol::hop_by_hop && kind != protocol::routing && kind != protocol::destination_options)
            return true;
        const auto* header = view<ExtensionHeader>(rest, 0);
        if (header == nullptr || header->size() > rest.size() || !passable(rest.first(header->size()), kind))
            return false;
        if (kind == protocol::hop_by_hop)
            found.router_alert = has_option(rest.first(header->size()).subspan(sizeof(ExtensionHeader)), router_alert);
        found.next_header = header->next_header;
        found.upper_named_at = found.end;
        found.end += header->size();
    }
}

}  // namespace

std::optional<Extensions> walk_extensions(const Packet& packet, const Ipv6Header& ip) noexcept
{
    Extensions found;
    found.next_header = ip.next_header;
    const std::size_t whole =
        std::min(packet.network + sizeof(Ipv6Header) + ip.payload_length, packet.frame.head.size());
    const auto bytes = packet.frame.head.first(whole).subspan(packet.network);
    if (!walk(found, bytes))
        return {};
    if (found.next_header != protocol::fragment) {
        found.upper = found.next_header;
        found.upper_at = found.end;
        return found;
    }
    if (!take_fragment(found, bytes.subspan(found.end)))
        return {};
    if (found.fragment_offset != 0)
        return found;
    Extensions inner = found;
    if (!walk(inner, bytes))
        return {};
    found.upper = inner.next_header;
    found.upper_at = inner.end;
    found.upper_named_at = inner.upper_named_at;
    return found;
}

std::size_t join_ipv6(std::span<std::uint8_t> head, std::size_t network, std::size_t start, std::size_t data) noexcept
{
    auto* ip = view<Ipv6Header>(head, network);
    const std::size_t fragment_at = start - sizeof(FragmentHeader);
    const auto next = view<FragmentHeader>(head, fragment_at)->next_header;
    ip->payload_length = static_cast<unsigned>(fragment_at - network - sizeof(Ipv6Header) + data);
    std::uint8_t* slot = &ip->next_header;
    for (std::size_t at = network + sizeof(Ipv6Header); at < fragment_at;) {
        auto* header = view<ExtensionHeader>(head, at);
        slot = &header->next_header;
        at += header->size();
    }
    *slot = next;
    std::memmove(head.data() + sizeof(FragmentHeader), head.data(), fragment_at);
    return sizeof(FragmentHeader);
}

void identify_fragment(std::span<std::uint8_t> head, std::size_t network, std::uint32_t id) noexcept
{
    view<FragmentHeader>(head, network + sizeof(Ipv6Header))->id = id;
}

}  // namespace responder
