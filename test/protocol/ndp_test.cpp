// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "frames.hpp"

using namespace test;
using responder::Event;

namespace {

const Bytes source_option = link_option(1, peer_mac);

Bytes solicitation(const Ipv6& ip = {.destination = our_group},
                   const Bytes& message = neighbour(135, our_ip6, 0, source_option))
{
    const auto to = ip.destination.is_multicast() ? responder::multicast_mac(ip.destination) : our_mac;
    return ethernet(to, peer_mac, 0x86dd) + ipv6(ip, icmpv6_message(message, ip));
}

Bytes advertisement(const responder::Mac& mac, const responder::Ipv6Address& to, unsigned flags)
{
    const Ipv6 ip{.source = our_ip6, .destination = to};
    return ethernet(mac, our_mac, 0x86dd) +
           ipv6(ip, icmpv6_message(neighbour(136, our_ip6, flags, link_option(2, our_mac)), ip));
}

const Ipv6 probe_header{.source = {}, .destination = our_group};

}  // namespace

TEST(Ndp, Rfc4861SolicitationForOurAddressIsAnswered)
{
    const auto outcome = handle(our_host6(), solicitation());
    EXPECT_EQ(name(outcome.event), "ndp_answered");
    EXPECT_EQ(outcome.reply, advertisement(peer_mac, peer_ip6, 0x60));
}

TEST(Ndp, Rfc4861UnicastSolicitationIsAnswered)
{
    EXPECT_EQ(handle(our_host6(), solicitation({})).reply, advertisement(peer_mac, peer_ip6, 0x60));
}

TEST(Ndp, Rfc4861ReplyGrowsWhereTheSolicitationHasNoOption)
{
    const Bytes frame = solicitation({}, neighbour(135, our_ip6));
    EXPECT_EQ(name(handle(our_host6(), frame).event), "no_room");
    EXPECT_EQ(handle(our_host6(), frame, 8).reply, advertisement(peer_mac, peer_ip6, 0x60));
}

TEST(Ndp, Rfc4861ReplyGoesToTheSourceLinkLayerAddress)
{
    const auto outcome = handle(our_host6(), solicitation({}, neighbour(135, our_ip6, 0, link_option(1, other_mac))));
    EXPECT_EQ(outcome.reply, advertisement(other_mac, peer_ip6, 0x60));
}

TEST(Ndp, TheFirstOfTwoSourceLinkLayerAddressesCounts)
{
    const auto options = link_option(1, other_mac) + link_option(1, peer_mac);
    EXPECT_EQ(handle(our_host6(), solicitation({}, neighbour(135, our_ip6, 0, options))).reply,
              handle(our_host6(), solicitation({}, neighbour(135, our_ip6, 0, link_option(1, other_mac)))).reply);
}

TEST(Ndp, Rfc6980MessageThatCameInFragmentsIsDropped)
{
    for (const unsigned type : {135u, 136u}) {
        Bytes frame = solicitation({}, neighbour(type, our_ip6, 0, link_option(1, peer_mac)));
        responder::Responder responder(our_host6());
        EXPECT_EQ(name(responder.handle({.head = frame, .reassembled = true}).event), "ndp_invalid") << type;
    }
}

TEST(Ndp, Rfc4862DuplicateAddressProbeIsAnsweredToAllNodes)
{
    const auto outcome = handle(our_host6(), solicitation(probe_header, neighbour(135, our_ip6)), 8);
    EXPECT_EQ(outcome.reply, advertisement({{0x33, 0x33, 0, 0, 0, 1}}, all_nodes6, 0x20));
}

TEST(Ndp, Rfc7527ProbeWithNonceIsAnswered)
{
    const Bytes nonce{14, 1, 1, 2, 3, 4, 5, 6};
    const auto outcome = handle(our_host6(), solicitation(probe_header, neighbour(135, our_ip6, 0, nonce)));
    EXPECT_EQ(outcome.reply, advertisement({{0x33, 0x33, 0, 0, 0, 1}}, all_nodes6, 0x20));
}

TEST(Ndp, SolicitationForAnotherIsNotAnswered)
{
    const auto outcome =
        handle(our_host6(), solicitation({.destination = our_group}, neighbour(135, other_ip6, 0, source_option)));
    EXPECT_EQ(name(outcome.event), "ndp_target_other");
    EXPECT_TRUE(outcome.unchanged);
}

TEST(Ndp, Rfc4861InvalidSolicitationsAreDropped)
{
    const std::pair<const char*, Bytes> cases[] = {
        {"hop limit", solicitation({.hop_limit = 254, .destination = our_group})},
        {"code", solicitation({}, neighbour(135, our_ip6, 0, source_option, 1))},
        {"multicast target", solicitation({}, neighbour(135, our_group, 0, source_option))},
        {"option of length zero", solicitation({}, neighbour(135, our_ip6, 0, {1, 0, 0, 0, 0, 0, 0, 0}))},
        {"option beyond the message", solicitation({}, neighbour(135, our_ip6, 0, {1, 2, 0, 0, 0, 0, 0, 0}))},
        {"our own link-layer address", solicitation({}, neighbour(135, our_ip6, 0, link_option(1, our_mac)))},
        {"probe to a unicast address", solicitation({.source = {}}, neighbour(135, our_ip6))},
        {"probe to all nodes", solicitation({.source = {}, .destination = all_nodes6}, neighbour(135, our_ip6))},
        {"probe with a source option", solicitation(probe_header)},
    };
    for (const auto& [what, frame] : cases)
        EXPECT_EQ(name(handle(our_host6(), frame, 8).event), "ndp_invalid") << what;
}

TEST(Ndp, EveryTruncationOfASolicitationIsRefused)
{
    const Bytes message = neighbour(135, our_ip6, 0, source_option);
    for (std::size_t length = 4; length < message.size(); length++) {
        if (length == 24)
            continue;  // whole, without its option
        const Bytes cut(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(length));
        EXPECT_EQ(name(handle(our_host6(), solicitation({}, cut), 32).event), "ndp_invalid") << length;
    }
}

TEST(Ndp, SolicitationOverTwoBuffersIsRefused)
{
    const Bytes frame = solicitation();
    for (std::size_t head = 55; head < frame.size(); head++)
        EXPECT_EQ(name(handle_split(our_host6(), frame, head).event), "ndp_invalid") << head;
}

TEST(Ndp, Rfc4861SourceOfASolicitationIsLearnedButNotOfAProbe)
{
    responder::Responder responder(our_host6());
    Bytes frame = solicitation();
    (void)responder.handle({frame});
    EXPECT_EQ(responder.neighbours().find(peer_ip6), peer_mac);
    Bytes probe = padded(solicitation(probe_header, neighbour(135, our_ip6)), 100);
    (void)responder.handle({probe});
    EXPECT_FALSE(responder.neighbours().find(responder::Ipv6Address{}));
}

TEST(Ndp, Rfc4861AdvertisementIsLearnedFrom)
{
    responder::Responder responder(our_host6());
    Bytes frame = solicitation({}, neighbour(136, other_ip6, 0x60, link_option(2, other_mac)));
    EXPECT_EQ(responder.handle({frame}).event, Event::ndp_advertisement);
    EXPECT_EQ(responder.neighbours().find(other_ip6), other_mac);
}

TEST(Ndp, Rfc4861SolicitedAdvertisementToAGroupIsDropped)
{
    const Bytes frame =
        solicitation({.destination = all_nodes6}, neighbour(136, other_ip6, 0x60, link_option(2, other_mac)));
    EXPECT_EQ(name(handle(our_host6(), frame).event), "ndp_invalid");
}

TEST(Ndp, Rfc4862AdvertisementOfOurAddressByAnotherIsAConflict)
{
    const Bytes frame =
        solicitation({.destination = all_nodes6}, neighbour(136, our_ip6, 0x20, link_option(2, other_mac)));
    EXPECT_EQ(name(handle(our_host6(), frame).event), "ndp_conflict");
}

TEST(Neighbours, TableThatIsFullForgetsTheOldest)
{
    responder::Neighbours neighbours;
    for (unsigned i = 0; i < 5000; i++) {
        neighbours.set_time(i);
        neighbours.learn(
            responder::Ipv4Address{{10, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}}, peer_mac);
        ASSERT_TRUE(neighbours.find(
            responder::Ipv4Address{{10, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}}));
    }
    EXPECT_FALSE(neighbours.find(responder::Ipv4Address{{10, 0, 0, 0}}));
}

TEST(Neighbours, AddressIsWrittenAsWhatItIs)
{
    EXPECT_EQ(to_string(responder::Neighbours::Entry{responder::mapped(our_ip), peer_mac, 0, true}), "192.168.100.224");
    EXPECT_EQ(to_string(responder::Neighbours::Entry{our_ip6, peer_mac, 0, true}), "fd00::224");
}
