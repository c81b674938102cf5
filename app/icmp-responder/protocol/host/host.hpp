// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <vector>

#include "protocol/wire/ethernet.hpp"

namespace responder {

/// Who we are on the wire.
struct Host {
    Mac mac{};
    std::vector<Ipv4Interface> ipv4{};
    std::vector<Ipv6Interface> ipv6{};
    std::vector<std::uint16_t> vlans{};  ///< to answer in; no_vlan among them, or none at all: without a VLAN too
    bool answer_broadcast = false;       ///< answer echo requests to broadcast and multicast addresses
    bool send_unreachable = false;       ///< tell who sends what nobody here takes
    bool probe = false;                  ///< ask whether others have our addresses before they are taken

    [[nodiscard]] bool answers_in(std::uint16_t vlan) const
    {
        return vlans.empty() ? vlan == no_vlan : std::find(vlans.begin(), vlans.end(), vlan) != vlans.end();
    }
    /// How many links there are to tell of ourselves: the VLANs, or the one without.
    [[nodiscard]] std::size_t links() const { return std::max<std::size_t>(vlans.size(), 1); }
    /// @param link  below links()
    [[nodiscard]] std::uint16_t vlan_of(std::size_t link) const { return vlans.empty() ? no_vlan : vlans[link]; }

    [[nodiscard]] bool owns(Ipv4Address address) const { return has(ipv4, address, Claim::taken); }
    [[nodiscard]] bool owns(const Ipv6Address& address) const { return has(ipv6, address, Claim::taken); }
    [[nodiscard]] bool asks_for(Ipv4Address address) const { return has(ipv4, address, Claim::tentative); }
    [[nodiscard]] bool asks_for(const Ipv6Address& address) const { return has(ipv6, address, Claim::tentative); }
    /// @param address  one that we are to have
    [[nodiscard]] Claim& claim_of(const Address& address)
    {
        const auto find = [&](auto& interfaces, const auto& wanted) -> Claim& {
            return std::find_if(interfaces.begin(), interfaces.end(),
                                [&](const auto& i) { return i.address == wanted; })
                ->claim;
        };
        const auto* v4 = std::get_if<Ipv4Address>(&address);
        return v4 != nullptr ? find(ipv4, *v4) : find(ipv6, std::get<Ipv6Address>(address));
    }
    /// A multicast group that we are in: all nodes, or the solicited-node group of an address of ours (RFC 4291 2.8).
    [[nodiscard]] bool listens_to(const Ipv6Address& group) const
    {
        return !ipv6.empty() && (group == all_nodes || std::any_of(ipv6.begin(), ipv6.end(), [&](const auto& i) {
                                     return solicited_node(i.address) == group;
                                 }));
    }
    /// A broadcast or multicast address that means us too. A host without IPv4 has none.
    [[nodiscard]] bool listens_to(Ipv4Address group) const
    {
        return !ipv4.empty() && (group.is_multicast() || is_broadcast(group));
    }
    /// Limited broadcast, or directed broadcast of a network of ours.
    [[nodiscard]] bool is_broadcast(Ipv4Address address) const
    {
        return address.is_limited_broadcast() || any(ipv4, [&](const auto& i) { return i.is_broadcast(address); });
    }
    /// Our address that a station at @p other sees as its neighbour; the first one where none is on its network, the
    /// unspecified one where none of that family is ours.
    [[nodiscard]] Ipv4Address address_towards(Ipv4Address other) const { return towards(ipv4, other); }
    [[nodiscard]] Ipv6Address address_towards(const Ipv6Address& other) const { return towards(ipv6, other); }
    /// Whether an address of ours is to be on the network of @p target.
    [[nodiscard]] bool reaches(const Address& target) const
    {
        const auto reach = [](const auto& interfaces, const auto& address) {
            return any(interfaces, [&](const auto& i) { return i.on_link(address); });
        };
        const auto* v4 = std::get_if<Ipv4Address>(&target);
        return v4 != nullptr ? reach(ipv4, *v4) : reach(ipv6, std::get<Ipv6Address>(target));
    }

private:
    template <class Interface, class Address>
    static bool has(const std::vector<Interface>& interfaces, const Address& address, Claim claim)
    {
        return any(interfaces, [&](const auto& i) { return i.address == address && i.claim == claim; });
    }
    template <class Interface, class Address>
    static Address towards(const std::vector<Interface>& interfaces, const Address& other)
    {
        Address first{};
        for (const auto& interface : interfaces) {
            if (interface.claim != Claim::taken)
                continue;
            if (interface.on_link(other))
                return interface.address;
            if (first.is_zero())
                first = interface.address;
        }
        return first;
    }

    /// std::any_of without the unrolling that costs more than the one or two addresses of a host.
    template <class Interface, class Condition>
    static bool any(const std::vector<Interface>& interfaces, Condition condition)
    {
        for (const auto& interface : interfaces)
            if (condition(interface))
                return true;
        return false;
    }
};

}  // namespace responder
