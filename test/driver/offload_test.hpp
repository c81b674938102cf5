// SPDX-License-Identifier: BSD-3-Clause
// What the tests of transmit offloads share.
#pragma once

#include <rte_errno.h>

#include <deque>
#include <string>

#include "driver.hpp"
#include "support/message.hpp"

namespace test {

/// A port that is asked for offloads.
class Offloading : public Driver {
protected:
    explicit Offloading(const char* profile = "silicon", std::uint16_t device_id = 0x100e)
        : Driver(model::Profile::named(profile), device_id)
    {
        tx_size = 512;
    }

    static constexpr std::uint64_t checksums =
        RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM;
    static constexpr std::uint64_t all = checksums | RTE_ETH_TX_OFFLOAD_TCP_TSO | RTE_ETH_TX_OFFLOAD_UDP_TSO |
                                         RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_MULTI_SEGS;

    void start_with(std::uint64_t offloads)
    {
        conf.txmode.offloads = offloads;
        ASSERT_EQ(start(), 0);
    }

    /// An mbuf of @p bytes that says of itself what @p message is.
    [[nodiscard]] rte_mbuf* describe(const Message& message, const Frame& bytes, std::size_t segment = 0)
    {
        rte_mbuf* const m = pool.make(bytes, segment);
        test::describe(*m, message);
        return m;
    }
    /// For hardware to complete.
    [[nodiscard]] rte_mbuf* to_complete(const Message& message, std::size_t segment = 0)
    {
        rte_mbuf* const m = pool.make(message.incomplete(), segment);
        ask_to_complete(*m, message);
        return m;
    }
    /// For hardware to cut.
    [[nodiscard]] rte_mbuf* to_cut(const Message& message, std::uint16_t mss, std::size_t segment = 0)
    {
        rte_mbuf* const m = pool.make(message.uncut(), segment);
        ask_to_cut(*m, message, mss);
        return m;
    }
    [[nodiscard]] static rte_mbuf* with_tag(rte_mbuf* m, std::uint16_t tci)
    {
        m->ol_flags |= RTE_MBUF_F_TX_VLAN;
        m->vlan_tci = tci;
        return m;
    }

    [[nodiscard]] std::uint16_t transmit(rte_mbuf* packet)
    {
        const std::uint16_t taken = rte_eth_tx_burst(port, 0, &packet, 1);
        model.tick();
        return taken;
    }
    /// @return how many it lets pass: 1 or 0
    [[nodiscard]] std::uint16_t prepare(rte_mbuf* packet)
    {
        rte_errno = 0;
        return rte_eth_tx_prepare(port, 0, &packet, 1);
    }

    /// @p packet leaves as @p wire.
    void expect_leaves(rte_mbuf* packet, const std::deque<Frame>& wire, const std::string& what = {})
    {
        model.sent.clear();
        const std::uint64_t dropped = stats().oerrors;
        ASSERT_EQ(transmit(packet), 1) << what;
        ASSERT_EQ(model.sent.size(), wire.size()) << what;
        for (std::size_t i = 0; i < wire.size(); ++i)
            EXPECT_EQ(model.sent[i], wire[i]) << what << ", frame " << i;
        EXPECT_EQ(stats().oerrors, dropped) << what;
    }
    void expect_leaves(rte_mbuf* packet, const Frame& wire, const std::string& what = {})
    {
        expect_leaves(packet, std::deque<Frame>{wire}, what);
    }
    /// tx_prepare refuses @p packet with @p error; the burst drops and counts it, and goes on.
    void expect_refused(rte_mbuf* packet, int error, const std::string& what = {})
    {
        model.sent.clear();
        const rte_eth_stats before = stats();
        EXPECT_EQ(prepare(packet), 0) << what;
        EXPECT_EQ(rte_errno, error) << what;
        EXPECT_EQ(transmit(packet), 1) << what << ": it must not block the ring";
        EXPECT_TRUE(model.sent.empty()) << what;
        EXPECT_EQ(stats().oerrors, before.oerrors + 1) << what;
        EXPECT_EQ(stats().opackets, before.opackets) << what;
        const Message next;
        expect_leaves(to_complete(next), next.frame(), what + ", the next one");
    }
};

class OffloadingOn : public Offloading, public ::testing::WithParamInterface<const char*> {
protected:
    OffloadingOn() : Offloading(GetParam()) {}
};

}  // namespace test
