// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "frames.hpp"

using namespace test;
using responder::Event;

TEST(Ethernet, FrameToAnotherStationIsIgnored)
{
    const auto outcome = handle(our_host(), echo_frame({}, {}, pattern(56), other_mac));
    EXPECT_EQ(name(outcome.event), "ethernet_destination");
    EXPECT_TRUE(outcome.unchanged);
}

TEST(Ethernet, FrameFromAGroupAddressOrOurselvesIsIgnored)
{
    for (const auto& source : {broadcast_mac, responder::Mac{{0x01, 0, 0x5e, 0, 0, 1}}, responder::Mac{}, our_mac}) {
        const Bytes frame = ethernet(broadcast_mac, source, 0x0806) + arp();
        EXPECT_EQ(name(handle(our_host(), frame).event), "ethernet_source") << to_string(source);
    }
}

TEST(Ethernet, OtherProtocolsAreIgnored)
{
    for (const unsigned type : {0u, 46u, 0x88ccu, 0x8847u, 0xffffu})
        EXPECT_EQ(name(handle(our_host(), padded(ethernet(our_mac, peer_mac, type), 60)).event), "ethertype_other")
            << type;
}

TEST(Vlan, TaggedFrameIsIgnoredUnlessItsVlanIsNamed)
{
    auto host = our_host();
    EXPECT_EQ(handle(host, tagged(echo_frame(), 7)).event, Event::vlan_other);
    host.vlans = {8};
    EXPECT_EQ(handle(host, tagged(echo_frame(), 7)).event, Event::vlan_other);
    host.vlans = {8, 7};
    EXPECT_EQ(handle(host, tagged(echo_frame(), 7)).event, Event::icmp_answered);
}

TEST(Vlan, UntaggedFrameIsIgnoredWhereVlansAreNamed)
{
    auto host = our_host();
    host.vlans = {7};
    EXPECT_EQ(handle(host, echo_frame()).event, Event::vlan_other);
}

TEST(Vlan, ReplyCarriesTheSameTagWithItsPriority)
{
    auto host = our_host();
    host.vlans = {7};
    const auto outcome = handle(host, tagged(echo_frame(), 0xf007));  // priority 7, drop eligible
    ASSERT_GE(outcome.reply.size(), 18u);
    EXPECT_EQ(Bytes(outcome.reply.begin() + 12, outcome.reply.begin() + 18), (Bytes{0x81, 0, 0xf0, 7, 0x08, 0}));
}

TEST(Vlan, PriorityTaggedFrameIsAnUntaggedOneAndAnsweredWithItsPriority)
{
    for (const std::vector<std::uint16_t>& vlans : {std::vector<std::uint16_t>{}, {0}, {7, 0}}) {
        auto host = our_host();
        host.vlans = vlans;
        for (const Bytes& frame : {arp_frame(), echo_frame()}) {
            const auto plain = handle(host, frame);
            const auto outcome = handle(host, tagged(frame, 0xa000));
            ASSERT_FALSE(plain.reply.empty()) << vlans.size();
            EXPECT_EQ(outcome.reply, tagged(plain.reply, 0xa000)) << vlans.size();
        }
    }
}

TEST(Vlan, PriorityTaggedFrameIsIgnoredWhereOnlyVlansAreNamed)
{
    auto host = our_host();
    host.vlans = {7};
    EXPECT_EQ(handle(host, tagged(arp_frame(), 0xa000)).event, Event::vlan_other);
}

TEST(Vlan, FragmentsOfADatagramMayHaveAPriorityTagOrNone)
{
    responder::Responder responder(our_host());
    Bytes plain = echo_frame({.fragment = 0x2000});
    const auto first = responder.handle({plain});
    ASSERT_EQ(first.event, Event::ipv4_fragment);
    ASSERT_NE(first.fragment, nullptr);
    const auto key = first.fragment->key;
    Bytes with_priority = tagged(echo_frame({.fragment = 0x2000}), 0xa000);
    const auto second = responder.handle({with_priority});
    ASSERT_EQ(second.event, Event::ipv4_fragment);
    ASSERT_NE(second.fragment, nullptr);
    EXPECT_EQ(second.fragment->key, key);
}

TEST(Vlan, SecondTagIsAnotherProtocol)
{
    auto host = our_host();
    host.vlans = {7};
    EXPECT_EQ(handle(host, tagged(tagged(echo_frame(), 7), 7)).event, Event::ethertype_other);
}

TEST(Vlan, EveryTruncationIsRefused)
{
    auto host = our_host();
    host.vlans = {7};
    const Bytes whole = tagged(echo_frame({}, {}, {}), 7);
    for (std::size_t length = 0; length < whole.size(); length++) {
        const auto outcome = handle(host, Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        EXPECT_TRUE(outcome.reply.empty()) << length;
        EXPECT_TRUE(outcome.unchanged) << length;
        EXPECT_EQ(outcome.event == Event::ethernet_short, length < 18) << length;
    }
}
