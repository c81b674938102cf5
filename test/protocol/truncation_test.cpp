// SPDX-License-Identifier: BSD-3-Clause
// Frames cut short at every byte: none is answered, none is changed, and none is read beyond its end, which
// AddressSanitizer would see.
#include <gtest/gtest.h>

#include <algorithm>

#include "frames.hpp"

using namespace test;
using responder::Event;

namespace {

struct Message {
    const char* name;
    Event whole;  ///< what becomes of it uncut
    Bytes frame;
    std::vector<std::uint16_t> vlans = {};
};

Bytes ipv6_frame(const Ipv6& header, const Bytes& message, const responder::Mac& to = our_mac)
{
    return ethernet(to, peer_mac, 0x86dd) + ipv6(header, icmpv6_message(message, header));
}

Bytes listener_query()
{
    Bytes message;
    put(message, {130, 0, 0, 0, 0, 100, 0, 0});
    message.resize(28);
    return ipv6_frame({.next_header = 0,
                       .hop_limit = 1,
                       .source = router,
                       .destination = all_nodes6,
                       .extensions = {58, 0, 5, 2, 0, 0, 1, 0}},
                      message, all_nodes_mac);
}

/// A fragment header in front of eight bytes of data.
Bytes fragment6()
{
    const Ipv6 header{.next_header = 44, .extensions = {58, 0, 0, 1, 0, 0, 0, 7}};
    return ethernet(our_mac, peer_mac, 0x86dd) + ipv6(header, pattern(8));
}

std::vector<Message> messages()
{
    const Bytes solicitation = neighbour(135, our_ip6, 0, link_option(1, peer_mac));
    const Bytes advertisement = neighbour(136, other_ip6, 0x60, link_option(2, other_mac));
    const Ipv6 probe{.source = {}, .destination = our_group};
    return {
        {"ARP request", Event::arp_answered, arp_frame()},
        {"ARP probe", Event::arp_answered, arp_frame({.sender_ip = {}})},
        {"ARP reply", Event::arp_reply, arp_frame({.opcode = 2})},
        {"ARP conflict", Event::arp_defended, arp_frame({.sender_ip = our_ip})},
        {"echo request", Event::icmp_answered, echo_frame()},
        {"echo request with options", Event::icmp_answered, echo_frame({.options = Bytes(40, 1)})},
        {"echo reply", Event::echo_reply, echo_frame({}, {.type = 0})},
        {"IPv4 fragment", Event::ipv4_fragment, echo_frame({.fragment = 0x2000})},
        {"tagged echo request", Event::icmp_answered, tagged(echo_frame(), 7), {7}},
        {"ICMPv6 echo request", Event::icmpv6_answered, echo6_frame()},
        {"ICMPv6 echo request behind options", Event::icmpv6_answered,
         echo6_frame({.next_header = 60, .extensions = {58, 0, 1, 4, 0, 0, 0, 0}})},
        {"ICMPv6 echo reply", Event::echo_reply, ipv6_frame({}, echo6(129, 0, pattern(9)))},
        {"IPv6 fragment", Event::ipv6_fragment, fragment6()},
        {"neighbour solicitation", Event::ndp_answered, ipv6_frame({}, solicitation)},
        {"duplicate address probe", Event::ndp_answered, padded(ipv6_frame(probe, neighbour(135, our_ip6)), 86)},
        {"neighbour advertisement", Event::ndp_advertisement, ipv6_frame({}, advertisement)},
        {"multicast listener query", Event::mld_query, listener_query()},
    };
}

responder::Host host_of(const Message& message)
{
    auto host = our_host6();
    host.vlans = message.vlans;
    return host;
}

/// Without what only pads the frame.
std::size_t size_of(const Message& message)
{
    const auto& frame = message.frame;
    return message.whole == Event::ndp_answered ? 54 + (std::size_t{frame[18]} << 8 | frame[19]) : frame.size();
}

}  // namespace

TEST(Truncation, EveryMessageIsTakenWhole)
{
    for (const auto& message : messages())
        EXPECT_EQ(name(handle(host_of(message), message.frame).event), name(message.whole)) << message.name;
}

TEST(Truncation, EveryMessageCutAtEveryByteIsDroppedUnchanged)
{
    for (const auto& message : messages())
        for (std::size_t length = 0; length < size_of(message); length++) {
            const auto outcome =
                handle(host_of(message),
                       Bytes(message.frame.begin(), message.frame.begin() + static_cast<std::ptrdiff_t>(length)));
            EXPECT_NE(name(outcome.event), name(message.whole)) << message.name << " of " << length;
            EXPECT_TRUE(outcome.reply.empty()) << message.name << " of " << length;
            EXPECT_TRUE(outcome.unchanged) << message.name << " of " << length;
        }
}

TEST(Truncation, EveryMessageOverTwoBuffersIsTakenOrRefusedForThat)
{
    for (const auto& message : messages())
        for (std::size_t head = 14; head < message.frame.size(); head++) {
            const auto event = handle_split(host_of(message), message.frame, head).event;
            const bool refused = event == Event::headers_split || event == Event::ethernet_short ||
                                 event == Event::ipv6_extension || event == Event::ndp_invalid ||
                                 event == Event::no_room;
            EXPECT_TRUE(event == message.whole || refused) << message.name << " at " << head << ": " << name(event);
        }
}

TEST(Truncation, Rfc4861AdvertisementCutWithinItsLengthIsInvalid)
{
    const Bytes whole = neighbour(136, other_ip6, 0x60, link_option(2, other_mac));
    for (std::size_t length = 4; length < whole.size(); length++) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        const auto expected = length == 24 ? "ndp_advertisement" : "ndp_invalid";  // RFC 4861 4.4: without the option
        EXPECT_EQ(name(handle(our_host6(), ipv6_frame({}, cut)).event), expected) << length;
    }
}
