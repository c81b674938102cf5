// SPDX-License-Identifier: BSD-3-Clause
// What became of a frame: every answer and every reason for a drop has its own counter.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responder {

enum class Event : std::uint8_t {
    arp_answered,
    icmp_answered,
    ndp_answered,
    icmpv6_answered,
    echo_reply,
    announced,
    probed,
    arp_reply,
    ndp_advertisement,
    ethernet_short,
    ethernet_source,
    ethernet_destination,
    vlan_other,
    ethertype_other,
    headers_split,
    arp_short,
    arp_format,
    arp_opcode,
    arp_sender,
    arp_conflict,
    arp_defended,
    arp_target_other,
    ipv4_short,
    ipv4_version,
    ipv4_header_length,
    ipv4_total_length,
    ipv4_checksum,
    ipv4_options,
    ipv4_source_route,
    ipv4_source,
    ipv4_destination_other,
    ipv4_link_broadcast,
    ipv4_fragment,
    ipv4_protocol_other,
    icmp_short,
    icmp_checksum,
    icmp_type_other,
    icmp_broadcast,
    ipv6_short,
    ipv6_version,
    ipv6_payload_length,
    ipv6_source,
    ipv6_destination_other,
    ipv6_link_multicast,
    ipv6_extension,
    ipv6_fragment,
    ipv6_next_header_other,
    icmpv6_short,
    icmpv6_checksum,
    icmpv6_type_other,
    icmpv6_multicast,
    ndp_invalid,
    ndp_target_other,
    ndp_conflict,
    mld_query,
    mld_reported,
    mld_invalid,
    no_room,
    segments_many,
    fragment_malformed,
    fragment_duplicate,
    fragment_overlap,
    fragment_timeout,
    fragment_full,
    fragment_reassembled,
    fragment_sent,
    fragment_failed,
    time_exceeded,
    unreachable,
    error_limited,
    transmit_refused,
    transmit_full,
    count
};

struct EventText {
    std::string_view name;  ///< as in statistics
    std::string_view text;  ///< one line for people
};

/// In the order of Event.
inline constexpr std::array<EventText, static_cast<std::size_t>(Event::count)> event_texts{{
    {"arp_answered", "ARP requests answered"},
    {"icmp_answered", "ICMP echo requests answered"},
    {"ndp_answered", "neighbour solicitations answered"},
    {"icmpv6_answered", "ICMPv6 echo requests answered"},
    {"echo_reply", "echo replies received"},
    {"announced", "announcements of our addresses sent"},
    {"probed", "questions sent whether others have our addresses"},
    {"arp_reply", "ARP replies and announcements of others, not answered"},
    {"ndp_advertisement", "neighbour advertisements of others, not answered"},
    {"ethernet_short", "frames shorter than an Ethernet header or its VLAN tag"},
    {"ethernet_source", "frames from a group, zero or our own MAC address"},
    {"ethernet_destination", "frames to another station (promiscuous mode)"},
    {"vlan_other", "frames of a VLAN that --vlan does not name"},
    {"ethertype_other", "frames of another protocol"},
    {"headers_split", "frames whose headers do not lie in their first buffer"},
    {"arp_short", "ARP packets cut short"},
    {"arp_format", "ARP packets not for Ethernet and IPv4"},
    {"arp_opcode", "ARP packets neither request nor reply"},
    {"arp_sender", "ARP packets with an impossible sender address"},
    {"arp_conflict", "ARP packets of another station that uses our address"},
    {"arp_defended", "ARP conflicts answered by an announcement of ours"},
    {"arp_target_other", "ARP requests for addresses of others"},
    {"ipv4_short", "IPv4 packets cut short"},
    {"ipv4_version", "IPv4 packets with another version number"},
    {"ipv4_header_length", "IPv4 packets with an impossible header length"},
    {"ipv4_total_length", "IPv4 packets with an impossible total length"},
    {"ipv4_checksum", "IPv4 packets with a wrong header checksum"},
    {"ipv4_options", "IPv4 packets with malformed options"},
    {"ipv4_source_route", "IPv4 packets with a source route"},
    {"ipv4_source", "IPv4 packets with an impossible source address"},
    {"ipv4_destination_other", "IPv4 packets to addresses of others"},
    {"ipv4_link_broadcast", "IPv4 packets to our address in a link-layer broadcast or multicast"},
    {"ipv4_fragment", "IPv4 fragments"},
    {"ipv4_protocol_other", "IPv4 packets of another protocol than ICMP"},
    {"icmp_short", "ICMP messages cut short"},
    {"icmp_checksum", "ICMP messages with a wrong checksum"},
    {"icmp_type_other", "ICMP messages other than echo requests"},
    {"icmp_broadcast", "ICMP echo requests to broadcast or multicast addresses"},
    {"ipv6_short", "IPv6 packets cut short"},
    {"ipv6_version", "IPv6 packets with another version number"},
    {"ipv6_payload_length", "IPv6 packets with an impossible payload length"},
    {"ipv6_source", "IPv6 packets with an impossible source address"},
    {"ipv6_destination_other", "IPv6 packets to addresses of others"},
    {"ipv6_link_multicast", "IPv6 packets to our address in a link-layer multicast"},
    {"ipv6_extension", "IPv6 packets with extension headers that are malformed or must not be passed over"},
    {"ipv6_fragment", "IPv6 fragments"},
    {"ipv6_next_header_other", "IPv6 packets of another protocol than ICMPv6"},
    {"icmpv6_short", "ICMPv6 messages cut short"},
    {"icmpv6_checksum", "ICMPv6 messages with a wrong checksum"},
    {"icmpv6_type_other", "ICMPv6 messages of other types"},
    {"icmpv6_multicast", "ICMPv6 echo requests to multicast addresses"},
    {"ndp_invalid", "neighbour messages that RFC 4861 says to discard"},
    {"ndp_target_other", "neighbour solicitations for addresses of others"},
    {"ndp_conflict", "neighbour messages of another station that uses our address"},
    {"mld_query", "multicast listener queries"},
    {"mld_reported", "multicast listener reports sent"},
    {"mld_invalid", "multicast listener queries that RFC 3810 says to discard"},
    {"no_room", "requests whose longer reply has no room in the buffer"},
    {"segments_many", "frames over more buffers than can be looked at"},
    {"fragment_malformed", "fragments of an impossible length or place"},
    {"fragment_duplicate", "fragments received twice"},
    {"fragment_overlap", "fragments of datagrams with overlapping fragments"},
    {"fragment_timeout", "fragments whose datagram did not become whole in time"},
    {"fragment_full", "fragments given up for want of buffers"},
    {"fragment_reassembled", "datagrams reassembled"},
    {"fragment_sent", "fragments of replies sent"},
    {"fragment_failed", "replies that could not be cut into fragments"},
    {"time_exceeded", "ICMP errors sent about datagrams that did not become whole in time"},
    {"unreachable", "ICMP errors sent about protocols and ports that nobody serves"},
    {"error_limited", "ICMP errors not sent because there were many"},
    {"transmit_refused", "replies that the driver cannot send"},
    {"transmit_full", "replies given up because the transmit ring stayed full"},
}};

[[nodiscard]] constexpr const EventText& text(Event event)
{
    return event_texts[static_cast<std::size_t>(event)];
}

/// Whether the event is an answer or a step towards one, not the end of a frame without an answer.
[[nodiscard]] constexpr bool is_progress(Event event)
{
    switch (event) {
    case Event::arp_answered:
    case Event::icmp_answered:
    case Event::ndp_answered:
    case Event::icmpv6_answered:
    case Event::echo_reply:
    case Event::announced:
    case Event::probed:
    case Event::arp_reply:
    case Event::ndp_advertisement:
    case Event::mld_query:
    case Event::mld_reported:
    case Event::arp_defended:
    case Event::ipv4_fragment:
    case Event::ipv6_fragment:
    case Event::fragment_reassembled:
    case Event::fragment_sent:
    case Event::time_exceeded:
    case Event::unreachable:
    case Event::error_limited:  // the packet that it is about has its own end
        return true;
    default:
        return false;
    }
}

struct Fragment;

/// A frame's verdict: all that there is to know of it. Of a size that comes back in registers.
struct Verdict {
    Event event;
    std::uint16_t skip;    ///< bytes at the frame's start that the reply leaves out
    std::uint32_t length;  ///< bytes of the reply that the frame now is; 0: nothing to send
    const Fragment*
        fragment;  ///< that the frame is: of ipv4_fragment and ipv6_fragment, until the next frame; else null

    // NOLINTNEXTLINE(google-explicit-constructor): {event} and {event, length} are how verdicts are given
    constexpr Verdict(Event what, std::size_t reply = 0, std::size_t left_out = 0, const Fragment* is = nullptr)
        : event(what),
          skip(static_cast<std::uint16_t>(left_out)),
          length(static_cast<std::uint32_t>(reply)),
          fragment(is)
    {
    }

    [[nodiscard]] constexpr bool is_reply() const { return length != 0; }
};

/// A counter that one thread advances and any may read.
class Counter {
public:
    void add(std::uint64_t n = 1) noexcept
    {
        value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }
    void clear() noexcept { value_.store(0, std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// One counter for every Event.
class Counters {
public:
    using Values = std::array<std::uint64_t, static_cast<std::size_t>(Event::count)>;

    void count(Event event, std::uint64_t n = 1) noexcept { values_[static_cast<std::size_t>(event)].add(n); }
    [[nodiscard]] std::uint64_t get(Event event) const noexcept
    {
        return values_[static_cast<std::size_t>(event)].get();
    }
    /// Any thread.
    [[nodiscard]] Values values() const noexcept
    {
        Values values{};
        std::transform(values_.begin(), values_.end(), values.begin(), [](const Counter& c) { return c.get(); });
        return values;
    }
    void clear() noexcept
    {
        for (auto& value : values_)
            value.clear();
    }

private:
    std::array<Counter, static_cast<std::size_t>(Event::count)> values_;
};

}  // namespace responder
