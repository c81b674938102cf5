// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/wire/address.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <cstdio>
#include <stdexcept>

namespace responder {

namespace {

[[noreturn]] void refuse(std::string_view text, const std::string& why)
{
    throw std::invalid_argument("'" + std::string(text) + "': " + why);
}

constexpr unsigned shortest_prefix = 1;

unsigned parse_prefix(std::string_view text, std::string_view digits, unsigned longest)
{
    unsigned prefix = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (error != std::errc{} || end != digits.data() + digits.size() || prefix < shortest_prefix || prefix > longest)
        refuse(text, "prefix '" + std::string(digits) + "' is not a number from " + std::to_string(shortest_prefix) +
                         " to " + std::to_string(longest));
    return prefix;
}

/// RFC 1122 3.2.1.3: what can not be the address of a host.
void check_host(std::string_view text, const Ipv4Interface& interface)
{
    const auto address = interface.address;
    if (address.bytes[0] == 0)
        refuse(text, "addresses of 0.0.0.0/8 mean 'this host on this network' and cannot be assigned");
    if (address.is_loopback())
        refuse(text, "a loopback address never appears on a network");
    if (address.is_multicast())
        refuse(text, "a multicast address cannot be the address of a host");
    if (address.is_limited_broadcast())
        refuse(text, "the broadcast address cannot be the address of a host");
    if (address.is_reserved())
        refuse(text, "240.0.0.0/4 is reserved and cannot be the address of a host");
    const std::string network = "/" + std::to_string(interface.prefix);
    if (interface.is_network(address))
        refuse(text, "is the address of the network (" + network + ") itself; give an address inside it");
    if (interface.is_broadcast(address))
        refuse(text, "is the broadcast address of its network (" + network + "); give an address inside it");
}

/// RFC 4291 2.4 to 2.7.
void check_host(std::string_view text, const Ipv6Interface& interface)
{
    if (interface.address.is_zero())
        refuse(text, "the unspecified address cannot be assigned");
    if (interface.address.is_loopback())
        refuse(text, "the loopback address never appears on a network");
    if (interface.address.is_multicast())
        refuse(text, "a multicast address cannot be the address of a host");
}

}  // namespace

bool Ipv6Interface::on_link(const Ipv6Address& other) const
{
    for (unsigned bit = 0; bit < prefix; bit += 8) {
        const unsigned left = prefix - bit;
        const unsigned mask = left >= 8 ? 0xff : 0xff00u >> left & 0xff;
        if (((address.bytes[bit / 8] ^ other.bytes[bit / 8]) & mask) != 0)
            return false;
    }
    return true;
}

std::string to_string(const Mac& mac)
{
    std::array<char, 18> text{};
    const auto& b = mac.bytes;
    std::snprintf(text.data(), text.size(), "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5]);
    return text.data();
}

std::string to_string(Ipv4Address address)
{
    std::array<char, INET_ADDRSTRLEN> text{};
    return inet_ntop(AF_INET, address.bytes.data(), text.data(), text.size());
}

std::string to_string(const Ipv6Address& address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    return inet_ntop(AF_INET6, address.bytes.data(), text.data(), text.size());
}

std::string to_string(const Interface& interface)
{
    return std::visit([](const auto& i) { return to_string(i.address) + "/" + std::to_string(i.prefix); }, interface);
}

Address parse_address(std::string_view text)
{
    const std::string copy(text);
    Ipv4Address v4{};
    if (inet_pton(AF_INET, copy.c_str(), v4.bytes.data()) == 1)
        return v4;
    Ipv6Address v6{};
    if (inet_pton(AF_INET6, copy.c_str(), v6.bytes.data()) == 1)
        return v6;
    refuse(text, "is not an address; accepted are 192.168.100.224 (four numbers from 0 to 255) and fd00::224");
}

Interface parse_interface(std::string_view text)
{
    const auto slash = text.find('/');
    const auto host = text.substr(0, slash);
    const auto address = parse_address(host);
    if (slash == std::string_view::npos)
        refuse(text, "has no prefix length; write it as ADDR/LEN, for example 192.168.100.224/24 or fd00::224/64");
    const auto digits = text.substr(slash + 1);
    if (const auto* v4 = std::get_if<Ipv4Address>(&address)) {
        const Ipv4Interface interface {
            *v4, parse_prefix(text, digits, 32)
        };
        check_host(text, interface);
        return interface;
    }
    const Ipv6Interface interface {
        std::get<Ipv6Address>(address), parse_prefix(text, digits, 128)
    };
    check_host(text, interface);
    return interface;
}

}  // namespace responder
