// SPDX-License-Identifier: BSD-3-Clause
// Every host that options can make, against every message: which of them are for it, and from where it answers.
#include "protocol/host/host.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "frames.hpp"
#include "protocol/announcer.hpp"

using namespace test;
using responder::Host;

namespace {

constexpr responder::Ipv4Address second_ip{{10, 0, 0, 1}}, limited_broadcast{{255, 255, 255, 255}},
    directed_broadcast{{192, 168, 100, 255}}, all_hosts{{224, 0, 0, 1}};
constexpr responder::Mac all_hosts_mac{{0x01, 0, 0x5e, 0, 0, 1}};
constexpr unsigned our_vlan = 7, other_vlan = 9;

std::vector<Host> hosts()
{
    const std::vector<std::vector<responder::Ipv4Interface>> some_ipv4{
        {}, {{our_ip, 24}}, {{our_ip, 32}}, {{second_ip, 8}, {our_ip, 24}}};
    const std::vector<std::vector<responder::Ipv6Interface>> some_ipv6{
        {}, {{our_ip6, 64}}, {{our_ip6, 128}}, {{responder::link_local(our_mac), 64}, {our_ip6, 64}}};
    std::vector<Host> all;
    for (const auto& ipv4 : some_ipv4)
        for (const auto& ipv6 : some_ipv6)
            for (const std::vector<std::uint16_t>& vlans : {std::vector<std::uint16_t>{}, {our_vlan}, {our_vlan, 8}})
                for (const bool answer_broadcast : {false, true})
                    all.push_back({our_mac, ipv4, ipv6, vlans, answer_broadcast, false, false});
    return all;
}

std::string describe(const Host& host)
{
    std::string text = host.answer_broadcast ? "answer_broadcast" : "";
    for (const auto& interface : host.ipv4)
        text += " " + to_string(responder::Interface(interface));
    for (const auto& interface : host.ipv6)
        text += " " + to_string(responder::Interface(interface));
    return text + " VLANs " + std::to_string(host.vlans.size());
}

bool has_directed_broadcast(const Host& host)
{
    return std::any_of(host.ipv4.begin(), host.ipv4.end(), [](const auto& i) { return i.prefix == 24; });
}

/// A message and whether a host that listens to its VLAN answers it.
struct Request {
    const char* name;
    Bytes frame;
    std::size_t source;  ///< where in an untagged reply our address lies
    bool (*answered)(const Host& host);
    bool ipv4 = true;
};

std::vector<Request> requests()
{
    const auto has_ipv4 = [](const Host& host) { return !host.ipv4.empty(); };
    const auto has_ipv6 = [](const Host& host) { return !host.ipv6.empty(); };
    const auto broadcast = [](const Host& host) { return host.answer_broadcast && !host.ipv4.empty(); };
    const auto directed = [](const Host& host) { return host.answer_broadcast && has_directed_broadcast(host); };
    const auto multicast = [](const Host& host) { return host.answer_broadcast && !host.ipv6.empty(); };
    const auto echo_to = [](responder::Ipv4Address to, const responder::Mac& mac) {
        return echo_frame({.destination = to}, {}, pattern(56), mac);
    };
    const Ipv6 asked{.destination = our_group};
    return {
        {"ARP request", arp_frame(), 28, has_ipv4},
        {"echo", echo_frame(), 26, has_ipv4},
        {"echo to 255.255.255.255", echo_to(limited_broadcast, broadcast_mac), 26, broadcast},
        {"echo to the network", echo_to(directed_broadcast, broadcast_mac), 26, directed},
        {"echo to 224.0.0.1", echo_to(all_hosts, all_hosts_mac), 26, broadcast},
        {"ICMPv6 echo", echo6_frame(), 22, has_ipv6, false},
        {"ICMPv6 echo to all nodes", echo6_frame({.destination = all_nodes6}, pattern(56), all_nodes_mac), 22,
         multicast, false},
        {"solicitation",
         ethernet(responder::multicast_mac(our_group), peer_mac, 0x86dd) +
             ipv6(asked, icmpv6_message(neighbour(135, our_ip6, 0, link_option(1, peer_mac)), asked)),
         22, has_ipv6, false},
    };
}

/// The address of ours that the reply names as its sender's.
template <class Address>
Address sender(const Bytes& reply, std::size_t at)
{
    Address address{};
    std::copy_n(reply.begin() + static_cast<std::ptrdiff_t>(at), address.bytes.size(), address.bytes.begin());
    return address;
}

void expect_answer(const Host& host, const Request& request, const std::optional<unsigned>& vlan)
{
    const auto outcome = handle(host, vlan ? tagged(request.frame, *vlan) : request.frame);
    const bool our_link = vlan ? *vlan == our_vlan && !host.vlans.empty() : host.vlans.empty();
    const bool expected = our_link && request.answered(host);
    ASSERT_EQ(!outcome.reply.empty(), expected) << name(outcome.event);
    if (!expected) {
        EXPECT_TRUE(outcome.unchanged);
        return;
    }
    const std::size_t at = request.source + (vlan ? 4 : 0);
    if (request.ipv4)
        EXPECT_EQ(sender<responder::Ipv4Address>(outcome.reply, at), our_ip);
    else
        EXPECT_EQ(sender<responder::Ipv6Address>(outcome.reply, at), our_ip6);
}

}  // namespace

TEST(EveryHost, AnswersFromItsOwnAddressesAndNoOthers)
{
    for (const auto& host : hosts())
        for (const auto& request : requests())
            for (const auto& vlan : {std::optional<unsigned>{}, std::optional(our_vlan), std::optional(other_vlan)}) {
                SCOPED_TRACE(std::string(request.name) + ", " + describe(host) + (vlan ? ", tagged" : ""));
                expect_answer(host, request, vlan);
            }
}

TEST(EveryHost, HoldsFragmentsOfFamiliesThatItHas)
{
    const Bytes to_us = echo_frame({.fragment = 0x2000});
    const Bytes to_all =
        echo_frame({.fragment = 0x2000, .destination = limited_broadcast}, {}, pattern(56), broadcast_mac);
    for (auto host : hosts()) {
        SCOPED_TRACE(describe(host));
        host.vlans.clear();
        EXPECT_EQ(handle(host, to_us).event == responder::Event::ipv4_fragment, !host.ipv4.empty());
        EXPECT_EQ(handle(host, to_all).event == responder::Event::ipv4_fragment,
                  !host.ipv4.empty() && host.answer_broadcast);
    }
}

TEST(EveryHost, KnowsNeighboursOfFamiliesThatItHas)
{
    const Ipv6 told{.destination = all_nodes6};
    const Bytes arp_reply = arp_frame({.opcode = 2});
    const Bytes advertisement =
        ethernet(all_nodes_mac, peer_mac, 0x86dd) +
        ipv6(told, icmpv6_message(neighbour(136, peer_ip6, 0x20, link_option(2, peer_mac)), told));
    for (auto host : hosts()) {
        SCOPED_TRACE(describe(host));
        host.vlans.clear();
        responder::Responder responder(host);
        for (Bytes frame : {arp_reply, advertisement})
            EXPECT_FALSE(responder.handle({frame}).is_reply());
        EXPECT_EQ(responder.neighbours().find(peer_ip).has_value(), !host.ipv4.empty());
        EXPECT_EQ(responder.neighbours().find(peer_ip6).has_value(), !host.ipv6.empty());
    }
}

TEST(EveryHost, AnnouncesAndReportsWhatItHas)
{
    for (const auto& host : hosts()) {
        SCOPED_TRACE(describe(host));
        const std::size_t links = std::max<std::size_t>(host.vlans.size(), 1);
        ASSERT_EQ(responder::reports(host), host.ipv6.size() * links);
        responder::Responder responder(host);
        responder.link_up(0);
        Bytes out(responder::Announcer::room);
        while (const std::size_t length = responder.due(0, out)) {
            EXPECT_GT(length, 14u);
            EXPECT_EQ(out[12] == 0x81, !host.vlans.empty());
        }
        EXPECT_EQ(responder.counters().get(responder::Event::announced), (host.ipv4.size() + host.ipv6.size()) * links);
    }
}

TEST(EveryHost, ChoosesTheAddressThatItsNeighbourSees)
{
    for (const auto& host : hosts()) {
        SCOPED_TRACE(describe(host));
        EXPECT_EQ(host.address_towards(peer_ip), host.ipv4.empty() ? responder::Ipv4Address{} : our_ip);
        EXPECT_EQ(host.address_towards(peer_ip6), host.ipv6.empty() ? responder::Ipv6Address{} : our_ip6);
        const auto far = host.address_towards(responder::Ipv4Address{{172, 16, 0, 1}});
        EXPECT_EQ(far, host.ipv4.empty() ? responder::Ipv4Address{} : host.ipv4.front().address);
    }
}

TEST(Host, ReachesWhatIsOnANetworkOfItsOwn)
{
    const auto host = our_host();
    EXPECT_TRUE(host.reaches(peer_ip));
    EXPECT_FALSE(host.reaches(responder::Ipv4Address{{192, 168, 101, 1}}));
    EXPECT_FALSE(host.reaches(responder::parse_address("fe80::1"))) << "no IPv6 at all";
}
