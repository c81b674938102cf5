// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/frame_text.hpp"

#include <cstdio>

#include "protocol/wire/ethernet.hpp"
#include "protocol/wire/headers.hpp"

namespace responder {

namespace {

std::string hex(unsigned value)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "0x%04x", value);
    return text.data();
}

std::string arp_text(const Frame& frame, std::size_t at)
{
    const auto* arp = view<ArpPacket>(frame.head, at);
    if (arp == nullptr)
        return "ARP, cut short";
    if (arp->opcode == ArpPacket::request)
        return "ARP, Request who-has " + to_string(arp->target_ip) + " tell " + to_string(arp->sender_ip);
    if (arp->opcode == ArpPacket::reply)
        return "ARP, Reply " + to_string(arp->sender_ip) + " is-at " + to_string(arp->sender_mac);
    return "ARP, opcode " + std::to_string(arp->opcode);
}

std::string echo_text(const Frame& frame, std::size_t at, std::size_t length, const char* what)
{
    const auto* echo = view<EchoHeader>(frame.head, at);
    if (echo == nullptr)
        return std::string(what) + " cut short";
    return std::string(what) + ", id " + std::to_string(echo->id) + ", seq " + std::to_string(echo->sequence) +
           ", length " + std::to_string(length);
}

std::string icmp_text(const Frame& frame, std::size_t at, std::size_t length)
{
    const auto* type = view<std::uint8_t>(frame.head, at);
    if (type == nullptr)
        return "ICMP cut short";
    if (*type == icmp::echo_request)
        return echo_text(frame, at, length, "ICMP echo request");
    if (*type == icmp::echo_reply)
        return echo_text(frame, at, length, "ICMP echo reply");
    return "ICMP type " + std::to_string(*type) + ", length " + std::to_string(length);
}

std::string icmpv6_text(const Frame& frame, std::size_t at, std::size_t length)
{
    const auto* type = view<std::uint8_t>(frame.head, at);
    if (type == nullptr)
        return "ICMP6 cut short";
    if (*type == icmpv6::echo_request)
        return echo_text(frame, at, length, "ICMP6, echo request");
    if (*type == icmpv6::echo_reply)
        return echo_text(frame, at, length, "ICMP6, echo reply");
    const auto* neighbour = view<NeighbourMessage>(frame.head, at);
    if (*type == icmpv6::neighbour_solicitation && neighbour != nullptr)
        return "ICMP6, neighbor solicitation, who has " + to_string(neighbour->target);
    if (*type == icmpv6::neighbour_advertisement && neighbour != nullptr)
        return "ICMP6, neighbor advertisement, tgt is " + to_string(neighbour->target);
    return "ICMP6, type " + std::to_string(*type) + ", length " + std::to_string(length);
}

std::string ipv4_text(const Frame& frame, std::size_t at)
{
    const auto* ip = view<Ipv4Header>(frame.head, at);
    if (ip == nullptr || ip->total_length < ip->header_length())
        return "IP, cut short";
    const std::string ends = "IP " + to_string(ip->source) + " > " + to_string(ip->destination) + ": ";
    const std::size_t length = ip->total_length - ip->header_length();
    const unsigned offset = (ip->fragment & Ipv4Header::offset_mask) * 8u;
    if (offset != 0 || (ip->fragment & Ipv4Header::more_fragments) != 0)
        return ends + "fragment of protocol " + std::to_string(ip->protocol) + ", id " + std::to_string(ip->id) +
               ", offset " + std::to_string(offset) + ", length " + std::to_string(length);
    if (ip->protocol == protocol::icmp)
        return ends + icmp_text(frame, at + ip->header_length(), length);
    return ends + "protocol " + std::to_string(ip->protocol) + ", length " + std::to_string(length);
}

std::string ipv6_text(const Frame& frame, std::size_t at)
{
    const auto* ip = view<Ipv6Header>(frame.head, at);
    if (ip == nullptr)
        return "IP6, cut short";
    const std::string ends = "IP6 " + to_string(ip->source) + " > " + to_string(ip->destination) + ": ";
    if (ip->next_header == protocol::icmpv6)
        return ends + icmpv6_text(frame, at + sizeof(Ipv6Header), ip->payload_length);
    return ends + "next header " + std::to_string(ip->next_header) + ", length " + std::to_string(ip->payload_length);
}

}  // namespace

std::string frame_text(const Frame& frame)
{
    const auto* ethernet = view<EthernetHeader>(frame.head, 0);
    if (ethernet == nullptr)
        return "frame of " + std::to_string(frame.size()) + " bytes, cut short";
    const Payload payload = untag(frame, *ethernet);
    const std::string link = to_string(ethernet->source) + " > " + to_string(ethernet->destination) + ", " +
                             (payload.vlan ? "vlan " + std::to_string(*payload.vlan) + ", " : "");
    switch (payload.type) {
    case ethertype::arp:
        return link + arp_text(frame, payload.offset);
    case ethertype::ipv4:
        return link + ipv4_text(frame, payload.offset);
    case ethertype::ipv6:
        return link + ipv6_text(frame, payload.offset);
    default:
        return link + "ethertype " + hex(payload.type) + ", length " + std::to_string(frame.size());
    }
}

}  // namespace responder
