// SPDX-License-Identifier: BSD-3-Clause
#include "responder.hpp"

#include <algorithm>

#include "arp.hpp"
#include "ipv4.hpp"
#include "vlan.hpp"

namespace responder {

std::size_t send_back(const Packet& packet, const Mac& to, const Mac& from, std::size_t used) noexcept
{
    packet.ethernet->destination = to;
    packet.ethernet->source = from;
    if (!packet.frame.tail.empty())
        return used;
    const auto head = packet.frame.head;
    const std::size_t length = std::max(used, std::min(head.size(), ethernet_min_frame));
    std::fill(head.begin() + static_cast<std::ptrdiff_t>(used), head.begin() + static_cast<std::ptrdiff_t>(length),
              std::uint8_t{0});
    return length;
}

Verdict Responder::handle(const Frame& frame) noexcept
{
    const Verdict verdict = judge(frame);
    counters_.count(verdict.event);
    return verdict;
}

Verdict Responder::judge(const Frame& frame) const noexcept
{
    auto* ethernet = view<EthernetHeader>(frame.head, 0);
    if (ethernet == nullptr)
        return {Event::ethernet_short};
    if (ethernet->source.is_group() || ethernet->source.is_zero() || ethernet->source == host_.mac)
        return {Event::ethernet_source};
    if (!ethernet->destination.is_group() && ethernet->destination != host_.mac)
        return {Event::ethernet_destination};

    const Payload payload = untag(frame, *ethernet);
    if (payload.offset == 0)
        return {Event::ethernet_short};
    if (!accepted(payload, host_.vlans))
        return {Event::vlan_other};

    const Packet packet{frame, ethernet, payload.offset};
    switch (payload.type) {
    case ethertype::arp:
        return answer_arp(packet, host_);
    case ethertype::ipv4:
        return answer_ipv4(packet, host_);
    default:
        return {Event::ethertype_other};
    }
}

}  // namespace responder
