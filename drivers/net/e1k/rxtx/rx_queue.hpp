// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <utility>

#include <rte_mbuf.h>

#include "dpdk/handles.hpp"
#include "hw/delivery.hpp"
#include "hw/descriptors.hpp"
#include "hw/ring.hpp"
#include "rxtx/counters.hpp"
#include "rxtx/rx_offload.hpp"

namespace e1k {

/// A frame of several buffers on its way in.
struct RxChain {
    rte_mbuf* head = nullptr;  ///< null: none has begun
    rte_mbuf* tail = nullptr;
    bool skipping = false;  ///< the frame is dropped: nothing counts until its EOP
};

/// Whose a descriptor is, for one who asks from outside.
enum class RxSlot : std::uint8_t {
    done,         ///< a received frame, or a part of one, waits in it
    available,    ///< hardware may fill it
    unavailable,  ///< it waits for an mbuf
};

/// A descriptor, as one sees it who asks from outside.
struct RxLook {
    std::uint16_t index;  ///< in the ring
    hw::RxDesc desc;
    RxSlot whose;
};

/// Refills that get no mbuf at all: they count once, until one gets some and rings for it.
class RefillFailures {
public:
    /// One has failed. @param doorbells  so far  @return whether the one before had not
    [[nodiscard]] bool begin(std::uint64_t doorbells) { return std::exchange(failed_at_, doorbells) != doorbells; }

private:
    std::uint64_t failed_at_ = ~std::uint64_t{0};
};

/// One receive ring. While the port runs, slots [next, next + given) are hardware's. The spare slot behind them, which
/// RDT names, holds an mbuf, too, but is not yet hardware's: it stops where RDH == RDT. The others wait for a refill.
/// One lcore at a time may call burst(); only the hand-over with the NIC is ordered.
class RxQueue {
public:
    std::span<hw::RxDesc> ring;  ///< 32..4096 descriptors, lives in `zone`
    RteArray<rte_mbuf*> slots;   ///< slots[i] is the buffer that ring[i].addr names
    rte_mempool* pool = nullptr;
    std::uint64_t offloads = 0;  ///< asked of this queue, RTE_ETH_RX_OFFLOAD_…; the port's count, too
    volatile std::uint32_t* rdt = nullptr;
    volatile std::uint32_t* ics = nullptr;  ///< a write of no cause delivers what KVM has posted
    std::uint16_t batch = 0;                ///< slots that are refilled at once: rx_free_thresh
    std::uint16_t port_id = 0;
    bool deferred = false;  ///< does not start with the port
    std::uint8_t path = 0;  ///< row of rx_paths, since the start
    RxCounters counters;
    Memzone zone;

    /// Give every slot an mbuf and start at slot 0. DMA must be off, and the first RDT delivered by who writes it.
    /// @param buffer_size  bytes that hardware may write into one buffer (RCTL.BSIZE)
    /// @param max_packet   longest frame to deliver, bytes without CRC
    /// @param asked        what bursts with offloads do
    /// @return false if the mempool holds too few mbufs; then no slot holds one
    [[nodiscard]] bool fill(std::uint16_t buffer_size, std::uint32_t max_packet, RxOffloads asked = {});

    /// Deliver packets of up to @p bytes, without CRC, from now on. Any thread, whatever the queue's lcore does.
    void limit(std::uint32_t bytes);

    /// Do what is @p asked from now on, in bursts with offloads. What the device was asked to report until now is told,
    /// too, for it may stand in the ring; `keeps_crc` stays what it was when the ring was filled. Any thread.
    void ask(RxOffloads asked);

    /// Take up to out.size() received frames, give as many fresh buffers to hardware.
    /// @tparam Rule  NoRxOffloads or AllRxOffloads
    /// @tparam Take  OneByOne or ByFours
    template <class Rule, class Take>
    [[nodiscard]] std::uint16_t burst(std::span<rte_mbuf*> out);

    /// Nothing has come, and nothing is to be refilled: a burst would do nothing.
    [[nodiscard]] bool idle() const { return !hw::RxDesc::seems_done(*watched_); }

    /// Free every mbuf, that of a frame half received too. DMA must be off.
    void drain();

    /// How many descriptors hold something that the next bursts will take. Any thread; beside a burst it is a guess.
    [[nodiscard]] std::uint16_t waiting();

    /// The descriptor @p offset < size() behind the one that the next burst looks at first. Any thread, as waiting().
    [[nodiscard]] RxSlot slot(std::uint16_t offset);

    /// The same, and all of it.
    [[nodiscard]] RxLook look(std::uint16_t offset);

    /// Descriptors that are hardware's, or done and not yet taken. Any thread, as waiting().
    [[nodiscard]] std::uint16_t given();

    /// What hardware writes when the next frame has come. For the queue's lcore: the next burst moves it on.
    [[nodiscard]] volatile std::uint64_t* next_writeback() const { return &ring[next_].writeback; }

    [[nodiscard]] std::uint16_t size() const { return static_cast<std::uint16_t>(ring.size()); }

private:
    template <class Rule, class Take>
    [[nodiscard]] std::uint16_t take_plain(Rule& rule, std::span<rte_mbuf*> out);
    template <class Rule, class Take>
    [[nodiscard]] std::uint16_t take_others(Rule& rule, std::span<rte_mbuf*> out, std::uint16_t n);
    [[nodiscard]] bool next_done() const;
    template <class Rule>
    [[nodiscard]] rte_mbuf* take_chain(Rule& rule);
    template <class Rule>
    [[nodiscard]] rte_mbuf* take_segment(Rule& rule);
    [[nodiscard]] rte_mbuf* drop(rte_mbuf* segment, bool last, bool damaged);
    void append(rte_mbuf* segment, std::uint16_t length, std::uint16_t crc);
    [[nodiscard]] bool fits(std::uint16_t length, bool last, std::uint16_t crc) const;
    void arm(unsigned first, unsigned n, rte_mbuf* const* from);
    void refill();
    void give(unsigned last, unsigned given);
    [[nodiscard]] unsigned supply(unsigned first, unsigned want);
    void refill_piecemeal();
    void watch();
    void deliver();

    /// What idle() looks at: the next descriptor's write-back, or one that is always done while a refill is due.
    const std::uint64_t* watched_ = &always_done_;
    std::uint64_t always_done_ = hw::RxDesc::DD;
    std::uint64_t rearm_ = 0;  ///< data_off, refcnt, nb_segs, port of a fresh mbuf, as one word
    std::uint16_t next_ = 0;   ///< the descriptor to look at next
    std::uint16_t given_ = 0;  ///< how many are hardware's, from next_ on
    std::uint16_t spare_ = 0;  ///< the slot behind those: what RDT names
    std::uint16_t low_ = 0;    ///< refill when no more are
    hw::RxDelivery delivery_;
    std::uint16_t buffer_size_ = 0;
    bool in_frame_ = false;  ///< a frame has begun and not ended
    bool filled_ = false;    ///< from fill() to drain()
    /// Lengths [ether header, + plain_span_) are those of a whole frame in one buffer.
    std::atomic<std::uint16_t> plain_span_ = 0;
    std::atomic<std::uint32_t> max_packet_ = 0;
    std::atomic<RxOffloads> asked_;
    RefillFailures failures_;
    RxChain chain_;
};

static_assert(sizeof(RxQueue) <= std::size_t{4} * RTE_CACHE_LINE_SIZE);

inline void RxQueue::watch()
{
    watched_ = given_ > low_ ? &ring[next_].writeback : &always_done_;
}

}  // namespace e1k
