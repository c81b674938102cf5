// SPDX-License-Identifier: BSD-3-Clause
// The client of the qtest protocol, without a QEMU: what it says of one that is gone.
#include "support/qemu/qtest.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>

#include "support/qemu/fd.hpp"

namespace {

using test::qemu::Fd;
using test::qemu::make_socket_pair;
using test::qemu::Qtest;
using test::qemu::SocketPair;

constexpr std::uint64_t address = 0xfeb00000;  // any
constexpr std::uint32_t all_ones = 0xffffffff;
constexpr auto ended = "testbed: QEMU has ended; the device now reads as all ones\n";

/// What a client prints when `act` is done with it and with the far end of its socket, at which nobody else looks.
template <typename Act>
std::string told(Act act)
{
    SocketPair ends = make_socket_pair(SOCK_STREAM);
    testing::internal::CaptureStderr();
    {
        Qtest qtest{std::move(ends.ours)};
        const auto alone = qtest.exclusive();
        act(qtest, ends.theirs);
    }
    return testing::internal::GetCapturedStderr();
}

void read(Qtest& qtest)
{
    EXPECT_EQ(static_cast<std::uint32_t>(qtest.read(address, 4)), all_ones);
}

void write(Qtest& qtest)
{
    qtest.write(address, 4, 1);
}

TEST(Qtest, SaysThatQemuHasEndedWhenItDidBeforeACommand)
{
    const auto before = [](auto command) {
        return told([&](Qtest& qtest, Fd& far) {
            far.close();
            command(qtest);
        });
    };
    EXPECT_EQ(before(read), ended);
    EXPECT_EQ(before(write), ended);
}

TEST(Qtest, SaysThatQemuHasEndedWhenItLeftACommandUnread)
{
    const auto unread = [](auto command) {
        return told([&](Qtest& qtest, Fd& far) {
            write(qtest);
            far.close();
            command(qtest);
        });
    };
    EXPECT_EQ(unread(read), ended);
    EXPECT_EQ(unread(write), ended);
}

TEST(Qtest, SaysThatQemuHasEndedWhenItDidInsteadOfAnAnswer)
{
    EXPECT_EQ(told([](Qtest& qtest, Fd& far) {
                  const std::jthread qemu{[&] {
                      std::array<char, 64> command{};
                      EXPECT_GT(::recv(far.get(), command.data(), command.size(), 0), 0);
                      far.close();
                  }};
                  read(qtest);
              }),
              ended);
}

TEST(Qtest, SaysItOnce)
{
    EXPECT_EQ(told([](Qtest& qtest, Fd& far) {
                  far.close();
                  for (int i = 0; i < 2; ++i) {
                      write(qtest);
                      read(qtest);
                  }
              }),
              ended);
}

}  // namespace
