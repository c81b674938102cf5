// SPDX-License-Identifier: BSD-3-Clause
#include "text/options.hpp"

#include <gtest/gtest.h>

using namespace responder;

namespace {

Options parse(std::vector<std::string> arguments)
{
    return parse_options(arguments);
}

Arguments split(std::vector<std::string> argv)
{
    std::vector<char*> words;
    words.reserve(argv.size());
    for (auto& word : argv)
        words.push_back(word.data());
    return split_arguments(words);
}

}  // namespace

TEST(Cli, PortZeroIsTheDefault)
{
    const auto options = parse({"--ip", "10.0.0.1/8"});
    ASSERT_EQ(options.ports.size(), 1u);
    EXPECT_EQ(options.ports[0].id, 0u);
    EXPECT_EQ(options.burst, 64u);
    EXPECT_EQ(options.stats_period_ms, 0u);
}

TEST(Cli, AddressMayStandBeforeItsPort)
{
    const auto options = parse({"--ip", "10.0.0.1/8", "--port", "3", "--stats-period", "2.5"});
    ASSERT_EQ(options.ports.size(), 1u);
    EXPECT_EQ(options.ports[0].id, 3u);
    EXPECT_EQ(to_string(options.ports[0].addresses.at(0)), "10.0.0.1/8");
    EXPECT_EQ(options.stats_period_ms, 2500u);
}

TEST(Cli, OptionsOfAPortFollowIt)
{
    const auto options = parse({"--port", "0", "--ip", "10.0.0.1/8", "--ip", "10.0.0.2/8", "--vlan", "7", "--port=1",
                                "--ip=11.0.0.1/8", "--rx-ring", "64", "--promiscuous"});
    ASSERT_EQ(options.ports.size(), 2u);
    EXPECT_EQ(options.ports[0].addresses.size(), 2u);
    EXPECT_EQ(options.ports[0].vlans, std::vector<std::uint16_t>{7});
    EXPECT_FALSE(options.ports[0].promiscuous);
    EXPECT_FALSE(options.ports[0].rx_ring);
    EXPECT_EQ(options.ports[1].id, 1u);
    EXPECT_EQ(options.ports[1].rx_ring, 64u);
    EXPECT_TRUE(options.ports[1].promiscuous);
    EXPECT_TRUE(options.ports[1].vlans.empty());
}

TEST(Cli, VlanTakesNumbersAndTheWordForNone)
{
    const auto options =
        parse({"--ip", "10.0.0.1/8", "--vlan", "7", "--vlan", "untagged", "--vlan", "0", "--vlan", "7"});
    EXPECT_EQ(options.ports.at(0).vlans, (std::vector<std::uint16_t>{7, 0}));
    for (const char* wrong : {"", "tagged", "7,untagged", "-1", "4095", "65543", "7x"})
        EXPECT_THROW((void)parse({"--ip", "10.0.0.1/8", "--vlan", wrong}), UsageError) << wrong;
}

TEST(Cli, SecondaryProcessIsRefusedWithTheWayOut)
{
    for (const auto& eal : {std::vector<std::string>{"--proc-type=secondary"}, {"--proc-type", "secondary"}}) {
        std::vector<std::string> argv{"icmp-responder"};
        argv.insert(argv.end(), eal.begin(), eal.end());
        try {
            (void)split(argv);
            ADD_FAILURE() << eal.front();
        } catch (const UsageError& error) {
            EXPECT_STREQ(error.what(), (std::string("--proc-type=secondary: ") + responder::only_a_primary).c_str());
        }
    }
    EXPECT_EQ(split({"icmp-responder", "--file-prefix", "secondary", "--proc-type=primary"}).eal.size(), 4u);
}

TEST(Cli, EalArgumentsEndAtTheDashes)
{
    const auto arguments = split({"icmp-responder", "-l", "0", "--", "--ip", "10.0.0.1/8"});
    EXPECT_EQ(arguments.eal, (std::vector<std::string>{"icmp-responder", "-l", "0"}));
    EXPECT_EQ(arguments.own, (std::vector<std::string>{"--ip", "10.0.0.1/8"}));
}

TEST(Cli, OwnOptionBeforeTheDashesIsRefused)
{
    EXPECT_THROW((void)split({"icmp-responder", "--ip", "10.0.0.1/8"}), UsageError);
    EXPECT_THROW((void)split({"icmp-responder", "--ip=10.0.0.1/8"}), UsageError);
}

TEST(Cli, HelpIsFoundBeforeAndBehindTheDashes)
{
    EXPECT_TRUE(parse_options(split({"icmp-responder", "-l", "0", "--help"}).own).help);
    EXPECT_TRUE(parse_options(split({"icmp-responder", "--", "--help"}).own).help);
}

TEST(Cli, RefusalNamesTheValueAndTheRange)
{
    try {
        (void)parse({"--ip", "10.0.0.1/8", "--burst", "1000"});
        FAIL() << "accepted";
    } catch (const UsageError& error) {
        EXPECT_STREQ(error.what(), "--burst '1000': accepted is a number from 1 to 512");
    }
}
