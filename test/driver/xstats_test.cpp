// SPDX-License-Identifier: BSD-3-Clause
// Extended statistics: every register of the manual, exact, under its name.
#include "xstats.hpp"

#include <vector>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

/// One that counts for itself: QEMU's GPRC, GPTC, GORC and GOTC do not.
bool own(std::uint32_t offset)
{
    return offset != counter::GPRC && offset != counter::GPTC && offset != counter::GORCL && offset != counter::GOTCL;
}

bool octets(std::uint32_t offset)
{
    return offset == counter::GORCL || offset == counter::GOTCL || offset == counter::TORL || offset == counter::TOTL;
}

class XstatsOn : public OnEveryProfile {
protected:
    void SetUp() override
    {
        OnEveryProfile::SetUp();
        ASSERT_EQ(start(), 0);
    }
    /// Let each register count @p times its place in the table, from 1 on.
    void count(std::uint64_t times)
    {
        for (std::uint64_t i = 0; i < named_registers.size(); ++i) {
            const auto [name, offset] = named_registers[i];
            if (octets(offset))
                model.statistics().add_octets(offset, (i + 1) * times << 31);
            else
                model.statistics().add(offset, static_cast<std::uint32_t>((i + 1) * times));
        }
    }
    /// What that is, in all, of the one at @p i.
    [[nodiscard]] static std::uint64_t expected(std::uint64_t i, std::uint64_t times)
    {
        return octets(named_registers[i].offset) ? (i + 1) * times << 31 : (i + 1) * times;
    }
    /// The places in the table of those that tell what their register has counted.
    [[nodiscard]] static std::vector<std::uint64_t> told()
    {
        std::vector<std::uint64_t> out;
        for (std::uint64_t i = 0; i < named_registers.size(); ++i)
            if (GetParam() == std::string_view{"silicon"} || own(named_registers[i].offset))
                out.push_back(i);
        return out;
    }
    void expect_counted(std::uint64_t times, const std::string& when = {})
    {
        const Xstats now = xstats(port);
        for (const std::uint64_t i : told())
            EXPECT_EQ(now.at(named_registers[i].name), expected(i, times)) << named_registers[i].name << ' ' << when;
    }
};

TEST_P(XstatsOn, AreZeroAtFirst)
{
    EXPECT_EQ(nonzero(xstats(port)), Xstats{});
}

TEST_P(XstatsOn, TellEachRegisterOnceHoweverOftenTheyAreRead)
{
    for (std::uint64_t times = 1; times <= 3; ++times) {
        count(1);
        expect_counted(times);
        expect_counted(times, "read again");
    }
}

TEST_P(XstatsOn, AreToldOneByOneAsTogether)
{
    count(1);
    for (const std::uint64_t i : told())
        EXPECT_EQ(xstat(port, named_registers[i].name), expected(i, 1)) << named_registers[i].name;
    expect_counted(1);
}

TEST_P(XstatsOn, OutlastAStopAStartAndAReset)
{
    count(1);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    expect_counted(1, "stopped");
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    count(1);
    expect_counted(2, "started again");
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    expect_counted(2, "reset");
    ASSERT_EQ(start(), 0);
    count(1);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    expect_counted(3, "nobody read before the reset");
}

TEST_P(XstatsOn, AreWhatTheyWereWhenTheDeviceIsGone)
{
    count(1);
    expect_counted(1);
    model.remove();
    expect_counted(1, "gone");
}

TEST_P(XstatsOn, AreZeroAfterEitherReset)
{
    for (const auto reset : {rte_eth_stats_reset, rte_eth_xstats_reset}) {
        count(1);
        expect_traffic();
        ASSERT_EQ(reset(port), 0);
        EXPECT_EQ(nonzero(xstats(port)), Xstats{});
        count(1);
        expect_counted(1, "after a reset");
        ASSERT_EQ(reset(port), 0);
    }
}

TEST_P(XstatsOn, KnowNothingOfBeforeTheProbeOrBetweenItAndTheStart)
{
    ASSERT_EQ(bed.remove(), 0);
    count(1000);
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    count(1000);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(nonzero(xstats(port)), Xstats{});
    count(1);
    expect_counted(1);
}

TEST_P(XstatsOn, OfAPortThatWasNeverStartedAreZero)
{
    ASSERT_EQ(bed.remove(), 0);
    count(1000);
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    EXPECT_EQ(nonzero(xstats(port)), Xstats{});
}

TEST_P(XstatsOn, TellGoodPacketsAsTheTotalOnes)
{
    for (std::uint64_t i = 1; i <= 5; ++i) {
        expect_traffic(100);
        const Xstats now = xstats(port);
        for (const std::string which : {"hw_good", "total"}) {
            EXPECT_EQ(now.at("rx_" + which + "_packets"), i);
            EXPECT_EQ(now.at("tx_" + which + "_packets"), i);
            EXPECT_EQ(now.at("rx_" + which + "_bytes"), i * 104) << "with the FCS";
            EXPECT_EQ(now.at("tx_" + which + "_bytes"), i * 104) << "with the FCS";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Profile, XstatsOn, ::testing::Values("silicon", "qemu", "qemu_8_1"), profile_name);

struct XstatsOfSilicon : Driver {
    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
    }
};

TEST_F(XstatsOfSilicon, SortFramesByTheirSize)
{
    for (const std::size_t size : {60u, 61u, 123u, 124u, 251u, 252u, 507u, 508u, 1019u, 1020u, 1514u})
        expect_traffic(size);
    const Xstats now = xstats(port);
    for (const std::string way : {"rx", "tx"}) {
        EXPECT_EQ(now.at(way + "_size_64_packets"), 1u);
        EXPECT_EQ(now.at(way + "_size_65_to_127_packets"), 2u);
        EXPECT_EQ(now.at(way + "_size_128_to_255_packets"), 2u);
        EXPECT_EQ(now.at(way + "_size_256_to_511_packets"), 2u);
        EXPECT_EQ(now.at(way + "_size_512_to_1023_packets"), 2u);
        EXPECT_EQ(now.at(way + "_size_1024_to_max_packets"), 2u);
    }
}

TEST_F(XstatsOfSilicon, TellWhatWasLostBesideWhatItWas)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1400), 0);  // then the device itself drops what is beyond 1522 bytes
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(model.receive(frame(60), true), Delivery::crc_error);
    EXPECT_EQ(model.receive(frame(1600), true), Delivery::oversize);
    EXPECT_EQ(model.receive(frame(40)), Delivery::runt);
    const Xstats now = xstats(port);
    EXPECT_EQ(now.at("rx_crc_errors"), 2u);
    EXPECT_EQ(now.at("rx_jabber_errors"), 1u);
    EXPECT_EQ(now.at("rx_length_errors"), 2u);
    EXPECT_EQ(now.at("rx_undersize_errors"), 1u);
    EXPECT_EQ(now.at("rx_total_packets"), 3u);
    EXPECT_EQ(now.at("rx_hw_good_packets"), 0u);
    EXPECT_EQ(now.at("rx_errors"), 3u) << "each once";
}

Profile early_qemu()
{
    Profile p = Profile::qemu();
    p.good_counts_copied = true;
    p.sent_without_crc = true;
    return p;
}

struct XstatsOnEarlyQemu : Driver {
    XstatsOnEarlyQemu() : Driver(early_qemu()) {}
};

TEST_F(XstatsOnEarlyQemu, TellGoodPacketsOnceThoughTheirRegistersAreCopiesOfOthers)
{
    ASSERT_EQ(start(), 0);
    for (std::uint64_t i = 1; i <= 5; ++i) {
        expect_traffic(100);
        for (const char* alone : {"rx_hw_good_packets", "rx_hw_good_bytes", "tx_hw_good_packets", "tx_hw_good_bytes"})
            (void)xstat(port, alone);
        expect_traffic(100);
        const Xstats now = xstats(port);
        EXPECT_EQ(now.at("rx_hw_good_packets"), 2 * i);
        EXPECT_EQ(now.at("tx_hw_good_packets"), 2 * i);
        EXPECT_EQ(now.at("rx_hw_good_bytes"), 2 * i * 104);
        EXPECT_EQ(now.at("tx_hw_good_bytes"), 2 * i * 100);
    }
}

struct XstatsOnVirtualBox : Driver {
    XstatsOnVirtualBox() : Driver(Profile::virtualbox()) {}
};

TEST_F(XstatsOnVirtualBox, AreExactThoughEachHalfOfTheOctetsClearsByItself)
{
    ASSERT_EQ(start(), 0);
    for (std::uint64_t i = 1; i <= 3; ++i) {
        expect_traffic(100);
        model.statistics().add_octets(counter::TORL, std::uint64_t{1} << 33);
        EXPECT_EQ(xstat(port, "rx_total_bytes"), i * ((std::uint64_t{1} << 33) + 104));
        EXPECT_EQ(xstat(port, "rx_hw_good_bytes"), i * 100);
    }
}

struct XstatsOnBhyve : Driver {
    XstatsOnBhyve() : Driver(Profile::bhyve(), 0x100f) {}
};

TEST_F(XstatsOnBhyve, OfTheDeviceAreZero)
{
    ASSERT_EQ(start(), 0);
    expect_traffic();
    for (const auto& [name, offset] : named_registers)
        EXPECT_EQ(xstat(port, name), 0u) << name;
}

}  // namespace

}  // namespace test
