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

/// Sum of bytes that begin a sum, in the machine's byte order (RFC 1071 2 (B)); @p length from 8 to 64 Ki.
std::uint64_t native_sum(const void* bytes, std::size_t length)
{
    const auto* at = static_cast<const std::uint8_t*>(bytes);
    std::uint64_t sum = sum_of_words(at, length);
    if (length != 0) {  // the last eight bytes, without those that are in the sum; x86 is little-endian
        const auto rest = load<std::uint64_t>(at + length - 8) >> (64 - 8 * length);
        sum += (rest & 0xffffffff) + (rest >> 32);
    }
    return sum;
}

/// The same of an IPv4 header without options.
std::uint64_t native_sum(const Ipv4Header& ip)
{
    const auto* at = reinterpret_cast<const std::uint8_t*>(&ip);
    return std::uint64_t{load<std::uint32_t>(at)} + load<std::uint32_t>(at + 4) + load<std::uint32_t>(at + 8) +
           load<std::uint32_t>(at + 12) + load<std::uint32_t>(at + 16);
}

/// Whether bytes that are not all zero and hold their own checksum have sum @p sum: fold(sum) == 0xffff, in one step.
bool checks(std::uint64_t sum)
{
    return sum % 0xffff == 0;
}

bool for_us(const EthernetHeader& ethernet, const Host& host)
{
    return ethernet.destination == host.mac && ethernet.type == ethertype::ipv4 && host.vlans.empty() &&
           !ethernet.source.is_group() && !ethernet.source.is_zero() && ethernet.source != host.mac;
}

/// Whether a request with these addresses is one to us, from someone who can have sent it.
bool possible(const PlainEcho& request, const Host& host)
{
    return for_us(request.ethernet, host) && host.owns(request.ip.destination) &&
           possible_source(request.ip.source, host);
}

EchoAddresses addresses(const PlainEcho& request)
{
    const auto* frame = reinterpret_cast<const std::uint8_t*>(&request);
    return {load<std::uint64_t>(frame), load<std::uint64_t>(frame + 6), load<std::uint64_t>(&request.ip.source)};
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

std::size_t answer_plain_echo(std::span<std::uint8_t> frame, const Host& host,
                              std::optional<EchoAddresses>& last) noexcept
{
    auto* request = view<PlainEcho>(frame, 0);
    if (request == nullptr || !plain(*request, frame.size()))
        return 0;
    if (const EchoAddresses these = addresses(*request); these != last) {
        if (!possible(*request, host))
            return 0;
        last = these;
    }
    auto& [ethernet, ip, echo] = *request;
    const std::size_t total = ip.total_length;
    if (!checks(native_sum(ip)) || !checks(native_sum(&echo, total - sizeof(ip))))
        return 0;
    const auto checksum = updated(echo.checksum, icmp::echo_request << 8, icmp::echo_reply << 8);
    if (checksum == 0)
        return 0;  // RFC 1624 3: the update cannot tell the two zeros apart

    echo.checksum = checksum;
    echo.type = icmp::echo_reply;
    if (ip.ttl != reply_ttl) {
        ip.checksum = updated(ip.checksum, static_cast<std::uint16_t>(ip.ttl << 8), reply_ttl << 8);
        ip.ttl = reply_ttl;
    }
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
