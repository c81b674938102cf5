// SPDX-License-Identifier: BSD-3-Clause
// What the driver says, and at which level.
#include <array>
#include <cstdio>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

class Logs : public Driver {
protected:
    void SetUp() override { model.power_on(Profile::silicon()); }
    [[nodiscard]] int probe()
    {
        const int outcome = bed.probe();
        if (outcome == 0)
            port = static_cast<std::uint16_t>(bed.port());
        return outcome;
    }
    void expect_says(const Log& log, const std::string& what) { EXPECT_TRUE(log.has(what)) << log.text(); }
};

TEST_F(Logs, SayNothingOfWhatGoesWell)
{
    const Log log;
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(log.text(), "");
}

TEST_F(Logs, NameTheDeviceAndTheLengthOfItsRegisters)
{
    const Log log{RTE_LOG_INFO};
    ASSERT_EQ(probe(), 0);
    expect_says(log, "net_e1k: 0000:00:03.0: 82540EM (8086:100e), silicon, registers at 0x");
    expect_says(log, "0x20000 bytes");
}

TEST_F(Logs, TellTheMacAddress)
{
    const Log log{RTE_LOG_INFO};
    ASSERT_EQ(probe(), 0);
    expect_says(log, "MAC 52:54:00:12:34:56");
}

TEST_F(Logs, TellControlAndStatusAsTheyAre)
{
    const Log log{RTE_LOG_INFO};
    ASSERT_EQ(probe(), 0);
    std::array<char, 64> wanted{};
    std::snprintf(wanted.data(), wanted.size(), "CTRL 0x%08x STATUS 0x%08x", model.read(reg::CTRL),
                  model.read(reg::STATUS));
    expect_says(log, wanted.data());
}

TEST_F(Logs, TellThePhysIdentifier)
{
    const Log log{RTE_LOG_INFO};
    ASSERT_EQ(probe(), 0);
    expect_says(log, "PHY 0x01410c20");
}

TEST_F(Logs, TellOfALinkThatComesAndGoes)
{
    ASSERT_EQ(probe(), 0);
    const Log log{RTE_LOG_INFO};
    ASSERT_EQ(start(), 0);
    (void)link_now();
    model.plug(false);
    (void)link_now();
    expect_says(log, "link up, 1000 Mbit/s");
    expect_says(log, "link down");
}

TEST_F(Logs, TellALinkOnlyWhenItChanges)
{
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(start(), 0);
    const Log log{RTE_LOG_INFO};
    for (int i = 0; i < 5; ++i)
        (void)link_now();
    EXPECT_LE(log.count("link up"), 1u) << log.text();
}

TEST_F(Logs, TellTheStartAtDebugLevel)
{
    ASSERT_EQ(probe(), 0);
    const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.init"};
    ASSERT_EQ(start(), 0);
    expect_says(log, "started, CTRL 0x");
}

TEST_F(Logs, HaveALineAReceivedPacketAtDebugLevel)
{
    ASSERT_EQ(probe(), 0);
    const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.rx"};
    ASSERT_EQ(start(), 0);
    expect_received(frame(100));
    expect_received(frame(200));
    expect_says(log, ": 100 bytes in 1 buffers");
    expect_says(log, ": 200 bytes in 1 buffers");
}

TEST_F(Logs, HaveALineASentPacketAtDebugLevel)
{
    ASSERT_EQ(probe(), 0);
    const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.tx"};
    ASSERT_EQ(start(), 0);
    expect_sent(frame(100));
    expect_sent(frame(300), 100);
    expect_says(log, "100 bytes in 1 segments");
    expect_says(log, "300 bytes in 3 segments");
}

TEST_F(Logs, HaveNoLineAPacketAtInfoLevel)
{
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(start(), 0);
    (void)link_now();
    const Log log{RTE_LOG_INFO};
    expect_traffic();
    EXPECT_EQ(log.text(), "");
}

TEST_F(Logs, OfTransmitStopAtTheRingsEndAsTheBurstDoes)
{
    ASSERT_EQ(probe(), 0);
    const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.tx"};
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    std::array<rte_mbuf*, 70> packets{};
    for (rte_mbuf*& packet : packets)
        packet = pool.make(frame());
    const unsigned taken = rte_eth_tx_burst(port, 0, packets.data(), packets.size());
    EXPECT_EQ(taken, tx_size - 1u);
    EXPECT_EQ(log.count("bytes in"), taken);
    for (unsigned i = taken; i < packets.size(); ++i)
        rte_pktmbuf_free(packets[i]);
}

TEST_F(Logs, OfPacketsEndWithTheNextStartAtAnotherLevel)
{
    ASSERT_EQ(probe(), 0);
    {
        const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.*"};
        ASSERT_EQ(start(), 0);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
    const Log log;
    ASSERT_EQ(start(), 0);
    slot.bar.reset_counts();
    std::array<rte_mbuf*, 8> packets{};
    for (rte_mbuf*& packet : packets)
        packet = pool.make(frame());
    EXPECT_EQ(rte_eth_tx_burst(port, 0, packets.data(), packets.size()), packets.size());
    EXPECT_EQ(slot.bar.writes_of(reg::TDT), 1u) << "the fast burst again";
    EXPECT_EQ(log.text(), "");
}

}  // namespace

}  // namespace test
