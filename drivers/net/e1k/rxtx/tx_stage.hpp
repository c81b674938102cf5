// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <span>

#include <rte_mbuf.h>

#include "dpdk/handles.hpp"
#include "rxtx/counters.hpp"

namespace e1k {

/// Where the packets of one queue wait while another queue's lcore has the ring that they share, in the order in which
/// they came. The ring's owner has promised descriptors for them: what is accepted here is sent for sure.
///
/// The queue's lcore accepts, whoever owns the ring promises and takes. Between them goes one word each way, on cache
/// lines of their own.
class TxStage {
public:
    RteArray<rte_mbuf*> mbufs;  ///< `size` of them
    std::uint16_t size = 0;     ///< never less than is promised
    std::uint16_t id = 0;       ///< of the queue
    std::uint16_t share = 0;    ///< descriptors that are promised at most; since the start

    /// Begin empty, without a promise, and with at most @p most descriptors promised.
    void start(std::uint16_t most);

    // the queue's lcore

    /// Accept as many of @p pkts as are promised for. @param descriptors  tells how many a packet takes at most
    /// @return how many
    template <class Descriptors>
    [[nodiscard]] std::uint16_t accept(std::span<rte_mbuf*> pkts, Descriptors descriptors)
    {
        const std::uint32_t promised = promised_.load(std::memory_order_acquire);
        std::uint16_t n = 0;
        for (rte_mbuf* const m : pkts) {
            const std::uint32_t spent = used_.descriptors + descriptors(m);
            if (static_cast<std::int32_t>(promised - spent) < 0)
                break;
            used_.descriptors = spent;
            put(m);
            ++n;
        }
        if (n != 0)
            publish();
        return n;
    }

    // the ring's owner

    /// Packets and descriptors: counted up for ever, or the difference of two such counts.
    struct Amount {
        std::uint32_t packets = 0, descriptors = 0;
    };

    /// What has been accepted and not been taken up yet; now it is.
    [[nodiscard]] Amount take_up();

    /// Of the @p n packets taken up, those that lie side by side; never none. They are the caller's.
    [[nodiscard]] std::span<rte_mbuf*> take(std::uint32_t n);

    /// How many descriptors are promised, those for packets that were not taken up among them.
    [[nodiscard]] std::uint32_t promised() const
    {
        return promised_.load(std::memory_order_relaxed) - taken_up_.descriptors;
    }

    void promise(std::uint32_t descriptors)
    {
        promised_.store(promised_.load(std::memory_order_relaxed) + descriptors, std::memory_order_release);
    }

    /// Nothing is promised any more, and nothing waits. The owner is the queue's own lcore. @return what was promised
    [[nodiscard]] std::uint32_t give_up();

    /// @param more  what the ring has done for this queue
    void count(const TxCounters& more);

    TxCounters counters;  ///< the ring's owner writes, anybody reads

private:
    void put(rte_mbuf* m);
    void publish() { published_.store(std::bit_cast<std::uint64_t>(used_), std::memory_order_release); }

    // the queue's lcore writes
    alignas(RTE_CACHE_LINE_SIZE) std::atomic<std::uint64_t> published_ = 0;  ///< used_
    Amount used_{};
    std::uint16_t put_at_ = 0;

    // the ring's owner writes
    alignas(RTE_CACHE_LINE_SIZE) std::atomic<std::uint32_t> promised_ = 0;  ///< counted up for ever
    Amount taken_up_{};
    std::uint16_t take_at_ = 0;
};

}  // namespace e1k
