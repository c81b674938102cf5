// SPDX-License-Identifier: BSD-3-Clause
#include "text/statistics.hpp"

#include <gtest/gtest.h>

using namespace responder;

namespace {

Snapshot port_with_counters()
{
    Snapshot port{.port = 3, .device = "0000:00:04.0", .driver = "net_e1k", .state = PortState::started};
    port.counters = {.rx_frames = 7, .rx_bytes = 700, .tx_frames = 5, .tx_bytes = 500, .missed = 2, .tx_errors = 1};
    port.events[static_cast<std::size_t>(Event::icmp_answered)] = 5;
    port.events[static_cast<std::size_t>(Event::icmp_checksum)] = 4;
    return port;
}

bool has(const std::string& text, const std::string& line)
{
    return text.find(line + "\n") != std::string::npos;
}

std::string line(const char* number, Event event)
{
    return number + std::string("  ") + std::string(event_texts[static_cast<std::size_t>(event)].text);
}

}  // namespace

TEST(Statistics, TellOfTheDeviceAndOfWhatWasAnswered)
{
    const auto text = statistics(port_with_counters());
    EXPECT_EQ(text.substr(0, text.find('\n')), "port 3 (0000:00:04.0, net_e1k)");
    EXPECT_TRUE(has(text, "             7  frames received")) << text;
    EXPECT_TRUE(has(text, "           500  bytes sent")) << text;
    EXPECT_TRUE(has(text, "             2  frames missed by the device")) << text;
    EXPECT_TRUE(has(text, line("             5", Event::icmp_answered))) << text;
    EXPECT_TRUE(has(text, line("             4", Event::icmp_checksum))) << text;
}

TEST(Statistics, LeaveOutLossesThatDidNotHappen)
{
    const auto text = statistics(port_with_counters());
    EXPECT_EQ(text.find("received with errors"), std::string::npos) << text;
    EXPECT_EQ(text.find("could not be allocated"), std::string::npos) << text;
    EXPECT_EQ(text.find("latency"), std::string::npos) << text;
}

TEST(Statistics, OfAClosedPortAreItsEvents)
{
    auto port = port_with_counters();
    port.state = PortState::closed;
    const auto text = statistics(port);
    EXPECT_TRUE(has(text, "  closed")) << text;
    EXPECT_EQ(text.find("frames received"), std::string::npos) << text;
    EXPECT_TRUE(has(text, line("             5", Event::icmp_answered))) << text;
}

TEST(Statistics, LeaveTheDeviceOutWhereItsDriverDoesNotTell)
{
    auto port = port_with_counters();
    port.counters.reset();
    const auto text = statistics(port);
    EXPECT_EQ(text.find("frames received"), std::string::npos) << text;
    EXPECT_EQ(text.find("closed"), std::string::npos) << text;
}

TEST(Statistics, GiveLatencyInMicroseconds)
{
    auto port = port_with_counters();
    port.ticks_per_us = 2000;
    port.handled[Histogram::bucket_of(4000)] = 9;
    const auto found = latency(port.handled, port.ticks_per_us);
    ASSERT_TRUE(found);
    EXPECT_GE(found->p50, 2.0);
    EXPECT_LE(found->most, 2.0 * 17 / 16);
    EXPECT_NE(statistics(port).find("    latency us  p50 2.0"), std::string::npos) << statistics(port);
    EXPECT_FALSE(latency({}, 2000));
}

TEST(Statistics, DropsAreWhatGotNoAnswerHereOrInTheDevice)
{
    const auto port = port_with_counters();
    EXPECT_EQ(drops(port.events, *port.counters), 2u + 1u + 4u);
    EXPECT_EQ(events(port.events, true), line("             4", Event::icmp_checksum) + "\n");
}

TEST(Statistics, ADriversOwnCountersStandAsItNamesThem)
{
    EXPECT_EQ(extended_statistics({{{"rx_good_packets", 12}, {"tx_late_collisions", 0}}}),
              "            12  rx_good_packets\n             0  tx_late_collisions\n");
    EXPECT_EQ(extended_statistics({}), "the driver does not give its counters\n");
}

TEST(Statistics, LinkInOneLine)
{
    EXPECT_EQ(link_text(1, {}), "port 1: state of the link unknown");
    EXPECT_EQ(link_text(1, LinkState{}), "port 1: link down");
    EXPECT_EQ(link_text(1, LinkState{true, 1000, true}), "port 1: link up, 1000 Mbit/s, full duplex");
    EXPECT_EQ(link_text(1, LinkState{true, {}, false}), "port 1: link up, speed unknown, half duplex");
}

TEST(Statistics, InformationOfAPort)
{
    Host host;
    host.mac = {{0x52, 0x54, 0, 0, 0, 1}};
    host.ipv4.push_back({{{192, 0, 2, 1}}, 24});
    const auto text = information(port_with_counters(), {LinkState{true, 100, true}, 1500, true}, host);
    EXPECT_TRUE(has(text, "  device       0000:00:04.0")) << text;
    EXPECT_TRUE(has(text, "  state        started")) << text;
    EXPECT_TRUE(has(text, "  MAC address  52:54:00:00:00:01")) << text;
    EXPECT_TRUE(has(text, "  MTU          1500")) << text;
    EXPECT_TRUE(has(text, "  promiscuous  on")) << text;
    EXPECT_TRUE(has(text, "  port 3: link up, 100 Mbit/s, full duplex")) << text;
}
