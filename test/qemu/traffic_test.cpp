// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <memory>

#include "bench.hpp"
#include "port.hpp"

namespace test {
namespace {

using namespace std::chrono_literals;

/// One started port for all cases: QEMU receives only a second after a start.
template <std::uint16_t Mtu>
class Traffic : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        port = std::make_unique<BenchPort>(PortSetup{.mtu = Mtu});
        ASSERT_TRUE(BenchPort::wait_open());
    }
    static void TearDownTestSuite() { port.reset(); }
    void SetUp() override { BenchPort::drain(); }

    qemu::Cable& cable = Bench::instance().cable;

private:
    static inline std::unique_ptr<BenchPort> port;
};

using StandardFrames = Traffic<1500>;
using JumboFrames = Traffic<9000>;

void expect_received(qemu::Cable& cable, std::size_t length)
{
    const auto frame = make_frame(BenchPort::mac(), length, static_cast<unsigned>(length));
    ASSERT_TRUE(cable.send(frame));
    ASSERT_EQ(BenchPort::receive(), frame) << "length " << length;
}

void expect_sent(qemu::Cable& cable, std::size_t length, std::size_t segment)
{
    const auto frame = make_frame(stranger, length, static_cast<unsigned>(length));
    ASSERT_TRUE(BenchPort::send(frame, segment));
    ASSERT_EQ(cable.receive(10s), frame) << "length " << length << " in segments of " << segment;
}

TEST_F(StandardFrames, ReceivesEveryLengthUnchanged)
{
    for (std::size_t length = 60; length <= 1514 && !HasFatalFailure(); ++length)
        expect_received(cable, length);
}

TEST_F(StandardFrames, SendsEveryLengthUnchanged)
{
    for (std::size_t length = 60; length <= 1514 && !HasFatalFailure(); ++length)
        expect_sent(cable, length, 2048);
}

TEST_F(StandardFrames, SendsChainsOfBuffersAsOneFrame)
{
    for (std::size_t segment = 60; segment < 1514 && !HasFatalFailure(); segment += 97)
        expect_sent(cable, 1514, segment);
}

TEST_F(StandardFrames, ReceivesFramesInTheirOrder)
{
    constexpr unsigned count = 200;  // below the ring's size: nothing may be lost though nobody looks
    for (unsigned seed = 0; seed < count; ++seed)
        ASSERT_TRUE(cable.send(make_frame(BenchPort::mac(), 100, seed)));
    for (unsigned seed = 0; seed < count; ++seed)
        ASSERT_EQ(BenchPort::receive(), make_frame(BenchPort::mac(), 100, seed)) << "frame " << seed;
}

TEST_F(StandardFrames, LosesNothingWhenTheRingOverruns)
{
    constexpr unsigned count = 262;  // of 256 descriptors: the last frames wait in the cable
    for (unsigned seed = 0; seed < count; ++seed)
        ASSERT_TRUE(cable.send(make_frame(BenchPort::mac(), 64, seed)));
    for (unsigned seed = 0; seed < count; ++seed)
        ASSERT_EQ(BenchPort::receive(), make_frame(BenchPort::mac(), 64, seed)) << "frame " << seed;
}

TEST_F(StandardFrames, SendsABurstInItsOrder)
{
    constexpr unsigned count = 200;
    for (unsigned seed = 0; seed < count; ++seed)
        ASSERT_TRUE(BenchPort::send(make_frame(stranger, 64, seed)));
    for (unsigned seed = 0; seed < count; ++seed)
        ASSERT_EQ(cable.receive(10s), make_frame(stranger, 64, seed)) << "frame " << seed;
}

TEST_F(JumboFrames, ReceivesThemAcrossBuffers)
{
    for (std::size_t length : {1514u, 1515u, 2047u, 2048u, 2049u, 4096u, 4097u, 8191u, 9014u})
        expect_received(cable, length);
}

TEST_F(JumboFrames, SendsThemFromChains)
{
    for (std::size_t length : {1515u, 2048u, 2049u, 4096u, 8191u, 9014u})
        expect_sent(cable, length, 2048);
}

}  // namespace
}  // namespace test
