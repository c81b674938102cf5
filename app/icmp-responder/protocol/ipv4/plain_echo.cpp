// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv4/plain_echo.hpp"

#include <algorithm>

namespace responder {

bool possible(const PlainEcho& request, const Host& host) noexcept
{
    const auto& [ethernet, ip, echo] = request;
    return ethernet.destination == host.mac && ethernet.type == ethertype::ipv4 && host.answers_in(no_vlan) &&
           !ethernet.source.is_group() && !ethernet.source.is_zero() && ethernet.source != host.mac &&
           host.owns(ip.destination) && possible_source(ip.source, host);
}

void renew_ttl(Ipv4Header& ip) noexcept
{
    ip.checksum = updated(ip.checksum, word(ip.ttl, ip.protocol), word(reply_ttl, ip.protocol));
    ip.ttl = reply_ttl;
}

std::size_t pad(std::span<std::uint8_t> frame, std::size_t used) noexcept
{
    const std::size_t length = std::min(frame.size(), ethernet_min_frame);
    std::fill(frame.begin() + static_cast<std::ptrdiff_t>(used), frame.begin() + static_cast<std::ptrdiff_t>(length),
              std::uint8_t{0});
    return length;
}

}  // namespace responder
