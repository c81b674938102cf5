// SPDX-License-Identifier: BSD-3-Clause
// A short cut for the echo request that nearly all are: untagged, whole, IPv4 without options, to an address of ours.
// answer_ipv4() gives the same reply, and the reason where there is none. Every instruction counts here: it is inlined
// into the port's loop, looks at several fields at once, and leaves to plain_echo.cpp what is seldom needed.
#pragma once

#include "protocol/host/host.hpp"
#include "protocol/ipv4/ipv4.hpp"
#include "protocol/wire/checksum.hpp"

namespace responder {

/// How a frame with such a request begins; its data follow.
struct PlainEcho {
    EthernetHeader ethernet;
    Ipv4Header ip;
    EchoHeader echo;
};
static_assert(sizeof(PlainEcho) == 42 && alignof(PlainEcho) == 1);

/// Both MAC addresses and the type (in two numbers that overlap), and both IPv4 addresses, as they lie in a request.
struct EchoAddresses {
    std::uint64_t macs = 0, mac_and_type = ~std::uint64_t{0}, ips = 0;  // of no frame: where they overlap, they differ

    bool operator==(const EchoAddresses&) const = default;
};

/// Whether a request with these addresses is one to us, from someone who can have sent it.
[[nodiscard]] bool possible(const PlainEcho& request, const Host& host) noexcept;
/// Make a request's TTL that of a reply.
void renew_ttl(Ipv4Header& ip) noexcept;
/// Fill a reply of @p used bytes up to the shortest frame, as far as the request was that long.
/// @return the frame's length
[[nodiscard]] std::size_t pad(std::span<std::uint8_t> frame, std::size_t used) noexcept;

/// Whether the header is one of 20 bytes, of no fragment.
[[nodiscard]] inline bool plain(const Ipv4Header& ip) noexcept
{
    static_assert(offsetof(Ipv4Header, fragment) == 6);
    constexpr auto looked_at =
        std::bit_cast<std::uint64_t>(std::array<std::uint8_t, 8>{0xff, 0, 0, 0, 0, 0, 0xbf, 0xff});
    constexpr auto wanted = std::bit_cast<std::uint64_t>(std::array<std::uint8_t, 8>{0x45, 0, 0, 0, 0, 0, 0, 0});
    return (load<std::uint64_t>(&ip) & looked_at) == wanted;
}

/// Whether bytes that are not all zero and hold their own checksum have this sum: fold(sum) == 0xffff, in one step.
[[nodiscard]] constexpr bool checks(std::uint64_t sum) noexcept
{
    return sum % 0xffff == 0;
}

[[nodiscard]] inline bool checks(const Ipv4Header& plain_header) noexcept
{
    const auto* at = reinterpret_cast<const std::uint8_t*>(&plain_header);
    return checks(
        add_around(add_around(load<std::uint64_t>(at), load<std::uint64_t>(at + 8)), load<std::uint32_t>(at + 16)));
}

/// @param length  of the message, at least its header's
[[nodiscard]] inline bool checks(const EchoHeader& echo, std::size_t length) noexcept
{
    const auto* at = reinterpret_cast<const std::uint8_t*>(&echo);
    std::uint64_t sum = sum_of_words(at, length);
    if (length != 0)  // the last eight bytes, without those that are in the sum: little-endian
        sum = add_around(sum, load<std::uint64_t>(at + length - 8) >> (64 - 8 * length));
    return checks(sum);
}

/// Make the request's header that of the reply, and its checksum: adding to it what the sum lost, with end-around
/// carry.
/// @return false, and nothing is changed: RFC 1624 3, that cannot tell the two zeros apart
[[nodiscard]] inline bool turn_round(EchoHeader& echo) noexcept
{
    static_assert(offsetof(EchoHeader, type) == 0 && icmp::echo_reply == 0);
    constexpr std::uint32_t lost = std::bit_cast<std::uint16_t>(Be16(icmp::echo_request << 8));
    std::uint32_t checksum = load<std::uint16_t>(&echo.checksum) + lost;
    checksum = (checksum + (checksum >> 16)) & 0xffff;
    if (checksum == 0xffff)
        return false;
    echo.type = icmp::echo_reply;
    echo.checksum = std::bit_cast<Be16>(static_cast<std::uint16_t>(checksum));
    return true;
}

/// Turn a request into its reply, in place.
/// @param last  addresses that were found good for this host before: the next request mostly has the same
/// @return the reply's length; 0: not such a request, and not a byte was changed
[[nodiscard, gnu::always_inline]] inline std::size_t answer_plain_echo(std::span<std::uint8_t> frame, const Host& host,
                                                                       EchoAddresses& last) noexcept
{
    if (frame.size() < sizeof(PlainEcho))
        return 0;
    auto* const bytes = frame.data();
    auto& [ethernet, ip, echo] = *reinterpret_cast<PlainEcho*>(bytes);
    const std::size_t total = ip.total_length;
    // One comparison: a length too small for the headers wraps to one that no frame has.
    if (!plain(ip) || ip.protocol != protocol::icmp || echo.type != icmp::echo_request ||
        total - (sizeof(ip) + sizeof(echo)) > frame.size() - sizeof(PlainEcho))
        return 0;
    const EchoAddresses these{load<std::uint64_t>(bytes), load<std::uint64_t>(&ethernet.source),
                              load<std::uint64_t>(&ip.source)};
    if (these != last) {
        if (!possible(*reinterpret_cast<PlainEcho*>(bytes), host))
            return 0;
        last = these;
    }
    if (!checks(ip) || !checks(echo, total - sizeof(ip)) || !turn_round(echo))
        return 0;
    if (ip.ttl != reply_ttl)
        renew_ttl(ip);
    store(&ip.source, std::rotl(these.ips, 32));
    store(&ethernet.destination, these.mac_and_type);  // and two bytes of the source, which come next
    store(&ethernet.source, static_cast<std::uint32_t>(these.macs));
    store(bytes + sizeof(Mac) + 4, static_cast<std::uint16_t>(these.macs >> 32));
    const std::size_t used = sizeof(ethernet) + total;
    return used < ethernet_min_frame ? pad(frame, used) : used;
}

}  // namespace responder
