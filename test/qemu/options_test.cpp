// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/options.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

namespace {

using test::qemu::Network;
using test::qemu::Options;

class OptionsFromEnvironment : public testing::Test {
protected:
    ~OptionsFromEnvironment() override
    {
        for (const char* name : {"TESTBED_QEMU_DEVICE", "TESTBED_QEMU_NET", "TESTBED_QEMU_CLOCK", "TESTBED_QEMU_BINARY",
                                 "TESTBED_QEMU_ARGS", "TESTBED_QEMU_POSTED"})
            ::unsetenv(name);
    }
    static Options with(const char* name, const char* value)
    {
        ::setenv(name, value, 1);
        return Options::from_environment();
    }
    static std::string refusal(const char* name, const char* value)
    {
        try {
            with(name, value);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "accepted";
    }
};

TEST_F(OptionsFromEnvironment, DefaultIsAnE1000WithALoopbackPlug)
{
    const auto options = Options::from_environment();
    EXPECT_EQ(options.device, "e1000");
    EXPECT_EQ(options.wires[0].network, Network::loop);
    EXPECT_EQ(options.devices(), 1u);
}

TEST_F(OptionsFromEnvironment, PostedWritesAreCounted)
{
    EXPECT_EQ(Options::from_environment().posted, 0u);
    EXPECT_EQ(with("TESTBED_QEMU_POSTED", "170").posted, 170u);
    for (const char* value : {"kvm", "-1", "170x"})
        EXPECT_EQ(refusal("TESTBED_QEMU_POSTED", value),
                  "TESTBED_QEMU_POSTED=" + std::string{value} +
                      ": give how many register writes wait, 170 as under KVM or 0");
}

TEST_F(OptionsFromEnvironment, PairHasTwoDevices)
{
    EXPECT_EQ(with("TESTBED_QEMU_NET", "pair").devices(), 2u);
}

TEST_F(OptionsFromEnvironment, TapNamesTheInterface)
{
    const auto options = with("TESTBED_QEMU_NET", "tap:tap7");
    EXPECT_EQ(options.wires[0].network, Network::tap);
    EXPECT_EQ(options.wires[0].interface, "tap7");
}

TEST_F(OptionsFromEnvironment, DatagramHasADescriptor)
{
    const auto options = with("TESTBED_QEMU_NET", "fd:17");
    EXPECT_EQ(options.wires[0].network, Network::datagram);
    EXPECT_EQ(options.wires[0].fd, 17);
}

TEST_F(OptionsFromEnvironment, EachOfSeveralWiresHasItsDevices)
{
    const auto options = with("TESTBED_QEMU_NET", "tap:left,pair,fd:7");
    ASSERT_EQ(options.wires.size(), 3u);
    EXPECT_EQ(options.devices(), 4u);
    EXPECT_EQ(options.wires[0].interface, "left");
    EXPECT_EQ(options.wires[1].network, Network::pair);
    EXPECT_EQ(options.wires[2].fd, 7);
}

TEST_F(OptionsFromEnvironment, AnEndThatIsTakenIsRefused)
{
    EXPECT_EQ(refusal("TESTBED_QEMU_NET", "tap:a,loop,tap:a"),
              "TESTBED_QEMU_NET=tap:a,loop,tap:a: only one NIC can be wired to tap:a");
    EXPECT_EQ(refusal("TESTBED_QEMU_NET", "fd:5,fd:5"),
              "TESTBED_QEMU_NET=fd:5,fd:5: only one NIC can be wired to fd:5");
}

TEST_F(OptionsFromEnvironment, MoreDevicesThanInterruptLinesAreRefused)
{
    EXPECT_EQ(with("TESTBED_QEMU_NET", "loop,loop,pair").devices(), Options::max_devices);
    EXPECT_EQ(refusal("TESTBED_QEMU_NET", "pair,loop,pair"),
              "TESTBED_QEMU_NET=pair,loop,pair: these are 5 NICs, 4 are possible");
}

TEST_F(OptionsFromEnvironment, ArgumentsAreSplitAtSpaces)
{
    EXPECT_EQ(with("TESTBED_QEMU_ARGS", " -trace  e1000x_* ").arguments,
              (std::vector<std::string>{"-trace", "e1000x_*"}));
}

TEST_F(OptionsFromEnvironment, UnknownDeviceIsRefusedWithTheChoice)
{
    EXPECT_EQ(refusal("TESTBED_QEMU_DEVICE", "e1000e"),
              "device 'e1000e' is none of e1000, e1000-82544gc, e1000-82545em");
}

TEST_F(OptionsFromEnvironment, UnknownClockIsRefusedWithTheChoice)
{
    EXPECT_EQ(with("TESTBED_QEMU_CLOCK", "skip").clock, test::qemu::Clock::skip);
    EXPECT_EQ(refusal("TESTBED_QEMU_CLOCK", "fast"), "TESTBED_QEMU_CLOCK=fast: give real or skip");
}

TEST_F(OptionsFromEnvironment, UnknownNetworkIsRefusedWithTheChoice)
{
    const std::string choice =
        ": give none, loop, pair, fd:<number> or tap:<interface>, or several with commas between";
    for (const std::string value : {"bridge", "tap:", "tap", "fd"}) {
        EXPECT_EQ(refusal("TESTBED_QEMU_NET", value.c_str()), "TESTBED_QEMU_NET=" + value + choice);
        EXPECT_EQ(refusal("TESTBED_QEMU_NET", ("loop," + value).c_str()), "TESTBED_QEMU_NET=" + value + choice);
    }
    EXPECT_EQ(refusal("TESTBED_QEMU_NET", "loop,"), "TESTBED_QEMU_NET=" + choice);
}

TEST_F(OptionsFromEnvironment, DescriptorThatIsNoNumberIsRefused)
{
    for (const char* value : {"fd:", "fd:x", "fd:3x", "fd:-1"})
        EXPECT_EQ(refusal("TESTBED_QEMU_NET", value),
                  "TESTBED_QEMU_NET=" + std::string{value} + ": after fd: comes the number of an open datagram socket");
}

}  // namespace
