// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "frames.hpp"

using namespace test;
using responder::Event;

TEST(Arp, Rfc826AnswersRequestForOurAddress)
{
    const auto outcome = handle(our_host(), arp_frame());
    EXPECT_EQ(name(outcome.event), "arp_answered");
    const Bytes expected =
        ethernet(peer_mac, our_mac, 0x0806) +
        arp({.opcode = 2, .sender_mac = our_mac, .sender_ip = our_ip, .target_mac = peer_mac, .target_ip = peer_ip});
    EXPECT_EQ(outcome.reply, expected);
}

TEST(Arp, Rfc826ReplyGoesToTheSenderHardwareAddress)
{
    const auto outcome = handle(our_host(), arp_frame({.sender_mac = other_mac}));
    EXPECT_EQ(Bytes(outcome.reply.begin(), outcome.reply.begin() + 6),
              Bytes(other_mac.bytes.begin(), other_mac.bytes.end()));
}

TEST(Arp, PaddingComesBackZeroed)
{
    const auto outcome = handle(our_host(), padded(arp_frame(), 60));
    ASSERT_EQ(outcome.reply.size(), 60u);
    EXPECT_EQ(Bytes(outcome.reply.begin() + 42, outcome.reply.end()), Bytes(18, 0));
}

TEST(Arp, PaddingBeyondTheMinimumIsCut)
{
    EXPECT_EQ(handle(our_host(), padded(arp_frame(), 1514)).reply.size(), 60u);
}

TEST(Arp, Rfc826UnicastRequestIsAnswered)
{
    EXPECT_EQ(arp_event({}, our_mac), Event::arp_answered);
}

TEST(Arp, Rfc826RequestForAnotherIsNotAnswered)
{
    const auto outcome = handle(our_host(), arp_frame({.target_ip = other_ip}));
    EXPECT_EQ(name(outcome.event), "arp_target_other");
    EXPECT_TRUE(outcome.unchanged);
}

TEST(Arp, Rfc826FieldsOfOtherNetworksAreRefused)
{
    EXPECT_EQ(arp_event({.hardware = 6}), Event::arp_format);
    EXPECT_EQ(arp_event({.protocol = 0x86dd}), Event::arp_format);
    EXPECT_EQ(arp_event({.hardware_length = 8}), Event::arp_format);
    EXPECT_EQ(arp_event({.protocol_length = 16}), Event::arp_format);
}

TEST(Arp, Rfc826OpcodesOtherThanRequestAndReplyAreRefused)
{
    for (const unsigned opcode : {0u, 3u, 8u, 0x100u, 0xffffu})
        EXPECT_EQ(arp_event({.opcode = opcode}), Event::arp_opcode) << opcode;
}

TEST(Arp, RepliesAreNotAnswered)
{
    const auto outcome = handle(our_host(), arp_frame({.opcode = 2, .target_mac = our_mac}, our_mac));
    EXPECT_EQ(name(outcome.event), "arp_reply");
    EXPECT_TRUE(outcome.unchanged);
}

TEST(Arp, Rfc5227ProbeWithSenderZeroIsAnswered)
{
    const auto outcome = handle(our_host(), arp_frame({.sender_ip = {}}));
    EXPECT_EQ(name(outcome.event), "arp_answered");
    EXPECT_EQ(
        outcome.reply,
        ethernet(peer_mac, our_mac, 0x0806) +
            arp({.opcode = 2, .sender_mac = our_mac, .sender_ip = our_ip, .target_mac = peer_mac, .target_ip = {}}));
}

TEST(Arp, Rfc5227AnnouncementOfAnotherIsNotAnswered)
{
    EXPECT_EQ(arp_event({.sender_ip = peer_ip, .target_ip = peer_ip}), Event::arp_reply);
}

TEST(Arp, Rfc5227ConflictIsAnsweredByOneAnnouncement)
{
    const Bytes announcement = ethernet(broadcast_mac, our_mac, 0x0806) +
                               arp({.sender_mac = our_mac, .sender_ip = our_ip, .target_ip = our_ip});
    for (const auto& fields : {Arp{.sender_ip = our_ip, .target_ip = our_ip}, Arp{.opcode = 2, .sender_ip = our_ip}}) {
        const auto outcome = handle(our_host(), arp_frame(fields));
        EXPECT_EQ(name(outcome.event), "arp_defended");
        EXPECT_EQ(outcome.reply, announcement);
    }
}

TEST(Arp, Rfc5227ConflictThatGoesOnIsNotAnsweredWithinTheDefendInterval)
{
    responder::Responder responder(our_host());
    const auto conflict_at = [&](std::uint64_t second) {
        Bytes frame = arp_frame({.sender_ip = our_ip, .target_ip = our_ip});
        responder.neighbours().set_time(second * 1'000'000'000);
        return responder.handle({frame}).event;
    };
    EXPECT_EQ(conflict_at(100), Event::arp_defended);
    EXPECT_EQ(conflict_at(109), Event::arp_conflict);
    EXPECT_EQ(conflict_at(118), Event::arp_conflict);
    EXPECT_EQ(conflict_at(128), Event::arp_defended);
}

TEST(Arp, SenderThatNoHostCanHaveIsIgnored)
{
    EXPECT_EQ(arp_event({.sender_mac = broadcast_mac}), Event::arp_sender);
    EXPECT_EQ(arp_event({.sender_mac = {{0x01, 0, 0x5e, 0, 0, 1}}}), Event::arp_sender);
    EXPECT_EQ(arp_event({.sender_mac = {}}), Event::arp_sender);
    EXPECT_EQ(arp_event({.sender_mac = our_mac}), Event::arp_sender);
    for (const responder::Ipv4Address ip : {responder::Ipv4Address{{224, 0, 0, 1}},
                                            {{255, 255, 255, 255}},
                                            {{192, 168, 100, 255}},
                                            {{127, 0, 0, 1}},
                                            {{240, 0, 0, 1}}})
        EXPECT_EQ(arp_event({.sender_ip = ip}), Event::arp_sender) << to_string(ip);
}

TEST(Arp, EveryTruncationIsRefused)
{
    const Bytes whole = arp_frame();
    for (std::size_t length = 0; length < whole.size(); length++) {
        const auto outcome =
            handle(our_host(), Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        EXPECT_EQ(name(outcome.event), length < 14 ? "ethernet_short" : "arp_short") << length;
        EXPECT_TRUE(outcome.unchanged) << length;
    }
}

TEST(Arp, PacketSplitOverBuffersIsRefused)
{
    for (std::size_t head = 14; head < 42; head++)
        EXPECT_EQ(name(handle_split(our_host(), arp_frame(), head).event), "headers_split") << head;
}

TEST(Arp, EachOfOurAddressesIsAnswered)
{
    auto host = our_host();
    host.ipv4.push_back({other_ip, 24});
    EXPECT_EQ(handle(host, arp_frame({.target_ip = other_ip})).event, Event::arp_answered);
    EXPECT_EQ(handle(host, arp_frame({.target_ip = our_ip})).event, Event::arp_answered);
}

TEST(Arp, Rfc826SenderOfARequestForUsIsLearned)
{
    responder::Responder responder(our_host());
    Bytes frame = arp_frame();
    (void)responder.handle({frame});
    EXPECT_EQ(responder.neighbours().find(peer_ip), peer_mac);
}

TEST(Arp, Rfc826SenderOfARequestForAnotherIsOnlyBroughtUpToDate)
{
    responder::Responder responder(our_host());
    Bytes frame = arp_frame({.sender_mac = other_mac, .target_ip = other_ip});
    (void)responder.handle({frame});
    EXPECT_FALSE(responder.neighbours().find(peer_ip));
    responder.neighbours().learn(peer_ip, peer_mac);
    (void)responder.handle({frame});
    EXPECT_EQ(responder.neighbours().find(peer_ip), other_mac);
}

TEST(Arp, RepliesAndAnnouncementsAreLearnedFrom)
{
    for (const auto& fields : {Arp{.opcode = 2, .target_mac = our_mac}, Arp{.target_ip = peer_ip}}) {
        responder::Responder responder(our_host());
        Bytes frame = arp_frame(fields);
        (void)responder.handle({frame});
        EXPECT_EQ(responder.neighbours().find(peer_ip), peer_mac);
    }
}

TEST(Arp, Rfc5227ProbeIsNotLearnedFrom)
{
    responder::Responder responder(our_host());
    Bytes frame = arp_frame({.sender_ip = {}});
    (void)responder.handle({frame});
    EXPECT_FALSE(responder.neighbours().find(responder::Ipv4Address{}));
}
