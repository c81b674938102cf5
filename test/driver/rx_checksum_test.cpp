// SPDX-License-Identifier: BSD-3-Clause
// What is said about the checksums of received frames.
#include <algorithm>

#include "driver.hpp"
#include "support/packets.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint64_t good_ip = RTE_MBUF_F_RX_IP_CKSUM_GOOD, bad_ip = RTE_MBUF_F_RX_IP_CKSUM_BAD,
                        good_l4 = RTE_MBUF_F_RX_L4_CKSUM_GOOD, bad_l4 = RTE_MBUF_F_RX_L4_CKSUM_BAD;

/// A packet, and what a device that verifies finds.
struct Case {
    const char* name;
    Packet packet;
    std::uint64_t verdict;
};

const std::array cases{
    Case{"udp", {}, good_ip | good_l4},
    Case{"tcp", {.protocol = tcp}, good_ip | good_l4},
    Case{"options", {.options = {1, 1, 1, 0}}, good_ip | good_l4},
    Case{"padded", {.payload = 1, .padding = 40}, good_ip | good_l4},
    Case{"bad ip", {.bad_ip = true}, bad_ip | good_l4},
    Case{"bad udp", {.bad_l4 = true}, good_ip | bad_l4},
    Case{"bad tcp", {.protocol = tcp, .bad_l4 = true}, good_ip | bad_l4},
    Case{"all bad", {.bad_ip = true, .bad_l4 = true}, bad_ip | bad_l4},
    Case{"udp without a checksum", {.no_checksum = true}, good_ip},
    Case{"first fragment", {.fragment = 0x2000}, good_ip},
    Case{"later fragment", {.fragment = 0x0040}, good_ip},
    Case{"bad fragment", {.fragment = 0x2000, .bad_ip = true}, bad_ip},
    Case{"another protocol", {.protocol = 47}, good_ip},
    Case{"two tags", {.tags = {0x88a8'0001, 0x8100'0002}}, 0},
};

class RxChecksum : public OnEveryProfile {
protected:
    [[nodiscard]] Frame packet(const Packet& what) const
    {
        Packet p = what;
        p.to = mac();
        Frame out = make_packet(p);
        out.resize(std::max<std::size_t>(out.size(), 60));
        return out;
    }
    /// The frame comes, as it is, whatever its checksums. @return the flags that it bears
    std::uint64_t flags_of(const Frame& sent)
    {
        EXPECT_EQ(model.receive(sent), Delivery::delivered);
        const auto got = burst();
        if (got.size() != 1) {
            ADD_FAILURE() << got.size() << " frames came of one";
            return 0;
        }
        EXPECT_EQ(bytes_of(got[0]), sent);
        const std::uint64_t flags = got[0]->ol_flags;
        rte_pktmbuf_free(got[0]);
        return flags;
    }
    [[nodiscard]] static bool verifies() { return model::Profile::named(GetParam()).checksum_verdict; }
};

TEST_P(RxChecksum, IsWhatTheDeviceFoundOrUnknown)
{
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_CHECKSUM;
    ASSERT_EQ(start(), 0);
    for (unsigned turn = 0; turn < 10; ++turn)  // more than the ring has descriptors
        for (const Case& c : cases)
            ASSERT_EQ(flags_of(packet(c.packet)), verifies() ? c.verdict : 0) << c.name;
    EXPECT_EQ(stats().ierrors, 0u);
}

TEST_P(RxChecksum, IsToldOnlyWhereAskedFor)
{
    const Frame sound = packet({}), bad = packet({.bad_ip = true, .bad_l4 = true});
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(flags_of(sound), 0u);
    EXPECT_EQ(flags_of(bad), 0u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_IPV4_CKSUM;
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(flags_of(sound), verifies() ? good_ip : 0);
    EXPECT_EQ(flags_of(bad), verifies() ? bad_ip : 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_TCP_CKSUM;
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(flags_of(sound), verifies() ? good_l4 : 0);
    EXPECT_EQ(flags_of(bad), verifies() ? bad_l4 : 0);
}

INSTANTIATE_TEST_SUITE_P(On, RxChecksum, all_profiles, profile_name);

/// Where the device says nothing, software does.
class RxSoftwareChecksum : public RxChecksum {
protected:
    RxSoftwareChecksum() { devargs = "rx_sw_csum=1"; }

    /// What both find alike; and what hardware does not look at.
    [[nodiscard]] static std::uint64_t verdict(const Case& c)
    {
        return c.packet.tags.empty() ? c.verdict : good_ip | good_l4;
    }
};

TEST_P(RxSoftwareChecksum, IsToldOnEveryDevice)
{
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_CHECKSUM;
    ASSERT_EQ(start(), 0);
    for (unsigned turn = 0; turn < 10; ++turn)
        for (const Case& c : cases)
            ASSERT_EQ(flags_of(packet(c.packet)), verdict(c)) << c.name;
}

TEST_P(RxSoftwareChecksum, IsToldOnlyWhereAskedFor)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(flags_of(packet({.bad_l4 = true})), 0u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_IPV4_CKSUM;
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(flags_of(packet({.bad_l4 = true})), good_ip);
}

INSTANTIATE_TEST_SUITE_P(On, RxSoftwareChecksum, all_profiles, profile_name);

class RxChecksumSetting : public Driver {
protected:
    static constexpr std::uint32_t ip = rxcsum::IPOFL, l4 = rxcsum::TUOFL;

    /// Configure with other offloads and start, on the queues that are there.
    void restart_with(std::uint64_t offloads)
    {
        conf.rxmode.offloads = offloads;
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
    }
    [[nodiscard]] std::string mode() const
    {
        rte_eth_burst_mode out{};
        EXPECT_EQ(rte_eth_rx_burst_mode_get(port, 0, &out), 0);
        return out.info;
    }
};

TEST_F(RxChecksumSetting, FollowsTheConfigurationOverRestarts)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.stored(reg::RXCSUM), 0u);
    EXPECT_EQ(mode(), fastest_rx());
    restart_with(RTE_ETH_RX_OFFLOAD_CHECKSUM);
    EXPECT_EQ(model.stored(reg::RXCSUM), ip | l4);
    EXPECT_EQ(mode(), fastest_rx() + ", offloads");
    restart_with(RTE_ETH_RX_OFFLOAD_IPV4_CKSUM);
    EXPECT_EQ(model.stored(reg::RXCSUM), ip);
    restart_with(RTE_ETH_RX_OFFLOAD_UDP_CKSUM);
    EXPECT_EQ(model.stored(reg::RXCSUM), l4);
    EXPECT_EQ(mode(), fastest_rx() + ", offloads");
    restart_with(RTE_ETH_RX_OFFLOAD_SCATTER);
    EXPECT_EQ(model.stored(reg::RXCSUM), 0u);
    EXPECT_EQ(mode(), fastest_rx());
}

TEST_F(RxChecksumSetting, OfAFormerDriverIsOverwritten)
{
    ASSERT_EQ(configure(), 0);
    model.write(reg::RXCSUM, ip | l4 | 14);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(model.stored(reg::RXCSUM), 0u);
}

TEST_F(RxChecksumSetting, OfTheQueueCountsAsThatOfThePort)
{
    ASSERT_EQ(configure(), 0);
    rte_eth_rxconf how = info().default_rxconf;
    how.offloads = RTE_ETH_RX_OFFLOAD_CHECKSUM;
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, &how, pool.get()), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(model.stored(reg::RXCSUM), ip | l4);
    EXPECT_EQ(mode(), fastest_rx() + ", offloads");
}

}  // namespace

}  // namespace test
