// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/pinger.hpp"

#include <gtest/gtest.h>

#include "frames.hpp"
#include "protocol/frame_text.hpp"

using namespace test;
using responder::frame_text;
using responder::Pinger;

namespace {

responder::Host peer_host()
{
    responder::Host host;
    host.mac = peer_mac;
    host.ipv4 = {{peer_ip, 24}};
    host.ipv6 = {{peer_ip6, 64}};
    return host;
}

/// Two responders back to back, the first of which pings.
class BackToBack : public testing::Test {
protected:
    /// @return frames that went from us to the peer
    unsigned turn(Pinger& pinger, std::uint64_t now)
    {
        Bytes frame(Pinger::room);
        const std::size_t length = pinger.due(now, us.host(), us.neighbours(), frame);
        if (length == 0)
            return 0;
        Bytes sent(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(length));
        if (!connected)
            return 1;
        const auto answer = peer.handle({sent});
        EXPECT_TRUE(answer.is_reply()) << frame_text({sent});
        sent.resize(answer.length);
        if (us.handle({sent}).event == responder::Event::echo_reply)
            pinger.take(sent, now + 123'000);
        return 1;
    }

    responder::Responder us{our_host6()}, peer{peer_host()};
    bool connected = true;
};

}  // namespace

TEST_F(BackToBack, NeighbourIsResolvedThenPinged)
{
    for (const responder::Address& target : {responder::Address(peer_ip), responder::Address(peer_ip6)}) {
        Pinger pinger(target, 2, 0x1234);
        EXPECT_EQ(turn(pinger, 10 * second_ns), 1u);  // who has
        EXPECT_EQ(turn(pinger, 10 * second_ns + 1), 1u);
        EXPECT_EQ(turn(pinger, 10 * second_ns + 2), 0u);
        EXPECT_EQ(turn(pinger, 11 * second_ns), 1u);
        EXPECT_TRUE(pinger.done());
        const std::string name = std::visit([](const auto& a) { return to_string(a); }, target);
        EXPECT_EQ(pinger.take_text(), "64 bytes from " + name + ": icmp_seq=1 ttl=64 time=0.123 ms\n64 bytes from " +
                                          name + ": icmp_seq=2 ttl=64 time=0.123 ms\n");
        EXPECT_EQ(pinger.summary(), "--- " + name +
                                        " ping statistics ---\n2 packets transmitted, 2 received, 0% packet loss, time "
                                        "1000ms\nrtt min/avg/max/mdev = 0.123/0.123/0.123/0.000 ms\n");
    }
}

TEST_F(BackToBack, StationThatDoesNotExistIsReportedAndPingEnds)
{
    connected = false;
    Pinger pinger(other_ip, 2, 1);
    unsigned asked = 0;
    for (std::uint64_t now = second_ns; now < 6 * second_ns && !pinger.done(); now += second_ns / 100)
        asked += turn(pinger, now);
    EXPECT_TRUE(pinger.done());
    EXPECT_EQ(asked, 4u);  // three times for the first request, once for the second
    EXPECT_EQ(pinger.received(), 0u);
    EXPECT_EQ(pinger.take_text(),
              "no station answers for 192.168.100.99: icmp_seq=1\n"
              "no station answers for 192.168.100.99: icmp_seq=2\n");
    EXPECT_NE(pinger.summary().find("2 packets transmitted, 0 received, +2 errors, 100% packet loss, time "),
              std::string::npos);
}

TEST_F(BackToBack, PingEndsInItsTimeWhileNothingCanBeSent)
{
    Pinger pinger(peer_ip, 3, 1);
    std::uint64_t now = second_ns;
    for (; now < 10 * second_ns && !pinger.done(); now += second_ns / 100)
        pinger.pass(now, "the port is stopped", 0);
    EXPECT_TRUE(pinger.done());
    EXPECT_EQ(now, 4 * second_ns + second_ns / 100);
    EXPECT_EQ(pinger.take_text(),
              "icmp_seq=1 not sent: the port is stopped\n"
              "icmp_seq=2 not sent: the port is stopped\n"
              "icmp_seq=3 not sent: the port is stopped\n");
    EXPECT_EQ(pinger.summary(),
              "--- 192.168.100.1 ping statistics ---\n"
              "3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 2000ms\n");
}

TEST_F(BackToBack, FirstRequestWaitsForTheLinkAndNotForEver)
{
    Pinger early(peer_ip, 1, 1), late(peer_ip, 1, 1);
    for (const std::uint64_t now : {1 * second_ns, 2 * second_ns, 5 * second_ns})
        for (auto* pinger : {&early, &late})
            pinger->pass(now, "the link is down", 5 * second_ns);
    EXPECT_EQ(early.take_text() + late.take_text(), "");
    EXPECT_EQ(turn(early, 5 * second_ns + 1), 1u);
    EXPECT_EQ(turn(early, 5 * second_ns + 2), 1u);
    EXPECT_EQ(early.received(), 1u);
    late.pass(6 * second_ns, "the link is down", 5 * second_ns);
    late.pass(7 * second_ns, "the link is down", 5 * second_ns);
    EXPECT_TRUE(late.done());
    EXPECT_EQ(late.take_text(), "icmp_seq=1 not sent: the link is down\n");
}

TEST_F(BackToBack, LinkThatGoesDownEndsWhatWaitsForItsNeighbour)
{
    connected = false;
    Pinger pinger(peer_ip, 2, 1);
    EXPECT_EQ(turn(pinger, second_ns), 1u);  // who has
    pinger.pass(2 * second_ns, "the link is down", 5 * second_ns);
    pinger.pass(3 * second_ns, "the link is down", 5 * second_ns);
    EXPECT_TRUE(pinger.done());
    EXPECT_EQ(pinger.take_text(),
              "no station answers for 192.168.100.1: icmp_seq=1\n"
              "icmp_seq=2 not sent: the link is down\n");
    EXPECT_NE(pinger.summary().find("2 packets transmitted, 0 received, +2 errors, 100%"), std::string::npos);
}

TEST_F(BackToBack, Rfc1122RequestWaitsForANeighbourThatAnswersLate)
{
    Pinger pinger(peer_ip, 1, 1);
    connected = false;
    EXPECT_EQ(turn(pinger, second_ns), 1u);
    EXPECT_EQ(turn(pinger, 2 * second_ns), 1u);
    connected = true;
    EXPECT_EQ(turn(pinger, 3 * second_ns), 1u);  // who has, the third time
    EXPECT_EQ(turn(pinger, 3 * second_ns + 1), 1u);
    EXPECT_TRUE(pinger.done());
    EXPECT_EQ(pinger.received(), 1u);
    EXPECT_EQ(pinger.take_text(), "64 bytes from 192.168.100.1: icmp_seq=1 ttl=64 time=0.123 ms\n");
}

TEST_F(BackToBack, LostReplyIsReportedAndPingGoesOn)
{
    us.neighbours().learn(peer_ip, peer_mac);
    Pinger pinger(peer_ip, 2, 1);
    connected = false;
    turn(pinger, second_ns);
    connected = true;
    turn(pinger, 2 * second_ns);
    EXPECT_FALSE(pinger.done());  // the first reply may still come
    turn(pinger, 3 * second_ns);
    EXPECT_TRUE(pinger.done());
    EXPECT_EQ(pinger.received(), 1u);
    EXPECT_NE(pinger.take_text().find("no reply yet from 192.168.100.1: icmp_seq=1\n64 bytes from"), std::string::npos);
}

TEST_F(BackToBack, ReplyThatComesAfterTheNextRequestIsTaken)
{
    us.neighbours().learn(peer_ip, peer_mac);
    Pinger pinger(peer_ip, 2, 0xbeef);
    Bytes out(Pinger::room);
    (void)pinger.due(second_ns, us.host(), us.neighbours(), out);
    (void)pinger.due(2 * second_ns, us.host(), us.neighbours(), out);
    for (const unsigned sequence : {2u, 1u}) {
        EXPECT_FALSE(pinger.done());
        Bytes frame = echo_frame({}, {.type = 0, .id = 0xbeef, .sequence = sequence});
        pinger.take(frame, 2 * second_ns + second_ns / 2);
    }
    EXPECT_TRUE(pinger.done());
    EXPECT_EQ(pinger.take_text(),
              "no reply yet from 192.168.100.1: icmp_seq=1\n"
              "64 bytes from 192.168.100.1: icmp_seq=2 ttl=64 time=500.000 ms\n"
              "64 bytes from 192.168.100.1: icmp_seq=1 ttl=64 time=1500.000 ms\n");
}

TEST_F(BackToBack, RepliesOfOthersAreNotTaken)
{
    us.neighbours().learn(peer_ip, peer_mac);
    Pinger pinger(peer_ip, 1, 0xbeef);
    Bytes out(Pinger::room);
    (void)pinger.due(second_ns, us.host(), us.neighbours(), out);
    for (const auto& fields :
         {Echo{.type = 0, .id = 0xbeee, .sequence = 1}, Echo{.type = 0, .id = 0xbeef, .sequence = 2}}) {
        Bytes frame = echo_frame({}, fields);
        pinger.take(frame, second_ns);
    }
    Bytes foreign = echo_frame({.source = other_ip}, {.type = 0, .id = 0xbeef, .sequence = 1});
    pinger.take(foreign, second_ns);
    EXPECT_EQ(pinger.received(), 0u);
    Bytes ours = echo_frame({}, {.type = 0, .id = 0xbeef, .sequence = 1});
    pinger.take(ours, second_ns);
    pinger.take(ours, second_ns);
    EXPECT_EQ(pinger.received(), 1u);
}

TEST(Pinger, EndsWithoutAnAddressOfOurs)
{
    auto host = our_host();
    host.ipv4.clear();
    const responder::Neighbours neighbours;
    responder::Pinger pinger(peer_ip, 1, 1);
    Bytes out(responder::Pinger::room);
    for (std::uint64_t now = second_ns; now < 20 * second_ns; now += second_ns)
        EXPECT_EQ(pinger.due(now, host, neighbours, out), 0u);
    EXPECT_TRUE(pinger.done());
}

TEST(FrameText, SaysWhatTcpdumpSays)
{
    const auto text_of = [](Bytes frame) { return frame_text({frame}); };
    EXPECT_EQ(text_of(arp_frame()),
              "02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, ARP, Request who-has 192.168.100.224 tell "
              "192.168.100.1");
    EXPECT_EQ(
        text_of(tagged(echo_frame(), 7)),
        "02:00:00:00:00:01 > 52:54:00:12:34:56, vlan 7, IP 192.168.100.1 > 192.168.100.224: ICMP echo request, id "
        "48879, seq 7, length 64");
    EXPECT_EQ(text_of(echo6_frame()),
              "02:00:00:00:00:01 > 52:54:00:12:34:56, IP6 fd00::1 > fd00::224: ICMP6, echo "
              "request, id 48879, seq 7, length 64");
    EXPECT_EQ(
        text_of(echo_frame({.id = 5, .fragment = 0x2001})),
        "02:00:00:00:00:01 > 52:54:00:12:34:56, IP 192.168.100.1 > 192.168.100.224: fragment of protocol 1, id 5, "
        "offset 8, length 64");
}

TEST(FrameText, EveryTruncationIsText)
{
    for (const Bytes& whole : {arp_frame(), tagged(echo_frame(), 7), echo6_frame()})
        for (std::size_t length = 0; length < whole.size(); length++) {
            Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            cut.shrink_to_fit();
            EXPECT_FALSE(frame_text({cut}).empty()) << length;
        }
}
