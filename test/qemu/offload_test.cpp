// SPDX-License-Identifier: BSD-3-Clause
// What QEMU's device makes of packets that are to be completed, cut and tagged on their way out.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "bench.hpp"
#include "port.hpp"
#include "support/mbufs.hpp"
#include "support/message.hpp"

namespace test {
namespace {

using namespace std::chrono_literals;

/// One started port for all cases.
class Offloads : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        port = std::make_unique<BenchPort>(PortSetup{
            .tx_offloads = RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM |
                           RTE_ETH_TX_OFFLOAD_TCP_TSO | RTE_ETH_TX_OFFLOAD_UDP_TSO | RTE_ETH_TX_OFFLOAD_VLAN_INSERT |
                           RTE_ETH_TX_OFFLOAD_MULTI_SEGS});
        ASSERT_TRUE(BenchPort::wait_open());
    }
    static void TearDownTestSuite() { port.reset(); }
    void SetUp() override
    {
        BenchPort::drain();
        while (Bench::instance().cable.receive(20ms)) {
        }
    }

    /// A packet that says of itself what @p m is, to be cut into pieces of @p mss bytes, or completed where that is 0.
    [[nodiscard]] static rte_mbuf* asking(const Message& m, std::uint16_t mss, std::size_t segment)
    {
        rte_mbuf* const packet = packet_of(BenchPort::pool(), mss != 0 ? m.uncut() : m.incomplete(), segment);
        if (mss != 0)
            ask_to_cut(*packet, m, mss);
        else
            ask_to_complete(*packet, m);
        return packet;
    }
    /// It leaves as @p wire, and nothing else does.
    static void expect_leaves(rte_mbuf* packet, const std::vector<Frame>& wire, const std::string& what)
    {
        EXPECT_EQ(rte_eth_tx_prepare(BenchPort::id, 0, &packet, 1), 1) << what;
        ASSERT_EQ(rte_eth_tx_burst(BenchPort::id, 0, &packet, 1), 1) << what;
        for (const Frame& frame : wire)
            ASSERT_EQ(Bench::instance().cable.receive(10s), frame) << what;
        EXPECT_FALSE(Bench::instance().cable.receive(5ms)) << what;
    }
    static void expect_leaves(const Message& m, std::uint16_t mss, std::size_t segment)
    {
        const std::string what = std::string{m.ipv6 ? "IPv6 " : "IPv4 "} + (m.tcp ? "TCP of " : "UDP of ") +
                                 std::to_string(m.payload) + " bytes, MSS " + std::to_string(mss) + ", segments of " +
                                 std::to_string(segment);
        const std::vector<Frame> wire = mss != 0 ? m.frames(mss) : std::vector<Frame>{m.frame()};
        expect_leaves(asking(m, mss, segment), wire, what);
        std::vector<Frame> with_tags;
        with_tags.reserve(wire.size());
        for (const Frame& frame : wire)
            with_tags.push_back(tagged(frame, 0x3abc));
        rte_mbuf* const packet = asking(m, mss, segment);
        packet->ol_flags |= RTE_MBUF_F_TX_VLAN;
        packet->vlan_tci = 0x3abc;
        expect_leaves(packet, with_tags, what + ", with a tag");
    }

private:
    static inline std::unique_ptr<BenchPort> port;
};

TEST_F(Offloads, CompletePackets)
{
    for (const bool tcp : {false, true})
        for (const bool ipv6 : {false, true})
            for (const std::size_t segment : {0u, 90u})
                for (const std::size_t payload : {20u, 21u, 1400u})
                    expect_leaves({.ipv6 = ipv6, .tcp = tcp, .payload = payload}, 0, segment);
}

/// To the byte: no frame of headers alone, no length that is another's.
TEST_F(Offloads, CutPackets)
{
    for (const bool tcp : {false, true})
        for (const bool ipv6 : {false, true})
            for (const std::size_t segment : {0u, 90u})
                for (const std::size_t payload : {400u, 950u, 1200u, 1900u})
                    expect_leaves({.ipv6 = ipv6, .tcp = tcp, .payload = payload}, 400, segment);
    expect_leaves({.payload = 60'000}, 1448, 0);
}

}  // namespace
}  // namespace test
