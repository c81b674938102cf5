// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/responder.hpp"

#include "protocol/ipv4/arp.hpp"
#include "protocol/ipv4/ipv4.hpp"
#include "protocol/ipv6/ipv6.hpp"
#include "protocol/wire/ethernet.hpp"

namespace responder {

Verdict Responder::handle(const Frame& frame) noexcept
{
    const Verdict verdict = judge(frame);
    counters_.count(verdict.event);
    return verdict;
}

Verdict Responder::judge(const Frame& frame) noexcept
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
    const std::uint16_t vlan = payload.vlan.value_or(no_vlan);
    if (!host_.answers_in(vlan))
        return {Event::vlan_other};
    const Packet packet{frame, ethernet, payload.offset};
    const Verdict verdict = dispatch(packet, payload.type);
    fragment_.key.vlan = vlan;
    return verdict;
}

Verdict Responder::dispatch(const Packet& packet, std::uint16_t type) noexcept
{
    switch (type) {
    case ethertype::arp: {
        const Verdict verdict = answer_arp(packet, host_, neighbours_);
        if (verdict.event != Event::arp_conflict)
            return verdict;
        const auto& arp = *view<ArpPacket>(packet, packet.network);
        return meet_conflict(packet, {arp.sender_ip.is_zero() ? arp.target_ip : arp.sender_ip, arp.sender_mac},
                             verdict.event);
    }
    case ethertype::ipv4:
        return answer_ipv4(packet, host_, fragment_);
    case ethertype::ipv6: {
        Conflict conflict;
        const Verdict verdict = answer_ipv6(packet, host_, neighbours_, fragment_, query_, conflict);
        if (verdict.event == Event::mld_query)
            announcer_.asked(query_, neighbours_.time());
        return verdict.event == Event::ndp_conflict ? meet_conflict(packet, conflict, verdict.event) : verdict;
    }
    default:
        return {Event::ethertype_other};
    }
}

Verdict Responder::meet_conflict(const Packet& packet, const Conflict& conflict, Event event) noexcept
{
    const bool taken = host_.claim_of(conflict.address) == Claim::taken;
    announcer_.clash(conflict, host_, neighbours_.time());
    return taken && event == Event::arp_conflict ? defend(packet) : Verdict{event};
}

std::size_t Responder::due(std::uint64_t now, std::span<std::uint8_t> out) noexcept
{
    const Verdict verdict = announcer_.due(now, host_, out);
    if (verdict.is_reply())
        counters_.count(verdict.event);
    return verdict.length;
}

std::size_t Responder::complain(const Frame& frame, Trouble trouble, std::span<std::uint8_t> out) noexcept
{
    auto* ethernet = view<EthernetHeader>(frame.head, 0);
    const Payload payload = untag(frame, *ethernet);
    const auto length = write_error({frame, ethernet, payload.offset}, payload.type, trouble, host_, error_id_, out);
    if (length == 0)
        return 0;
    if (!error_limit_.take(neighbours_.time())) {
        counters_.count(Event::error_limited);
        return 0;
    }
    error_id_++;
    counters_.count(trouble == Trouble::late ? Event::time_exceeded : Event::unreachable);
    return length;
}

/// RFC 5227 2.4 (b): one announcement, and none while the other goes on within DEFEND_INTERVAL.
Verdict Responder::defend(const Packet& packet) noexcept
{
    constexpr std::uint64_t defend_interval_ns = 10'000'000'000;
    const std::uint64_t now = neighbours_.time();
    const bool recent = defended_ns_ && now - *defended_ns_ < defend_interval_ns;
    defended_ns_ = now;
    if (recent)
        return {Event::arp_conflict};
    return announce_in_place(packet, host_, view<ArpPacket>(packet, packet.network)->sender_ip);
}

}  // namespace responder
