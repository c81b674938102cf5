// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace responder {

/// An Ethernet (MAC) address as it lies on the wire.
struct Mac {
    std::array<std::uint8_t, 6> bytes;

    // As numbers: the default is a call of memcmp.
    constexpr bool operator==(const Mac& other) const
    {
        const auto a = std::bit_cast<std::array<std::uint16_t, 3>>(bytes);
        const auto b = std::bit_cast<std::array<std::uint16_t, 3>>(other.bytes);
        return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2])) == 0;
    }
    /// The group bit, set in broadcast addresses too.
    [[nodiscard]] constexpr bool is_group() const { return (bytes[0] & 1u) != 0; }
    [[nodiscard]] constexpr bool is_zero() const { return *this == Mac{}; }
};

inline constexpr Mac broadcast_mac{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

/// An IPv4 address as it lies on the wire.
struct Ipv4Address {
    std::array<std::uint8_t, 4> bytes;

    // As a number: the default is a call of memcmp.
    constexpr bool operator==(const Ipv4Address& other) const
    {
        return std::bit_cast<std::uint32_t>(bytes) == std::bit_cast<std::uint32_t>(other.bytes);
    }
    [[nodiscard]] constexpr std::uint32_t value() const
    {
        return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
    }
    [[nodiscard]] constexpr bool is_zero() const { return value() == 0; }
    [[nodiscard]] constexpr bool is_loopback() const { return bytes[0] == 127; }
    [[nodiscard]] constexpr bool is_multicast() const { return bytes[0] >> 4 == 14; }
    [[nodiscard]] constexpr bool is_limited_broadcast() const { return value() == 0xffffffffu; }
    /// 240.0.0.0/4: reserved, with the limited broadcast address at its end.
    [[nodiscard]] constexpr bool is_reserved() const { return bytes[0] >> 4 == 15; }
};

/// An IPv6 address as it lies on the wire.
struct Ipv6Address {
    std::array<std::uint8_t, 16> bytes;

    constexpr bool operator==(const Ipv6Address&) const = default;
    [[nodiscard]] constexpr bool is_zero() const { return *this == Ipv6Address{}; }
    [[nodiscard]] constexpr bool is_loopback() const
    {
        return *this == Ipv6Address{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
    }
    [[nodiscard]] constexpr bool is_multicast() const { return bytes[0] == 0xff; }
    [[nodiscard]] constexpr bool is_link_local() const { return bytes[0] == 0xfe && (bytes[1] & 0xc0u) == 0x80; }
};

/// RFC 4291 2.5.5.2: an IPv4 address as ::ffff:a.b.c.d; an IPv6 address is itself.
[[nodiscard]] constexpr Ipv6Address mapped(const Ipv6Address& address)
{
    return address;
}
[[nodiscard]] constexpr Ipv6Address mapped(Ipv4Address address)
{
    const auto& b = address.bytes;
    return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, b[0], b[1], b[2], b[3]}};
}

/// RFC 4291 2.7.1: all nodes of the link.
inline constexpr Ipv6Address all_nodes{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};

/// RFC 4291 2.7.1: the group in which the owner of @p address is asked for.
[[nodiscard]] constexpr Ipv6Address solicited_node(const Ipv6Address& address)
{
    const auto& b = address.bytes;
    return {{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, b[13], b[14], b[15]}};
}

/// RFC 2464 7: the Ethernet group of an IPv6 group.
[[nodiscard]] constexpr Mac multicast_mac(const Ipv6Address& group)
{
    const auto& b = group.bytes;
    return {{0x33, 0x33, b[12], b[13], b[14], b[15]}};
}

/// RFC 4291 appendix A: the link-local address of an Ethernet interface.
[[nodiscard]] constexpr Ipv6Address link_local(const Mac& mac)
{
    const auto& b = mac.bytes;
    return {
        {0xfe, 0x80, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(b[0] ^ 2u), b[1], b[2], 0xff, 0xfe, b[3], b[4], b[5]}};
}

/// Whether an address that we are to have is ours.
enum class Claim : std::uint8_t {
    taken,
    tentative,  ///< not before it is known that no other station has it: it neither answers nor is it a source
    lost        ///< another station has it
};

/// One IPv4 address of ours and the prefix of its network.
struct Ipv4Interface {
    Ipv4Address address;
    unsigned prefix;  ///< bits, 1..32
    Claim claim = Claim::taken;

    constexpr bool operator==(const Ipv4Interface&) const = default;
    [[nodiscard]] constexpr std::uint32_t mask() const { return ~std::uint32_t{0} << (32 - prefix); }
    [[nodiscard]] constexpr bool on_link(Ipv4Address other) const
    {
        return ((address.value() ^ other.value()) & mask()) == 0;
    }
    /// The directed broadcast address of the network; /31 (RFC 3021) and /32 have none.
    [[nodiscard]] constexpr bool is_broadcast(Ipv4Address other) const
    {
        return prefix < 31 && other.value() == (address.value() | ~mask());
    }
    [[nodiscard]] constexpr bool is_network(Ipv4Address other) const
    {
        return prefix < 31 && other.value() == (address.value() & mask());
    }
};

/// One IPv6 address of ours and the prefix of its network.
struct Ipv6Interface {
    Ipv6Address address;
    unsigned prefix;  ///< bits, 1..128
    Claim claim = Claim::taken;

    constexpr bool operator==(const Ipv6Interface&) const = default;
    [[nodiscard]] bool on_link(const Ipv6Address& other) const;
};

using Interface = std::variant<Ipv4Interface, Ipv6Interface>;

[[nodiscard]] std::string to_string(const Mac& mac);
[[nodiscard]] std::string to_string(Ipv4Address address);
[[nodiscard]] std::string to_string(const Ipv6Address& address);
[[nodiscard]] std::string to_string(const Interface& interface);  ///< with "/prefix"

using Address = std::variant<Ipv4Address, Ipv6Address>;

/// Read "192.168.100.224" or "fd00::224".
/// @throws std::invalid_argument saying what is wrong with @p text and what is accepted
[[nodiscard]] Address parse_address(std::string_view text);

/// Read "192.168.100.224/24" or "fd00::224/64": an address that a host can have.
/// @throws std::invalid_argument saying what is wrong with @p text and what is accepted: not an address, no prefix
///         or one out of range, or an address that no host can have (network, broadcast, multicast, loopback, zero)
[[nodiscard]] Interface parse_interface(std::string_view text);

}  // namespace responder
