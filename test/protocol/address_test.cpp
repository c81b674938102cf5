// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <stdexcept>

#include "protocol/wire/address.hpp"

using namespace responder;

namespace {

std::string refusal(const char* text)
{
    try {
        (void)parse_interface(text);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST(Address, InterfacesAreReadAndWritten)
{
    for (const char* text : {"192.168.100.224/24", "10.0.0.0/31", "10.0.0.1/32", "128.0.0.1/1", "fd00::224/64",
                             "fe80::1/128", "192.168.100.1/30"})
        EXPECT_EQ(to_string(parse_interface(text)), text);
}

TEST(Address, RefusalNamesTheValueAndWhatIsAccepted)
{
    EXPECT_EQ(
        refusal("300.1.1.1"),
        "'300.1.1.1': is not an address; accepted are 192.168.100.224 (four numbers from 0 to 255) and fd00::224");
    EXPECT_EQ(refusal("10.0.0.1/33"), "'10.0.0.1/33': prefix '33' is not a number from 1 to 32");
}

TEST(Address, WhatIsNoAddressIsRefused)
{
    for (const char* text : {"", "/24", "1.2.3", "1.2.3.4.5", "1.2.3.x/8", "01.2.3.4/8", "::g/64", "1.2.3.4 /8"})
        EXPECT_NE(refusal(text).find("is not an address"), std::string::npos) << text << ": " << refusal(text);
}

TEST(Address, PrefixThatIsMissingOrOutOfRangeIsRefused)
{
    EXPECT_NE(refusal("10.0.0.1").find("no prefix length"), std::string::npos);
    for (const char* text : {"10.0.0.1/", "10.0.0.1/0", "10.0.0.1/33", "10.0.0.1/-1", "10.0.0.1/8x", "10.0.0.1/ 8",
                             "fd00::1/129", "fd00::1/0", "10.0.0.1/99999999999"})
        EXPECT_NE(refusal(text).find("prefix '"), std::string::npos) << text << ": " << refusal(text);
}

TEST(Address, AddressThatNoHostCanHaveIsRefused)
{
    const std::pair<const char*, const char*> cases[] = {{"192.168.100.0/24", "address of the network"},
                                                         {"192.168.100.255/24", "broadcast address of its network"},
                                                         {"0.0.0.0/8", "0.0.0.0/8"},
                                                         {"127.0.0.1/8", "loopback"},
                                                         {"224.0.0.1/24", "multicast"},
                                                         {"255.255.255.255/24", "broadcast"},
                                                         {"240.0.0.1/8", "reserved"},
                                                         {"::/64", "unspecified"},
                                                         {"::1/128", "loopback"},
                                                         {"ff02::1/64", "multicast"}};
    for (const auto& [text, reason] : cases)
        EXPECT_NE(refusal(text).find(reason), std::string::npos) << text << ": " << refusal(text);
}

TEST(Address, Ipv6NetworkIsComparedOverThePrefixOnly)
{
    const auto interface = std::get<Ipv6Interface>(parse_interface("fd00::224/61"));
    EXPECT_TRUE(interface.on_link(std::get<Ipv6Address>(parse_address("fd00:0:0:7::1"))));
    EXPECT_FALSE(interface.on_link(std::get<Ipv6Address>(parse_address("fd00:0:0:8::1"))));
}
