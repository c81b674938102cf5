// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/announcer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "frames.hpp"
#include "protocol/pinger.hpp"
#include "protocol/responder.hpp"

using namespace test;
using responder::Event;

namespace {

constexpr std::uint64_t ms_ns = 1'000'000;

struct Said {
    std::uint64_t at_ns;  ///< since the link came up
    Bytes frame;
};

/// A responder whose link comes up at a time of its own choice, looked after every 10 ms as a port does.
class Station {
public:
    explicit Station(responder::Host host, std::uint64_t up_ns = 1000 * second_ns)
        : responder_(std::move(host)), up_ns_(up_ns), now_ns_(up_ns)
    {
        responder_.neighbours().set_time(now_ns_);
        responder_.link_up(now_ns_);
    }
    /// Let time pass.
    /// @return what it said meanwhile
    std::vector<Said> pass(std::uint64_t ns)
    {
        std::vector<Said> said;
        for (const auto end = now_ns_ + ns; now_ns_ < end; now_ns_ += 10 * ms_ns) {
            responder_.neighbours().set_time(now_ns_);
            for (Bytes out(responder::Announcer::room);; out.resize(responder::Announcer::room)) {
                out.resize(responder_.due(now_ns_, out));
                if (out.empty())
                    break;
                said.push_back({now_ns_ - up_ns_, out});
            }
        }
        for (auto& line : responder_.announcer().take_lines())
            lines_.push_back(line);
        return said;
    }
    responder::Verdict hear(Bytes frame) { return responder_.handle({frame}); }
    [[nodiscard]] bool answers(Bytes frame) { return responder_.handle({frame}).is_reply(); }
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
    responder::Responder& operator*() { return responder_; }

private:
    responder::Responder responder_;
    std::uint64_t up_ns_, now_ns_;
    std::vector<std::string> lines_{};
};

responder::Host asking(responder::Host host)
{
    host.probe = true;
    return host;
}

Bytes arp_probe()
{
    return ethernet(broadcast_mac, our_mac, 0x0806) +
           arp({.sender_mac = our_mac, .sender_ip = {}, .target_ip = our_ip});
}

Bytes arp_announcement()
{
    return ethernet(broadcast_mac, our_mac, 0x0806) +
           arp({.sender_mac = our_mac, .sender_ip = our_ip, .target_ip = our_ip});
}

Bytes ndp_frame(const responder::Mac& to, const responder::Mac& from, const Ipv6& ip, const Bytes& message)
{
    return ethernet(to, from, 0x86dd) + ipv6(ip, icmpv6_message(message, ip));
}

Bytes ndp_probe(const responder::Mac& from = our_mac)
{
    return ndp_frame({{0x33, 0x33, 0xff, 0, 0x02, 0x24}}, from, {.source = {}, .destination = our_group},
                     neighbour(135, our_ip6));
}

Bytes ndp_announcement(const responder::Mac& from = our_mac)
{
    return ndp_frame(all_nodes_mac, from, {.source = our_ip6, .destination = all_nodes6},
                     neighbour(136, our_ip6, 0x20, link_option(2, from)));
}

std::vector<std::uint64_t> times_of(const std::vector<Said>& said, const Bytes& frame)
{
    std::vector<std::uint64_t> times;
    for (const auto& one : said)
        if (one.frame == frame)
            times.push_back(one.at_ns);
    return times;
}

}  // namespace

TEST(Announcer, AnnouncesEveryAddressInEveryVlanTwoTimesWhereItIsNotToAsk)
{
    auto host = our_host6();
    host.vlans = {7, 0};
    Station station(host);
    EXPECT_TRUE(station.answers(tagged(echo_frame(), 7)));
    const auto said = station.pass(60 * second_ns);
    for (const Bytes& frame :
         {arp_announcement(), tagged(arp_announcement(), 7), ndp_announcement(), tagged(ndp_announcement(), 7)})
        EXPECT_EQ(times_of(said, frame), (std::vector<std::uint64_t>{0, 2 * second_ns}));
    EXPECT_EQ(said.size(), 12u);  // with the reports of a group, in two VLANs and two times
    EXPECT_TRUE(station.lines().empty());
}

TEST(Announcer, Rfc5227AsksThreeTimesBeforeItAnnounces)
{
    Station station(asking(our_host()));
    const auto said = station.pass(60 * second_ns);
    const auto probes = times_of(said, arp_probe()), announcements = times_of(said, arp_announcement());
    ASSERT_EQ(probes.size(), 3u);
    ASSERT_EQ(announcements.size(), 2u);
    EXPECT_EQ(said.size(), 5u);
    EXPECT_LE(probes[0], second_ns + 10 * ms_ns);
    for (const auto gap : {probes[1] - probes[0], probes[2] - probes[1]}) {
        EXPECT_GE(gap, second_ns);
        EXPECT_LE(gap, 2 * second_ns + 10 * ms_ns);
    }
    EXPECT_EQ(announcements[0] - probes[2], 2 * second_ns);
    EXPECT_EQ(announcements[1] - announcements[0], 2 * second_ns);
    EXPECT_EQ(station.lines(), std::vector<std::string>{"answering for 192.168.100.224/24 at 52:54:00:12:34:56"});
    EXPECT_EQ((*station).counters().get(Event::probed), 3u);
}

TEST(Announcer, Rfc4862JoinsTheGroupAndAsksOnceBeforeItAnnounces)
{
    auto host = our_host6();
    host.ipv4.clear();
    Station station(asking(host));
    const auto said = station.pass(60 * second_ns);
    ASSERT_EQ(said.size(), 5u);  // report, question, announcement, both again
    const auto probes = times_of(said, ndp_probe()), announcements = times_of(said, ndp_announcement());
    ASSERT_EQ(probes.size(), 1u);
    ASSERT_EQ(announcements.size(), 2u);
    EXPECT_LE(probes[0], second_ns + 10 * ms_ns);
    EXPECT_EQ(announcements[0] - probes[0], second_ns);
    EXPECT_EQ(said[0].at_ns, probes[0]);
    EXPECT_EQ(Bytes(said[0].frame.begin(), said[0].frame.begin() + 6), (Bytes{0x33, 0x33, 0, 0, 0, 0x16}));
    EXPECT_EQ(Bytes(said[0].frame.begin() + 22, said[0].frame.begin() + 38),
              Bytes(16));  // from the unspecified address
}

TEST(Announcer, StationsThatStartTogetherAskApart)
{
    std::vector<std::uint64_t> first;
    for (unsigned i = 0; i < 20; i++) {
        auto host = asking(our_host());
        host.mac.bytes[5] = static_cast<std::uint8_t>(i);
        Station station(host);
        first.push_back(station.pass(2 * second_ns).at(0).at_ns);
    }
    std::sort(first.begin(), first.end());
    EXPECT_GE(std::unique(first.begin(), first.end()) - first.begin(), 10);
    EXPECT_LE(first.back(), second_ns + 10 * ms_ns);
}

TEST(Announcer, AddressNeitherAnswersNorAsksAsLongAsItIsTentative)
{
    Station station(asking(our_host6()));
    responder::Pinger pinger(peer_ip, 1, 1);
    Bytes out(responder::Pinger::room);
    for (const Bytes& frame : {arp_frame(), echo_frame(), echo6_frame()}) {
        Bytes plain = frame;
        EXPECT_FALSE(station.answers(frame));
        EXPECT_EQ((*station).handle_plain_echo(plain), 0u);
    }
    EXPECT_EQ(pinger.due(second_ns, (*station).host(), (*station).neighbours(), out), 0u);
    (void)station.pass(10 * second_ns);
    for (const Bytes& frame : {arp_frame(), echo_frame(), echo6_frame()})
        EXPECT_TRUE(station.answers(frame));
}

TEST(Announcer, Rfc5227AddressOfAnotherIsNotTakenAndTheOthersAre)
{
    const Bytes conflicts[] = {
        arp_frame({.opcode = 2, .sender_mac = other_mac, .sender_ip = our_ip, .target_mac = our_mac, .target_ip = {}}),
        arp_frame({.sender_mac = other_mac, .sender_ip = our_ip, .target_ip = peer_ip}),
        arp_frame({.sender_mac = other_mac, .sender_ip = {}, .target_ip = our_ip}),  // asks as we do
    };
    for (const Bytes& conflict : conflicts) {
        Station station(asking(our_host6()));
        (void)station.pass(3 * second_ns);
        EXPECT_EQ(name(station.hear(conflict).event), "arp_conflict");
        const auto said = station.pass(60 * second_ns);
        EXPECT_TRUE(times_of(said, arp_announcement()).empty());
        EXPECT_FALSE(station.answers(arp_frame()));
        EXPECT_FALSE(station.answers(echo_frame()));
        EXPECT_TRUE(station.answers(echo6_frame()));
        EXPECT_EQ(station.lines(),
                  (std::vector<std::string>{"192.168.100.224 is not taken: it is in use by 02:00:00:00:00:99 (we are "
                                            "52:54:00:12:34:56)",
                                            "answering for fd00::224/64 at 52:54:00:12:34:56"}));
    }
}

TEST(Announcer, Rfc4862AddressOfAnotherIsNotTakenAndTheOthersAre)
{
    for (const Bytes& conflict : {ndp_announcement(other_mac), ndp_probe(other_mac)}) {
        Station station(asking(our_host6()));
        EXPECT_EQ(name(station.hear(conflict).event), "ndp_conflict");
        const auto said = station.pass(60 * second_ns);
        EXPECT_TRUE(times_of(said, ndp_probe()).empty());
        EXPECT_TRUE(times_of(said, ndp_announcement()).empty());
        EXPECT_FALSE(station.answers(echo6_frame()));
        EXPECT_TRUE(station.answers(echo_frame()));
        ASSERT_EQ(station.lines().size(), 2u);
        EXPECT_EQ(station.lines()[0],
                  "fd00::224 is not taken: it is in use by 02:00:00:00:00:99 (we are 52:54:00:12:34:56)");
    }
}

TEST(Announcer, WhatIsNoConflictLeavesAnAddressToBeTaken)
{
    Station station(asking(our_host6()));
    station.hear(arp_probe());  // our own, come back
    station.hear(ndp_probe());
    station.hear(arp_frame({.sender_ip = {}, .target_ip = other_ip}));
    station.hear(arp_frame({.target_ip = our_ip}));
    const Ipv6 asker{.destination = our_group};  // RFC 4862 5.4.3: one who looks for the address's owner
    station.hear(ndp_frame({{0x33, 0x33, 0xff, 0, 0x02, 0x24}}, peer_mac, asker, neighbour(135, our_ip6)));
    (void)station.pass(10 * second_ns);
    EXPECT_TRUE(station.answers(echo_frame()));
    EXPECT_TRUE(station.answers(echo6_frame()));
}

TEST(Announcer, LaterConflictIsToldOnceInTenSeconds)
{
    Station station(our_host6());
    const auto conflict = arp_frame({.opcode = 2, .sender_mac = other_mac, .sender_ip = our_ip, .target_ip = {}});
    for (int i = 0; i < 25; i++) {
        station.hear(conflict);
        (void)station.pass(second_ns);
    }
    const std::string line =
        "192.168.100.224 is in use by another station too: by 02:00:00:00:00:99 (we are 52:54:00:12:34:56)";
    EXPECT_EQ(station.lines(), (std::vector<std::string>{line, line, line}));
    (void)station.pass(10 * second_ns);
    station.hear(ndp_announcement(other_mac));
    (void)station.pass(second_ns);
    ASSERT_EQ(station.lines().size(), 4u);
    EXPECT_EQ(station.lines()[3],
              "fd00::224 is in use by another station too: by 02:00:00:00:00:99 (we are 52:54:00:12:34:56)");
    EXPECT_TRUE(station.answers(echo_frame()));
    EXPECT_TRUE(station.answers(echo6_frame()));
}

TEST(Announcer, Rfc5227AsksAgainWhenTheLinkComesUpAgain)
{
    Station station(asking(our_host()));
    station.hear(arp_frame({.sender_mac = other_mac, .sender_ip = our_ip, .target_ip = peer_ip}));
    (void)station.pass(10 * second_ns);
    EXPECT_FALSE(station.answers(echo_frame()));
    (*station).link_down();
    EXPECT_TRUE(station.pass(10 * second_ns).empty());
    EXPECT_FALSE((*station).announcer().settled());
    (*station).link_up(1020 * second_ns);
    EXPECT_EQ(times_of(station.pass(10 * second_ns), arp_probe()).size(), 3u);
    EXPECT_TRUE(station.answers(echo_frame()));
    Bytes plain = echo_frame();
    EXPECT_NE((*station).handle_plain_echo(plain), 0u);
    (*station).link_down();
    plain = echo_frame();
    EXPECT_EQ((*station).handle_plain_echo(plain), 0u);  // nor by what the short cut remembers
}

TEST(Announcer, Rfc3810AnswersAQueryWithinItsDelay)
{
    Station station(our_host6());
    (void)station.pass(10 * second_ns);
    responder::Announcer& announcer = (*station).announcer();
    announcer.asked({responder::Report::current, 1000, true}, 1010 * second_ns);
    announcer.asked({responder::Report::current, 1000, true}, 1010 * second_ns);
    const auto said = station.pass(10 * second_ns);
    ASSERT_EQ(said.size(), 1u);
    EXPECT_LE(said[0].at_ns, 11 * second_ns + 10 * ms_ns);
    announcer.asked({responder::Report::current, 1000, false}, 1020 * second_ns);
    EXPECT_TRUE(station.pass(10 * second_ns).empty());
}
