// SPDX-License-Identifier: BSD-3-Clause
// Under KVM most register writes wait. An lcore that only receives makes no others, and must not go deaf.
#include <algorithm>
#include <cstring>
#include <tuple>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

class OnKvm : public Driver {
protected:
    OnKvm() : Driver(Profile::kvm()) {}

    /// Start with a ring of @p size and rx_free_thresh @p batch, filled from @p from.
    void start_receiving(std::uint16_t size, std::uint16_t batch, const Pool& from)
    {
        rte_eth_rxconf thresholds{};
        thresholds.rx_free_thresh = batch;
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, size, any_socket, &thresholds, from.get()), 0);
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, nullptr), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
        numbered = frame();
    }
    /// The next @p n numbered frames come in, or wait in QEMU.
    void inject(unsigned n)
    {
        for (; n != 0; --n, ++injected) {
            std::memcpy(numbered.data() + payload, &injected, sizeof injected);
            const Delivery became = model.receive(numbered);
            ASSERT_TRUE(became == Delivery::delivered || became == Delivery::queued) << injected;
        }
    }
    /// Bursts until three in a row give nothing. @return the mbufs, whose numbers were those expected
    std::vector<rte_mbuf*> poll(std::uint16_t most = 32)
    {
        std::vector<rte_mbuf*> out;
        for (int empty = 0; empty < 3; ++empty)
            for (rte_mbuf* packet : burst(most)) {
                std::uint32_t number = 0;
                std::memcpy(&number, rte_pktmbuf_mtod(packet, std::uint8_t*) + payload, sizeof number);
                EXPECT_EQ(number, received++);
                out.push_back(packet);
                empty = 0;
            }
        return out;
    }
    void poll_and_free(std::uint16_t most = 32)
    {
        for (rte_mbuf* packet : poll(most))
            rte_pktmbuf_free(packet);
    }

    static constexpr std::size_t payload = 14;
    std::uint32_t injected = 0, received = 0;
    Frame numbered;
};

/// Ring size; rx_free_thresh, 0 (the driver's choice), 1 or that part of the ring; frames at once.
using Shape = std::tuple<std::uint16_t, std::uint16_t, unsigned>;

class Receiver : public OnKvm, public ::testing::WithParamInterface<Shape> {
protected:
    [[nodiscard]] static std::uint16_t batch()
    {
        const auto [size, part, at_once] = GetParam();
        return static_cast<std::uint16_t>(part < 2 ? part : size / part);
    }

    Pool large{6143};
};

TEST_P(Receiver, ThatDoesNothingElseGetsEveryFrame)
{
    const auto [size, part, at_once] = GetParam();
    start_receiving(size, batch(), large);
    const unsigned total = std::max(4000u, 3u * size);
    while (injected < total && !HasFailure()) {
        inject(at_once);
        poll_and_free();
        ASSERT_EQ(received, injected) << "deaf";
    }
}

TEST_P(Receiver, LeavesHalfTheRingWithTheDevice)
{
    const auto [size, part, at_once] = GetParam();
    start_receiving(size, batch(), large);
    for (unsigned round = 0; round < 300 && !HasFailure(); ++round) {
        inject(std::min<unsigned>(at_once, size / 2u));
        poll_and_free(at_once == 1 ? 1 : 32);
        const unsigned known = (model.rx().tail() + size - model.rx().head()) % size;
        EXPECT_GE(known, size / 2u) << round;
    }
}

std::string shape_name(const ::testing::TestParamInfo<Shape>& chosen)
{
    const auto [size, part, at_once] = chosen.param;
    return "Ring" + std::to_string(size) + "_Part" + std::to_string(part) + "_AtOnce" + std::to_string(at_once);
}

INSTANTIATE_TEST_SUITE_P(Of, Receiver,
                         ::testing::Combine(::testing::Values(32, 40, 512, 4096), ::testing::Values(0, 1, 2, 3, 5),
                                            ::testing::Values(1, 7, 32, 64, 200)),
                         shape_name);

class DryPool : public OnKvm, public ::testing::WithParamInterface<std::tuple<std::uint16_t, std::uint16_t>> {};

/// Whoever keeps what he gets gets as much as there is, whatever was undelivered when the mempool ran dry; and one more
/// for each that he gives back.
TEST_P(DryPool, IsUsedUpAndRecovers)
{
    const auto [size, batch] = GetParam();
    for (unsigned spare = 0; spare < size; spare += size / 16) {
        Pool small{size + spare};
        start_receiving(size, batch, small);
        injected = received = 0;
        inject(2 * size + spare);
        std::vector<rte_mbuf*> kept = poll();
        EXPECT_EQ(kept.size(), small.size() - 1) << "all but the one in the slot that RDT names";
        for (unsigned back = 0; back < 40; ++back) {
            rte_pktmbuf_free(kept.back());
            kept.pop_back();
            const std::vector<rte_mbuf*> more = poll();
            ASSERT_EQ(more.size(), 1u) << back << " with " << spare << " spare";
            kept.insert(kept.begin(), more.front());
            inject(1);
        }
        rte_pktmbuf_free_bulk(kept.data(), static_cast<unsigned>(kept.size()));
        for (int i = 0; i < 10 && received != injected; ++i)
            poll_and_free();
        EXPECT_EQ(received, injected);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_dev_configure(port, 0, 1, &conf), 0) << "the queue goes before its mempool";
    }
}

INSTANTIATE_TEST_SUITE_P(Of, DryPool, ::testing::Combine(::testing::Values(32, 64, 512), ::testing::Values(1, 7, 16)));

TEST_F(OnKvm, ADoorbellIsDeliveredOnceAQuarterOfTheRing)
{
    const Pool large{2047};
    start_receiving(512, 32, large);
    slot.bar.reset_counts();
    for (int i = 0; i < 1024; ++i) {
        inject(1);
        poll_and_free();
    }
    EXPECT_EQ(slot.bar.writes_of(reg::RDT), 1024u / 32);
    EXPECT_EQ(slot.bar.writes_of(reg::ICS), 1024u / 128);
    EXPECT_EQ(slot.bar.writes() + slot.bar.reads(), 1024u / 32 + 1024u / 128);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_configure(port, 0, 1, &conf), 0) << "the queue goes before its mempool";
}

TEST_F(OnKvm, RegisterWritesOfAStartAndAStopArrive)
{
    EXPECT_EQ(model.posted(), 0u) << "probe";
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.posted(), 0u) << "start";
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(model.posted(), 0u) << "stop";
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(model.posted(), 0u) << "reset";
}

}  // namespace

}  // namespace test
