// SPDX-License-Identifier: BSD-3-Clause
#include "plain_echo.hpp"

#include <cstring>

#include "checksum.hpp"
#include "ipv4.hpp"

namespace responder {

namespace {

struct PlainEcho {
    EthernetHeader ethernet;
    Ipv4Header ip;
    EchoHeader echo;
};
static_assert(sizeof(PlainEcho) == 42 && alignof(PlainEcho) == 1);

constexpr std::size_t least_total = sizeof(Ipv4Header) + sizeof(EchoHeader);

template <class Word>
Word load(const void* from)
{
    Word word;
    std::memcpy(&word, from, sizeof(word));
    return word;
}

/// Sum of bytes that begin a sum, in the machine's byte order (RFC 1071 2 (B)); @p length below 64 KiB.
std::uint64_t native_sum(const void* bytes, std::size_t length)
{
    const auto* at = static_cast<const std::uint8_t*>(bytes);
    std::uint64_t run = 0, carries = 0;
    const auto add = [&](std::uint64_t word) { carries += __builtin_add_overflow(run, word, &run); };
    for (; length >= 32; at += 32, length -= 32) {  // unrolled: the loop costs more than the sum
        add(load<std::uint64_t>(at));
        add(load<std::uint64_t>(at + 8));
        add(load<std::uint64_t>(at + 16));
        add(load<std::uint64_t>(at + 24));
    }
    for (; length >= 8; at += 8, length -= 8)
        add(load<std::uint64_t>(at));
    std::uint64_t rest = 0;  // zeros in place of what is missing
    std::memcpy(&rest, at, length);
    add(rest);
    return carries + (run & 0xffffffff) + (run >> 32);
}

/// The same of an IPv4 header without options.
std::uint64_t native_sum(const Ipv4Header& ip)
{
    const auto* at = reinterpret_cast<const std::uint8_t*>(&ip);
    return std::uint64_t{load<std::uint32_t>(at)} + load<std::uint32_t>(at + 4) + load<std::uint32_t>(at + 8) +
           load<std::uint32_t>(at + 12) + load<std::uint32_t>(at + 16);
}

bool for_us(const EthernetHeader& ethernet, const Host& host)
{
    return ethernet.destination == host.mac && ethernet.type == ethertype::ipv4 && host.vlans.empty() &&
           !ethernet.source.is_group() && !ethernet.source.is_zero() && ethernet.source != host.mac;
}

bool plain(const PlainEcho& request, std::size_t size)
{
    const auto& ip = request.ip;
    constexpr std::uint16_t unusual = Ipv4Header::reserved_flag | Ipv4Header::more_fragments | Ipv4Header::offset_mask;
    const std::size_t total = ip.total_length;
    return ip.version_ihl == 0x45 && ip.protocol == protocol::icmp && (ip.fragment & unusual) == 0 &&
           request.echo.type == icmp::echo_request && total >= least_total && total <= size - sizeof(EthernetHeader);
}

}  // namespace

std::size_t answer_plain_echo(std::span<std::uint8_t> frame, const Host& host) noexcept
{
    auto* request = view<PlainEcho>(frame, 0);
    if (request == nullptr || !for_us(request->ethernet, host) || !plain(*request, frame.size()))
        return 0;
    auto& [ethernet, ip, echo] = *request;
    const std::size_t total = ip.total_length;
    if (!host.owns(ip.destination) || !possible_source(ip.source, host) || fold(native_sum(ip)) != 0xffff ||
        fold(native_sum(&echo, total - sizeof(ip))) != 0xffff)
        return 0;
    const auto checksum = updated(echo.checksum, icmp::echo_request << 8, icmp::echo_reply << 8);
    if (checksum == 0)
        return 0;  // RFC 1624 3: the update cannot tell the two zeros apart

    echo.checksum = checksum;
    echo.type = icmp::echo_reply;
    ip.checksum = updated(ip.checksum, static_cast<std::uint16_t>(ip.ttl << 8), reply_ttl << 8);
    ip.ttl = reply_ttl;
    std::swap(ip.source, ip.destination);
    ethernet.destination = ethernet.source;
    ethernet.source = host.mac;
    const std::size_t used = sizeof(EthernetHeader) + total;
    if (used >= ethernet_min_frame)
        return used;
    const std::size_t length = std::min(frame.size(), ethernet_min_frame);
    std::memset(frame.data() + used, 0, length - used);
    return length;
}

}  // namespace responder
