// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/host/neighbours.hpp"

#include <algorithm>
#include <span>

namespace responder {

namespace {

/// FNV-1a over the address.
std::size_t set_of(const Ipv6Address& address)
{
    std::uint32_t hash = 2166136261u;
    for (const auto byte : address.bytes)
        hash = (hash ^ byte) * 16777619u;
    return (hash ^ hash >> 16) % Neighbours::sets;
}

}  // namespace

void Neighbours::learn_key(const Ipv6Address& address, const Mac& mac) noexcept
{
    const auto set = std::span(entries_).subspan(set_of(address) * ways, ways);
    auto entry = std::find_if(set.begin(), set.end(), [&](const Entry& e) { return e.used && e.address == address; });
    if (entry == set.end())
        entry = std::min_element(set.begin(), set.end(), [](const Entry& a, const Entry& b) {
            return a.used != b.used ? b.used : a.seen_ns < b.seen_ns;
        });
    *entry = {address, mac, now_ns_, true};
}

std::optional<Mac> Neighbours::find_key(const Ipv6Address& address) const noexcept
{
    const auto set = std::span(entries_).subspan(set_of(address) * ways, ways);
    for (const auto& entry : set)
        if (entry.used && entry.address == address)
            return entry.mac;
    return {};
}

std::string to_string(const Neighbours::Entry& entry)
{
    const auto& b = entry.address.bytes;
    const Ipv4Address v4{{b[12], b[13], b[14], b[15]}};
    return mapped(v4) == entry.address ? to_string(v4) : to_string(entry.address);
}

}  // namespace responder
