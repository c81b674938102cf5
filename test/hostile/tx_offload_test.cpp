// SPDX-License-Identifier: BSD-3-Clause
// A device that lies about packets which it was to complete, to cut or to send behind a tag, or dies with them.
#include <gtest/gtest.h>

#include <atomic>
#include <string_view>
#include <vector>

#include "hostile/liar.hpp"
#include "support/mbufs.hpp"
#include "support/message.hpp"

namespace {

using test::Frame;
using test::Message;

/// A packet that asks for something, and what it is on the wire.
struct Asking {
    rte_mbuf* packet;
    std::vector<Frame> wire;
};

struct LiarTxOffload : test::Liar, ::testing::WithParamInterface<std::string_view> {
    static constexpr std::uint16_t tci = 0x2abc, mss = 300;
    static constexpr std::string_view pcix = "pcix";

    /// On PCI-X the chip that wants most care.
    LiarTxOffload() : test::Liar(test::model::Profile::named(GetParam()), GetParam() == pcix ? 0x100c : usual_id)
    {
        conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM |
                               RTE_ETH_TX_OFFLOAD_UDP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_TSO | RTE_ETH_TX_OFFLOAD_UDP_TSO |
                               RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
    }

    static constexpr unsigned kinds = 7;
    /// The @p n-th kind of packet.
    [[nodiscard]] Asking kind(unsigned n) const
    {
        const auto complete = [this](const Message& m, std::size_t segment) {
            rte_mbuf* const packet = pool.make(m.incomplete(), segment);
            ask_to_complete(*packet, m);
            return Asking{packet, {m.frame()}};
        };
        const auto cut = [this](const Message& m, std::size_t segment) {
            rte_mbuf* const packet = pool.make(m.uncut(), segment);
            ask_to_cut(*packet, m, mss);
            return Asking{packet, m.frames(mss)};
        };
        switch (n % kinds) {
        case 0:
            return complete({}, 0);
        case 1:
            return with_tag(complete({.tcp = false}, 50));
        case 2:
            return cut({.payload = 1000}, 400);
        case 3:
            return cut({.ipv6 = true, .payload = 1000}, 0);
        case 4:
            return with_tag(cut({.tcp = false, .payload = 700}, 200));
        case 5:
            return another_owns({.tcp = false});
        default:
            return with_tag({pool.make(frame(70)), {frame(70)}});
        }
    }
    [[nodiscard]] static Asking with_tag(Asking a)
    {
        a.packet->ol_flags |= RTE_MBUF_F_TX_VLAN;
        a.packet->vlan_tci = tci;
        for (Frame& each : a.wire)
            each = test::tagged(each, tci);
        return a;
    }
    /// Its data is another mbuf's, which the driver must not write to.
    [[nodiscard]] Asking another_owns(const Message& m) const
    {
        rte_mbuf* const owner = pool.make(m.incomplete());
        rte_mbuf* const packet = rte_pktmbuf_clone(owner, pool.get());
        rte_pktmbuf_free(owner);
        ask_to_complete(*packet, m);
        return {packet, {m.frame()}};
    }

    /// Hand over the @p n-th kind. @return whether the ring took it
    bool give(unsigned n)
    {
        Asking a = kind(n);
        if (rte_eth_tx_burst(port, 0, &a.packet, 1) == 0) {
            rte_pktmbuf_free(a.packet);
            return false;
        }
        expected.insert(expected.end(), a.wire.begin(), a.wire.end());
        return true;
    }
    /// Kinds in turn until the ring is full. @return how many went in
    unsigned fill_ring()
    {
        unsigned n = 0;
        while (n < 1000 && give(n))
            ++n;
        return n;
    }
    void stall() { model.faults().tx_stalled = true; }
    void go_on()
    {
        model.faults().tx_stalled = false;
        model.tick();
        model.tx().run(true);
    }
    [[nodiscard]] unsigned in_use() const { return pool.size() - pool.available() - rx_size; }
    void reclaim() { (void)rte_eth_tx_done_cleanup(port, 0, 0); }
    void all_done()
    {
        for (std::uint32_t i = 0; i < model.tx().ring_size(); ++i)
            model.tx().write_back(i);
    }
    void expect_all_sent() { EXPECT_EQ(model.sent, expected); }

    std::deque<Frame> expected;
};

TEST_P(LiarTxOffload, DoneInAnyDescriptorOfAPacketButTheLastFreesNothing)
{
    ASSERT_EQ(start(), 0);
    for (unsigned n = 0; n < kinds; ++n) {
        stall();
        reclaim();
        ASSERT_EQ(in_use(), 0u);
        const std::uint32_t size = model.tx().ring_size(), first = model.tx().tail();
        ASSERT_TRUE(give(n));
        const std::uint32_t last = (model.tx().tail() + size - 1) % size;
        const unsigned held = in_use();
        for (std::uint32_t i = first; i != last; i = (i + 1) % size)
            model.tx().write_back(i);
        reclaim();
        EXPECT_EQ(in_use(), held) << "kind " << n;
        go_on();
        reclaim();
        EXPECT_EQ(in_use(), 0u) << "kind " << n;
    }
    expect_all_sent();
}

TEST_P(LiarTxOffload, DoneBeforeAnythingWasSentIsNotBelieved)
{
    ASSERT_EQ(start(), 0);
    stall();
    all_done();
    unsigned held = 0;
    for (unsigned n = 0; n < kinds; ++n) {
        ASSERT_TRUE(give(n));
        reclaim();
        EXPECT_GT(in_use(), held) << "kind " << n;
        held = in_use();
    }
    go_on();
    expect_all_sent();
}

TEST_P(LiarTxOffload, GarbageInStatusWithoutDoneFreesNothing)
{
    ASSERT_EQ(start(), 0);
    stall();
    for (unsigned n = 0; n < kinds; ++n)
        ASSERT_TRUE(give(n));
    const unsigned held = in_use();
    for (std::uint32_t i = 0; i < model.tx().tail(); ++i)
        std::atomic_ref{model.tx().descriptor(i)->high}.fetch_or(0xfe);  // EC, LC, TU and what is reserved
    reclaim();
    EXPECT_EQ(in_use(), held);
    go_on();
    expect_all_sent();
}

/// What is sent then is of memory that may have changed, but of no other.
TEST_P(LiarTxOffload, DoneTooEarlyAndTwiceGivesEachBufferBackOnce)
{
    ASSERT_EQ(start(), 0);
    for (unsigned n = 0; n < 5 * kinds; ++n) {
        stall();
        ASSERT_TRUE(give(n));
        all_done();
        reclaim();
        EXPECT_EQ(in_use(), 0u) << "kind " << n;
        all_done();
        reclaim();
        go_on();
    }
    EXPECT_EQ(model.sent.size(), expected.size());
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    expect_each_mbuf_once(pool);
}

TEST_P(LiarTxOffload, StallLosesNothingThatTheRingTook)
{
    ASSERT_EQ(start(), 0);
    for (unsigned turn = 0; turn < 10; ++turn) {
        stall();
        EXPECT_GT(fill_ring(), kinds);
        for (unsigned n = 0; n < 3 * kinds; ++n)
            if (give(n))  // a small one may still fit
                continue;
        go_on();
    }
    expect_all_sent();
    EXPECT_EQ(stats().oerrors, 0u);
}

TEST_P(LiarTxOffload, DoneNeverFillsTheRingAndThenRefusesAndStopGivesAllBack)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_no_writeback = true;
    unsigned taken = fill_ring();
    EXPECT_GT(taken, kinds);
    for (unsigned n = 0; n < 1000; ++n)
        taken += give(n);
    EXPECT_LT(taken, tx_size);
    model.tick();
    expect_all_sent();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
    EXPECT_EQ(stats().oerrors, taken) << "packets, not frames nor descriptors";

    model.faults().tx_no_writeback = false;
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    for (unsigned n = 0; n < 5 * kinds; ++n) {
        ASSERT_TRUE(give(n));
        model.tick();
    }
    expect_all_sent();
    EXPECT_EQ(stats().oerrors, taken);
}

/// What hardware was told for a packet that it never came to is not taken for known.
TEST_P(LiarTxOffload, StopInTheMiddleOfEverythingIsForgotten)
{
    ASSERT_EQ(start(), 0);
    for (unsigned n = 0; n < kinds; ++n) {
        stall();
        ASSERT_TRUE(give(n));
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(pool.available(), pool.size()) << "kind " << n;
        model.faults().tx_stalled = false;
        model.sent.clear();
        expected.clear();
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
        ASSERT_TRUE(give(n));
        model.tick();
        expect_all_sent();
    }
    EXPECT_EQ(stats().oerrors, kinds);
}

/// Gone at the N-th doorbell: what the ring took comes back at the stop, and is counted.
TEST_P(LiarTxOffload, DeviceThatDiesRefusesPacketsWhenTheRingIsFull)
{
    time_limit_us = 600'000'000;  // a link each time
    for (const std::uint32_t value : {0xffffffffu, 0u})
        for (unsigned doorbell = 0; doorbell < kinds; ++doorbell) {
            ASSERT_EQ(start(), 0);
            ASSERT_EQ(rte_eth_stats_reset(port), 0);
            model.sent.clear();
            expected.clear();
            model.faults().gone_value = value;
            model.faults().remove_at_access = doorbell;
            unsigned taken = 0;
            std::size_t frames_before = 0;
            for (; taken < 1000; ++taken) {
                if (taken == doorbell)
                    frames_before = expected.size();
                if (!give(taken))
                    break;
                if (taken < doorbell)
                    model.tick();
            }
            EXPECT_GT(taken, doorbell);
            EXPECT_LT(taken, 1000u);
            EXPECT_EQ(model.sent.size(), frames_before);
            EXPECT_EQ(rte_eth_dev_stop(port), 0);
            EXPECT_EQ(stats().oerrors, taken - doorbell) << "taken and lost";
            EXPECT_EQ(stats().opackets, taken);
            EXPECT_EQ(pool.available(), pool.size());
            ASSERT_EQ(bed.remove(), 0);
            power_on();
            model.config_write(4, 2, 6);  // PCI command: memory space, bus master
            ASSERT_EQ(bed.probe(), 0);
            port = static_cast<std::uint16_t>(bed.port());
        }
}

INSTANTIATE_TEST_SUITE_P(On, LiarTxOffload,
                         ::testing::Values("silicon", LiarTxOffload::pcix, "qemu", "kvm", "virtualbox", "bhyve",
                                           "vmware"),
                         [](const auto& chosen) { return std::string{chosen.param}; });

}  // namespace
