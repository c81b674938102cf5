// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <gtest/gtest.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include <cstdint>
#include <vector>

#include "support/eal.hpp"
#include "support/mbufs.hpp"

namespace test {

using model::Delivery;
using model::Mac;
using Frames = std::vector<Frame>;

/// A mempool whose every buffer must be back when it goes.
class Pool {
public:
    /// @param size       mbufs  @param data_room  bytes of each, headroom included
    explicit Pool(unsigned size = 2047, std::uint16_t data_room = RTE_MBUF_DEFAULT_BUF_SIZE);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    [[nodiscard]] rte_mempool* get() const { return pool_; }
    [[nodiscard]] unsigned available() const { return rte_mempool_avail_count(pool_); }
    [[nodiscard]] unsigned size() const { return pool_->size; }
    /// An mbuf holding @p bytes, in segments of @p segment bytes (0: in one).
    [[nodiscard]] rte_mbuf* make(model::Bytes bytes, std::size_t segment = 0) const;

private:
    rte_mempool* pool_;
};

/// A probed port on a model that was just powered on. Start it with start(), which the tests call themselves, so that
/// they can set faults, offloads and sizes before.
///
/// TESTBED_POSTED in the environment has every profile post so many register writes, as KVM does.
///
/// TearDown stops and removes the port, then expects every mbuf back and no failure recorded by the model.
class Port : public ::testing::Test {
protected:
    /// @param profile  whose 8254x
    explicit Port(const model::Profile& profile = model::Profile::silicon(), std::uint16_t device_id = 0x100e)
        : profile_(profile), device_id_(device_id)
    {
    }

    void SetUp() override;
    void TearDown() override;

    /// The device as it was plugged in, what it went through forgotten.
    void power_on() { model.power_on(profile_, device_id_); }
    /// Between power-on and probe: the place to change what probing finds.
    virtual void before_probe() {}

    Bed& bed = Bed::the();
    Model& model = bed.model();
    Slot& slot = bed.slot();  ///< its bar counts accesses
    Pool pool;
    std::uint16_t port = 0;

    std::string devargs;  ///< what SetUp() probes with

    // what start() uses
    rte_eth_conf conf{};
    std::uint16_t rx_size = 64, tx_size = 64;

    /// Configure, set up both queues, start, and wait for the link, in simulated time. @return 0 or what failed first
    int start();
    int configure();

    /// Let simulated time pass until the link is as wanted. @return whether it became so within 10 s
    bool wait_link(bool up = true);

    /// A frame to the port's own address: header, type 0x88b5, and @p payload bytes counting up from @p seed.
    [[nodiscard]] Frame frame(std::size_t size = 60, std::uint8_t seed = 0) const;

    /// All that rx_burst gives, as frames; the mbufs go back.
    std::vector<Frame> receive_all();
    /// One burst of mbufs, which the caller frees.
    std::vector<rte_mbuf*> burst(std::uint16_t most = 64);
    /// Send one frame. @return whether the driver took it; if not, the mbuf is freed
    bool send(model::Bytes bytes, std::uint64_t ol_flags = 0, std::size_t segment = 0);

    [[nodiscard]] rte_eth_stats stats() const;
    /// What a queue has counted, out of the extended statistics: rte_eth_stats has it only before DPDK 25.11.
    /// @param direction  "rx" or "tx"  @param what  "packets", "bytes" or, received, "errors"
    [[nodiscard]] std::uint64_t queue_stat(const char* direction, unsigned id, const char* what) const;

private:
    /// What a test watches the model with may refer to what went with the test's body, or wait for it.
    void forget_watchers();

    model::Profile profile_;
    std::uint16_t device_id_;
};

}  // namespace test
