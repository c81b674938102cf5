// SPDX-License-Identifier: BSD-3-Clause
// Memory that EAL allocates, frees and allocates again while the device is there.
#include <gtest/gtest.h>
#include <rte_mbuf.h>
#include <rte_memory.h>

#include <algorithm>
#include <memory>

#include "bench.hpp"
#include "port.hpp"

namespace test {
namespace {

using namespace std::chrono_literals;

struct Pool {
    Pool() : pool{rte_pktmbuf_pool_create("later", 4095, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY)} {}
    ~Pool() { rte_mempool_free(pool); }
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    rte_mempool* pool;
};

/// How often EAL's memory has grown and shrunk.
struct Changes {
    Changes() { rte_mem_event_callback_register("changes", count, this); }
    ~Changes() { rte_mem_event_callback_unregister("changes", this); }
    Changes(const Changes&) = delete;
    Changes& operator=(const Changes&) = delete;

    static void count(rte_mem_event event, const void*, std::size_t, void* self)
    {
        auto& changes = *static_cast<Changes*>(self);
        ++(event == RTE_MEM_EVENT_ALLOC ? changes.grown : changes.shrunk);
    }

    int grown = 0, shrunk = 0;
};

bool send(rte_mempool* pool, const Frame& frame)
{
    rte_mbuf* packet = rte_pktmbuf_alloc(pool);
    if (packet == nullptr)
        return false;
    std::ranges::copy(frame, reinterpret_cast<std::uint8_t*>(rte_pktmbuf_append(packet, 200)));
    return rte_eth_tx_burst(BenchPort::id, 0, &packet, 1) == 1;
}

TEST(Memory, IsReachedByTheDeviceHoweverOftenItComesAndGoes)
{
    const Changes changes;
    for (unsigned round = 0; round < 4; ++round) {
        const Pool later;  // outlives the port, whose stop gives the buffers back
        ASSERT_NE(later.pool, nullptr);
        const BenchPort port;
        const auto frame = make_frame(stranger, 200, round + 1);
        ASSERT_TRUE(send(later.pool, frame));
        EXPECT_EQ(Bench::instance().cable.receive(10s), frame) << "round " << round;
    }
    if (rte_eal_has_hugepages() != 0) {
        EXPECT_GE(changes.grown, 4);
        EXPECT_GE(changes.shrunk, 4);
    }
}

}  // namespace
}  // namespace test
