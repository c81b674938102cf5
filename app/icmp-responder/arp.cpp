// SPDX-License-Identifier: BSD-3-Clause
#include "arp.hpp"

namespace responder {

namespace {

bool possible_sender(const ArpPacket& arp, const Host& host)
{
    if (arp.sender_mac.is_group() || arp.sender_mac.is_zero())
        return false;
    // Zero is an RFC 5227 probe, a question before the asker has an address.
    return !arp.sender_ip.is_multicast() && !arp.sender_ip.is_loopback() && !arp.sender_ip.is_reserved() &&
           !host.is_broadcast(arp.sender_ip);
}

}  // namespace

Verdict answer_arp(const Packet& packet, const Host& host) noexcept
{
    if (packet.network_size() < sizeof(ArpPacket))
        return {Event::arp_short};
    auto* arp = view<ArpPacket>(packet, packet.network);
    if (arp == nullptr)
        return {Event::headers_split};
    if (arp->hardware != ArpPacket::hardware_ethernet || arp->protocol != ethertype::ipv4 ||
        arp->hardware_length != sizeof(Mac) || arp->protocol_length != sizeof(Ipv4Address))
        return {Event::arp_format};
    if (arp->opcode != ArpPacket::request && arp->opcode != ArpPacket::reply)
        return {Event::arp_opcode};
    if (!possible_sender(*arp, host))
        return {Event::arp_sender};
    if (host.owns(arp->sender_ip))
        return {Event::arp_conflict};
    if (arp->opcode == ArpPacket::reply || arp->sender_ip == arp->target_ip)
        return {Event::arp_reply};
    if (!host.owns(arp->target_ip))
        return {Event::arp_target_other};

    // RFC 826 "Packet Reception": swap the fields, our hardware address in the sender's.
    const Ipv4Address ours = arp->target_ip;
    arp->opcode = ArpPacket::reply;
    arp->target_mac = arp->sender_mac;
    arp->target_ip = arp->sender_ip;
    arp->sender_mac = host.mac;
    arp->sender_ip = ours;
    return {Event::arp_answered, send_back(packet, arp->target_mac, host.mac, packet.network + sizeof(ArpPacket))};
}

}  // namespace responder
