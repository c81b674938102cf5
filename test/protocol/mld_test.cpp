// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv6/mld.hpp"

#include <gtest/gtest.h>

#include "frames.hpp"
#include "protocol/ipv6/ipv6.hpp"

using namespace test;
using responder::Event;
using responder::Report;

namespace {

const Bytes router_alert{58, 0, 5, 2, 0, 0, 1, 0};
constexpr responder::Ipv6Address our_link_local{
    {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x50, 0x54, 0, 0xff, 0xfe, 0x12, 0x34, 0x56}};
constexpr responder::Ipv6Address our_local_group{{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0x12, 0x34, 0x56}};

responder::Host our_host_with_link_local()
{
    auto host = our_host6();
    host.ipv6.push_back({our_link_local, 64});
    return host;
}

struct Query {
    Ipv6 header{
        .next_header = 0, .hop_limit = 1, .source = router, .destination = all_nodes6, .extensions = router_alert};
    unsigned code = 1000;
    responder::Ipv6Address group{};
    std::size_t length = 28;  ///< of an MLDv2 query without sources; 24: MLDv1
};

Bytes query_frame(const Query& q = {})
{
    Bytes message;
    put(message, {130, 0, 0, 0, q.code >> 8, q.code & 0xff, 0, 0});
    put(message, q.group);
    message.resize(q.length);
    return ethernet(all_nodes_mac, peer_mac, 0x86dd) + ipv6(q.header, icmpv6_message(message, q.header));
}

Event event_of(const Query& q)
{
    return handle(our_host_with_link_local(), query_frame(q)).event;
}

responder::MulticastQuery understood(const Query& q)
{
    const auto host = our_host_with_link_local();
    Bytes frame = query_frame(q);
    auto* ethernet = responder::view<responder::EthernetHeader>(frame, 0);
    responder::Neighbours neighbours;
    responder::Fragment fragment;
    responder::MulticastQuery query;
    responder::Conflict conflict;
    const auto verdict =
        responder::answer_ipv6({{frame}, ethernet, sizeof(*ethernet)}, host, neighbours, fragment, query, conflict);
    EXPECT_EQ(name(verdict.event), "mld_query");
    return query;
}

Bytes report(const responder::Host& host, std::size_t index, Report kind)
{
    Bytes out(responder::report_room);
    out.resize(responder::write_report(host, index, kind, out));
    return out;
}

}  // namespace

TEST(Mld, Rfc3810GeneralQueryIsUnderstood)
{
    const auto query = understood({});
    EXPECT_TRUE(query.ours);
    EXPECT_EQ(query.answer, Report::current);
    EXPECT_EQ(query.most_delay_ms, 1000u);
}

TEST(Mld, Rfc3810QueryForAGroupIsOursIfWeAreInIt)
{
    EXPECT_TRUE(understood({.group = our_group}).ours);
    EXPECT_FALSE(understood({.group = solicited_node(other_ip6)}).ours);
    EXPECT_FALSE(understood({.group = all_nodes6}).ours);  // RFC 3810 6: never reported
}

TEST(Mld, Rfc3810LongDelaysAreFloatingPointNumbers)
{
    EXPECT_EQ(understood({.code = 0x7fff}).most_delay_ms, 32767u);
    EXPECT_EQ(understood({.code = 0x8000}).most_delay_ms, 32768u);
    EXPECT_EQ(understood({.code = 0xffff}).most_delay_ms, 8387584u);
}

TEST(Mld, Rfc2710QueryIsAnsweredInVersionOne)
{
    const auto query = understood({.code = 0xffff, .length = 24});
    EXPECT_EQ(query.answer, Report::version1);
    EXPECT_EQ(query.most_delay_ms, 65535u);
}

TEST(Mld, Rfc3810InvalidQueriesAreDropped)
{
    const Query valid;
    EXPECT_EQ(event_of(valid), Event::mld_query);
    auto routed = valid, global = valid, unmarked = valid;
    routed.header.hop_limit = 64;
    global.header.source = peer_ip6;
    unmarked.header.extensions = {58, 0, 1, 4, 0, 0, 0, 0};
    for (const auto& query : {routed, global, unmarked})
        EXPECT_EQ(event_of(query), Event::mld_invalid);
    for (const std::size_t length : {20u, 23u, 25u, 27u})
        EXPECT_EQ(event_of({.length = length}), Event::mld_invalid) << length;
}

TEST(Mld, EveryTruncationIsRefused)
{
    const Bytes whole = query_frame();
    for (std::size_t length = 0; length < whole.size(); length++) {
        const auto outcome = handle(our_host_with_link_local(),
                                    Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        EXPECT_NE(name(outcome.event), "mld_query") << length;
        EXPECT_TRUE(outcome.unchanged) << length;
    }
}

TEST(Mld, QueryOverTwoBuffersIsNeverMisread)
{
    const Bytes whole = query_frame();
    for (std::size_t head = 14; head < whole.size(); head++) {
        const auto event = handle_split(our_host_with_link_local(), whole, head).event;
        EXPECT_TRUE(event == Event::headers_split || event == Event::ipv6_extension || event == Event::mld_query)
            << head << " " << name(event);
    }
}

TEST(Mld, Rfc3810ReportTellsOfEachGroupOnce)
{
    auto host = our_host_with_link_local();
    host.ipv6.push_back({{{0xfd, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x24}}, 64});  // in our_group too
    ASSERT_EQ(reports(host), 3u);
    const responder::Ipv6Address all_routers{{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16}};
    const Ipv6 header{.next_header = 0,
                      .hop_limit = 1,
                      .source = our_link_local,
                      .destination = all_routers,
                      .extensions = router_alert};
    const auto expected = [&](unsigned type, const responder::Ipv6Address& group) {
        Bytes message;
        put(message, {143, 0, 0, 0, 0, 0, 0, 1, type, 0, 0, 0});
        put(message, group);
        return ethernet({{0x33, 0x33, 0, 0, 0, 0x16}}, our_mac, 0x86dd) + ipv6(header, icmpv6_message(message, header));
    };
    EXPECT_EQ(report(host, 0, Report::change), expected(4, our_group));
    EXPECT_EQ(report(host, 1, Report::current), expected(2, our_local_group));
    EXPECT_TRUE(report(host, 2, Report::change).empty());
    host.vlans = {7, 8};
    ASSERT_EQ(reports(host), 6u);
    EXPECT_EQ(report(host, 3, Report::change), tagged(expected(4, our_group), 8));
}

TEST(Mld, Rfc2710ReportGoesToTheGroupItself)
{
    const Ipv6 header{.next_header = 0,
                      .hop_limit = 1,
                      .source = our_link_local,
                      .destination = our_group,
                      .extensions = router_alert};
    Bytes message;
    put(message, {131, 0, 0, 0, 0, 0, 0, 0});
    put(message, our_group);
    EXPECT_EQ(
        report(our_host_with_link_local(), 0, Report::version1),
        ethernet({{0x33, 0x33, 0xff, 0, 0x02, 0x24}}, our_mac, 0x86dd) + ipv6(header, icmpv6_message(message, header)));
}
