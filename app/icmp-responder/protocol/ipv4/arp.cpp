// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv4/arp.hpp"

namespace responder {

namespace {

/// Zero is an RFC 5227 probe, a question before the asker has an address.
bool possible_sender(const ArpPacket& arp, const Host& host)
{
    if (arp.sender_mac.is_group() || arp.sender_mac.is_zero() || arp.sender_mac == host.mac)
        return false;
    return !arp.sender_ip.is_multicast() && !arp.sender_ip.is_loopback() && !arp.sender_ip.is_reserved() &&
           !host.is_broadcast(arp.sender_ip);
}

}  // namespace

ArpPacket make_arp(const Mac& mac, Ipv4Address sender, Ipv4Address target) noexcept
{
    return {.hardware = ArpPacket::hardware_ethernet,
            .protocol = ethertype::ipv4,
            .hardware_length = sizeof(Mac),
            .protocol_length = sizeof(Ipv4Address),
            .opcode = ArpPacket::request,
            .sender_mac = mac,
            .sender_ip = sender,
            .target_mac = {},
            .target_ip = target};
}

Verdict announce_in_place(const Packet& packet, const Host& host, Ipv4Address address) noexcept
{
    *view<ArpPacket>(packet, packet.network) = make_arp(host.mac, address, address);
    return {Event::arp_defended, send_back(packet, broadcast_mac, host.mac, packet.network + sizeof(ArpPacket))};
}

Verdict answer_arp(const Packet& packet, const Host& host, Neighbours& neighbours) noexcept
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
    const bool probe = arp->opcode == ArpPacket::request && arp->sender_ip.is_zero();
    if (host.owns(arp->sender_ip) || host.asks_for(arp->sender_ip) || (probe && host.asks_for(arp->target_ip)))
        return {Event::arp_conflict};  // RFC 5227 2.1.1: also one that asks for the same address
    if (arp->opcode == ArpPacket::reply || arp->sender_ip == arp->target_ip) {
        if (!arp->sender_ip.is_zero() && !host.ipv4.empty())
            neighbours.learn(arp->sender_ip, arp->sender_mac);
        return {Event::arp_reply};
    }
    // RFC 826 "Packet Reception": who asks for others is only brought up to date, who asks for us is remembered.
    const bool for_us = host.owns(arp->target_ip);
    if (!arp->sender_ip.is_zero() && (for_us || neighbours.find(arp->sender_ip)))
        neighbours.learn(arp->sender_ip, arp->sender_mac);
    if (!for_us)
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
