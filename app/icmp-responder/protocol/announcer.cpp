// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/announcer.hpp"

#include "protocol/ipv4/arp.hpp"
#include "protocol/ipv6/ndp.hpp"
#include "protocol/wire/ethernet.hpp"

namespace responder {

namespace {

constexpr std::uint8_t ndp_hop_limit = 255;

std::size_t announce_ipv4(const Host& host, Ipv4Address address, std::uint16_t vlan, std::span<std::uint8_t> out)
{
    const std::size_t at = begin_frame(out, broadcast_mac, host.mac, ethertype::arp, vlan);
    *view<ArpPacket>(out, at) = make_arp(host.mac, address, address);
    return at + sizeof(ArpPacket);
}

std::size_t announce_ipv6(const Host& host, const Ipv6Address& address, std::uint16_t vlan, std::span<std::uint8_t> out)
{
    const std::size_t at = begin_frame(out, multicast_mac(all_nodes), host.mac, ethertype::ipv6, vlan);
    *view<Ipv6Header>(out, at) = {
        6u << 28, static_cast<unsigned>(sizeof(Advertisement)), protocol::icmpv6, ndp_hop_limit, address, all_nodes};
    *view<Advertisement>(out, at + sizeof(Ipv6Header)) =
        make_advertisement(address, host.mac, all_nodes, NeighbourMessage::override_entry);
    return at + sizeof(Ipv6Header) + sizeof(Advertisement);
}

}  // namespace

std::size_t announcements(const Host& host) noexcept
{
    return (host.ipv4.size() + host.ipv6.size()) * host.links();
}

std::size_t announce(const Host& host, std::size_t index, std::span<std::uint8_t> out) noexcept
{
    const std::size_t addresses = host.ipv4.size() + host.ipv6.size();
    const std::size_t which = index % addresses;
    const std::uint16_t vlan = host.vlan_of(index / addresses);
    if (which < host.ipv4.size())
        return announce_ipv4(host, host.ipv4[which].address, vlan, out);
    return announce_ipv6(host, host.ipv6[which - host.ipv4.size()].address, vlan, out);
}

}  // namespace responder
