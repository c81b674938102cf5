// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include <rte_mbuf.h>

#include "rxtx/tx_queue.hpp"
#include "rxtx/tx_stage.hpp"

namespace e1k {

/// As many transmit queues as share a ring.
inline constexpr std::size_t max_sharing = 64;

/// One transmit ring that several queues send through, each from an lcore of its own, in whatever process. One lcore at
/// a time owns the ring, and nobody waits for it: a burst that finds it owned leaves its packets on its queue's stage.
/// Who gives the ring back looks again whether something was staged meanwhile, and who stages tries once more to get
/// the ring. So what a burst has accepted is on its way to the hardware when all bursts have returned: nothing waits
/// for another call.
///
/// That needs room in the ring for all that is staged. The owner promises each queue descriptors, up to its share, and
/// keeps them free. All shares are less than half the ring; the rest is for who owns it. Where descriptors are scarce,
/// those who have less than their share get them first and in turn, before the owner's own packets: so no queue
/// starves.
///
/// Lies in memory that processes share. If one dies while it owns the ring, then the others' bursts accept what they
/// were promised, and no more, until the port is started again.
class TxShared {
public:
    /// Share @p ring, which has been started for it, between @p stages: as many as max_sharing, each by its id. Nobody
    /// sends.
    void start(TxQueue& ring, std::span<TxStage* const> stages);

    /// Descriptors of a ring of @p size that @p n queues are promised at most, in all: what no packet may need.
    [[nodiscard]] static std::uint16_t promised_at_most(std::uint16_t size, std::size_t n)
    {
        return static_cast<std::uint16_t>(share_of(size, n) * n);
    }

    /// Send @p pkts, and what other queues have staged. @return how many of @p pkts are no longer the caller's
    [[nodiscard]] std::uint16_t burst(TxStage& own, std::span<rte_mbuf*> pkts);

    /// Own the ring for @p what, if nobody does. @return whether it was done
    template <class What>
    bool if_free(What what)
    {
        if (!try_own())
            return false;
        what(*ring_);
        send_staged();
        give_back();
        return true;
    }

    /// As TxQueue::clean_up(), packets of @p own; and what others have in front of them. None while another lcore owns
    /// the ring, which does it.
    [[nodiscard]] std::uint32_t clean_up(const TxStage& own, std::uint32_t most);

    /// Free every packet, and count those as errors that hardware has not reported done. DMA is off, and nobody sends.
    void drain();

    [[nodiscard]] TxQueue* ring() const { return ring_; }

private:
    using Set = std::uint64_t;  ///< of queues: bit i is queue i's
    static_assert(max_sharing <= 64);

    [[nodiscard]] static std::uint16_t share_of(std::uint16_t size, std::size_t n)
    {
        return static_cast<std::uint16_t>((size - 1u) / 2 / n);
    }

    [[nodiscard]] bool try_own();
    void give_back();
    void send_staged();
    void keep_promises();
    void keep_promise(TxStage& stage);
    void send(TxStage& stage, TxStage::Amount staged);
    [[nodiscard]] std::uint16_t send(TxStage& stage, std::span<rte_mbuf*> pkts);
    [[nodiscard]] std::uint16_t send_own(TxStage& own, std::span<rte_mbuf*> pkts);
    void promise(std::uint32_t descriptors);

    TxQueue* ring_ = nullptr;
    std::array<TxStage*, max_sharing> stages_{};

    // all lcores write
    alignas(RTE_CACHE_LINE_SIZE) std::atomic<bool> owned_ = false;
    std::atomic<Set> staged_ = 0;  ///< of these something is staged

    // the owner writes
    alignas(RTE_CACHE_LINE_SIZE) Set below_share_ = 0;
    std::uint32_t promised_ = 0;  ///< to all queues
    std::uint32_t shares_ = 0;    ///< of all queues
    std::uint16_t first_ = 0;     ///< the queue that gets first what it lacks
};

/// ethdev's tx_pkt_burst of a port with several queues. @p queue is one of them, a TxQueue.
std::uint16_t tx_burst_shared(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

/// The same for any queue, for who does not know how many the port will have. With one: the row of tx_paths that can
/// all.
std::uint16_t tx_burst_any(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

/// ethdev's tx_pkt_prepare of a port with several queues: tx_prepare() for the ring that they share.
std::uint16_t tx_prepare_shared(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
/// The same for any queue.
std::uint16_t tx_prepare_any(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

}  // namespace e1k
