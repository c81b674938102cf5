// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv6/mld.hpp"

#include <algorithm>
#include <bit>

#include "protocol/host/host.hpp"
#include "protocol/wire/ethernet.hpp"

namespace responder {

namespace {

constexpr std::uint8_t mld_hop_limit = 1;  // RFC 3810 5: never beyond the link
/// RFC 3810 5.2.14: where all MLDv2 routers listen.
constexpr Ipv6Address all_mldv2_routers{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16}};

/// RFC 3810 5.1 and RFC 2710 3, which have the first 24 bytes in common.
struct QueryHeader {
    std::uint8_t type, code;
    Be16 checksum, response_code, reserved;
    Ipv6Address group;
};
static_assert(sizeof(QueryHeader) == 24);
constexpr std::size_t version2_query = 28;

/// RFC 3810 5.2, with one record without sources.
struct Report2 {
    std::uint8_t type, code;
    Be16 checksum, reserved, records;
    std::uint8_t record_type, auxiliary_length;
    Be16 sources;
    Ipv6Address group;

    static constexpr std::uint8_t mode_is_exclude = 2, change_to_exclude = 4;
};
static_assert(sizeof(Report2) == 28);

/// RFC 8200 4.3 with the router alert of RFC 2711, padded to 8 bytes: RFC 3810 5.
struct RouterAlert {
    std::uint8_t next_header = protocol::icmpv6, length = 0, option = 5, option_length = 2;
    Be16 value = 0u;
    std::uint8_t pad = 1, pad_length = 0;
};
static_assert(sizeof(RouterAlert) == 8);

/// RFC 3810 5.1.3: from 32768 on a floating-point number.
std::uint32_t delay_ms(std::uint16_t code)
{
    if (code < 0x8000)
        return code;
    return (0x1000u | (code & 0xfffu)) << ((code >> 12 & 7u) + 3);
}

/// RFC 3810 5.2.13: reports come from a link-local address, or from none as long as that is not ours.
Ipv6Address reporter(const Host& host)
{
    const auto found = std::find_if(host.ipv6.begin(), host.ipv6.end(),
                                    [](const auto& i) { return i.address.is_link_local() && i.claim == Claim::taken; });
    return found != host.ipv6.end() ? found->address : Ipv6Address{};
}

template <class Message>
std::size_t write(std::span<std::uint8_t> out, std::size_t at, Message message, const Ipv6Address& from,
                  const Ipv6Address& to)
{
    InternetSum sum = pseudo_sum(from, to, sizeof(message));
    sum.add(std::bit_cast<std::array<std::uint8_t, sizeof(message)>>(message));
    message.checksum = static_cast<std::uint16_t>(~sum.folded());
    *view<Ipv6Header>(out, at) = {6u << 28,
                                  static_cast<unsigned>(sizeof(RouterAlert) + sizeof(message)),
                                  protocol::hop_by_hop,
                                  mld_hop_limit,
                                  from,
                                  to};
    *view<RouterAlert>(out, at + sizeof(Ipv6Header)) = {};
    *view<Message>(out, at + sizeof(Ipv6Header) + sizeof(RouterAlert)) = message;
    return at + sizeof(Ipv6Header) + sizeof(RouterAlert) + sizeof(message);
}

}  // namespace

Event take_query(const Packet& packet, const Ipv6Header& ip, const Message6& message, const Extensions& extensions,
                 const Host& host, MulticastQuery& query) noexcept
{
    if (ip.hop_limit != mld_hop_limit || !extensions.router_alert || !ip.source.is_link_local() ||
        message.length < sizeof(QueryHeader) ||
        (message.length > sizeof(QueryHeader) && message.length < version2_query))
        return Event::mld_invalid;
    const auto* header = view<QueryHeader>(packet, message.offset);
    if (header == nullptr)
        return Event::headers_split;
    const bool version2 = message.length >= version2_query;
    query.answer = version2 ? Report::current : Report::version1;
    const std::uint16_t code = header->response_code;
    query.most_delay_ms = version2 ? delay_ms(code) : code;
    query.ours = header->group.is_zero() || (header->group != all_nodes && host.listens_to(header->group));
    return Event::mld_query;
}

std::size_t reports(const Host& host) noexcept
{
    return host.ipv6.size() * host.links();
}

std::size_t write_report(const Host& host, std::size_t index, Report kind, std::span<std::uint8_t> out) noexcept
{
    const auto mine = host.ipv6.begin() + static_cast<std::ptrdiff_t>(index % host.ipv6.size());
    const auto group = solicited_node(mine->address);
    if (std::any_of(host.ipv6.begin(), mine, [&](const auto& i) { return solicited_node(i.address) == group; }))
        return 0;
    const std::uint16_t vlan = host.vlan_of(index / host.ipv6.size());
    const auto to = kind == Report::version1 ? group : all_mldv2_routers;
    const auto from = reporter(host);
    const std::size_t at = begin_frame(out, multicast_mac(to), host.mac, ethertype::ipv6, vlan);
    if (kind == Report::version1)
        return write(out, at, QueryHeader{icmpv6::listener_report1, 0, 0u, 0u, 0u, group}, from, to);
    const auto record = kind == Report::change ? Report2::change_to_exclude : Report2::mode_is_exclude;
    return write(out, at, Report2{icmpv6::listener_report2, 0, 0u, 0u, 1u, record, 0, 0u, group}, from, to);
}

}  // namespace responder
