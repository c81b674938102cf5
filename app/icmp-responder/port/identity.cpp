// SPDX-License-Identifier: BSD-3-Clause
#include "port/identity.hpp"

#include <algorithm>

namespace responder {

Host make_host(const Mac& mac, const PortOptions& options, bool probe)
{
    Host host;
    host.mac = mac;
    for (const auto& interface : options.addresses)
        if (const auto* v4 = std::get_if<Ipv4Interface>(&interface))
            host.ipv4.push_back(*v4);
        else
            host.ipv6.push_back(std::get<Ipv6Interface>(interface));
    const auto is_link_local = [](const Ipv6Interface& i) { return i.address.is_link_local(); };
    if (!host.ipv6.empty() && std::none_of(host.ipv6.begin(), host.ipv6.end(), is_link_local))
        host.ipv6.push_back({link_local(host.mac), 64});  // RFC 4291 2.8: every interface has one
    host.vlans = options.vlans;
    host.answer_broadcast = options.answer_broadcast;
    host.send_unreachable = options.send_unreachable;
    host.probe = probe;
    return host;
}

std::vector<Mac> groups_of(const Host& host)
{
    std::vector<Mac> groups;
    for (const auto& interface : host.ipv6)
        groups.push_back(multicast_mac(solicited_node(interface.address)));
    if (!host.ipv6.empty())
        groups.push_back(multicast_mac(all_nodes));
    if (host.answer_broadcast && !host.ipv4.empty())
        groups.push_back({{0x01, 0, 0x5e, 0, 0, 1}});  // RFC 1112 6.4: 224.0.0.1, all hosts
    return groups;
}

}  // namespace responder
