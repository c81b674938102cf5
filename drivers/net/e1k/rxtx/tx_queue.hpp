// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include <rte_io.h>
#include <rte_mbuf.h>

#include "dpdk/handles.hpp"
#include "hw/descriptors.hpp"
#include "hw/ring.hpp"
#include "rxtx/counters.hpp"
#include "rxtx/tx_chunk.hpp"
#include "rxtx/tx_limits.hpp"
#include "rxtx/tx_offload.hpp"
#include "rxtx/tx_stage.hpp"

namespace e1k {

class TxFifo;
class TxShared;
class MbufReturns;

/// What is in a slot, for one who asks from outside.
enum class TxSlot : std::uint8_t {
    free,
    queued,  ///< hardware has not been told of it yet
    sent,    ///< hardware's, or done and not yet given back
};

/// A descriptor, as one sees it who asks from outside.
struct TxLook {
    std::uint16_t index;  ///< in the ring
    hw::TxDesc desc;
    TxSlot whose;
};

/// One transmit ring. Slots [clean, tail) are a sequence of chunks, those up to `given` hardware's; one slot always
/// stays empty, so that clean == tail means idle. Every burst ends a chunk: what was sent can always be found out to be
/// done. One lcore at a time may call burst().
class TxQueue {
public:
    std::span<hw::TxDesc> ring;      ///< 32..4096 descriptors, lives in `zone`
    RteArray<rte_mbuf*> slots;       ///< TxChunk::packet() of each, and TxChunk where one begins
    std::uint64_t offloads = 0;      ///< asked of this queue, RTE_ETH_TX_OFFLOAD_…; the port's count, too
    std::uint64_t padding_iova = 0;  ///< min_tx_packet zero bytes, in `zone`
    volatile std::uint32_t* tdt = nullptr;
    std::uint16_t rs_thresh = 0;        ///< packets of a chunk at most
    std::uint16_t free_thresh = 0;      ///< reclaim when fewer slots are free
    bool deferred = false;              ///< does not start with the port
    std::atomic<bool> stopped = false;  ///< takes no packets
    std::uint8_t path = 0;              ///< row of tx_paths, since the start
    bool fast_free = false;             ///< all mbufs are unshared and of one mempool (MBUF_FAST_FREE); set at a start
    TxOffload offload;
    TxCounters counters;
    Memzone zone;
    Memzone heads;               ///< head_room bytes for each descriptor, if packets may need them, since the start
    RteUnique<TxStage> stage;    ///< where its packets may wait, if the port has several queues, since the start
    TxShared* shared = nullptr;  ///< if the port has several queues, since the start: what they send through
    TxFifo* fifo = nullptr;      ///< if the chip's must be minded, since the start

    /// Bytes of a packet's beginning that software may have to write anew: all headers of TCP over IPv6, with two tags.
    static constexpr std::uint16_t head_room = 128;

    /// Begin at slot 0. DMA must be off, and hardware as after a reset.
    /// @param most_kept  slots that keep_free() will keep at most
    void start(const TxAbilities& abilities, std::uint16_t most_kept = 0);

    /// Have hardware's descriptors filled so, from the next start on.
    void take_care(const hw::TxCare& care) { care_ = care; }
    [[nodiscard]] const hw::TxCare& care() const { return care_; }
    /// Whether the packet that was queued last is one that hardware cuts. Known where care is taken.
    [[nodiscard]] bool after_cut() const { return after_cut_; }
    void set_after_cut(bool cut) { after_cut_ = cut; }

    /// Use all slots but so many, which are promised to packets that are yet to come: no more than are free.
    void keep_free(std::uint16_t n) { usable_ = static_cast<std::uint16_t>(size() - 1 - n); }

    /// Slots that packets may be put into now.
    [[nodiscard]] std::uint16_t free_slots() const { return static_cast<std::uint16_t>(usable_ - used_); }

    /// Queue as many of @p pkts as there is room for, as they are. Packets that no ring could take are dropped and
    /// counted.
    /// @tparam Put  PutOneByOne, PutByFours or PutByEights
    /// @return how many of @p pkts are no longer the caller's
    template <class Put>
    [[nodiscard]] std::uint16_t burst(std::span<rte_mbuf*> pkts);

    /// What every burst is.
    /// @param put  (queue, packets) queues or drops some of them, from the first on; how many; 0 if the ring is full
    template <class Put>
    [[nodiscard]] std::uint16_t burst_by(std::span<rte_mbuf*> pkts, Put put);

    // The steps of a put: room for descriptors, from tail() on; they are filled, and one or several chunks closed.

    [[nodiscard]] std::uint16_t tail() const { return tail_; }
    /// Whether there is room for @p descriptors, now or after what is done is given back.
    [[nodiscard]] bool make_room(unsigned descriptors);
    /// Make the @p descriptors from tail() on one chunk, hand them to the ring, and have hardware report the last.
    /// @param all_plain  each slot holds a packet of one segment
    void close_chunk(std::uint16_t descriptors, bool all_plain);
    /// Queue one packet, as it is, as a chunk of its own. @return 1 if it is queued or dropped, 0 if it must wait
    [[nodiscard]] std::uint16_t put_other(rte_mbuf* pkt);
    /// Give @p pkt back and count it: it cannot go. @return 1
    [[nodiscard]] std::uint16_t drop(rte_mbuf* pkt);

    /// The transmitter has just been switched on, and the device knows it. Some do not look at the ring then, and a
    /// burst that finds it full queues nothing to ring for: the next one rings all the same. Any thread: TDT is the
    /// lcore's alone, for a value read here would be an old one by the time it is written, and a TDT behind TDH makes
    /// the device send the whole ring again.
    void switched_on() { ring_anew_.store(true, std::memory_order_release); }

    /// Give back packets that hardware has reported done, @p most of them at most, or all for 0. @return how many
    [[nodiscard]] std::uint32_t clean_up(std::uint32_t most);

    /// Whether hardware has a chunk and has not reported it done, though nothing is left to be rung for. Any thread;
    /// beside a burst it is a guess.
    [[nodiscard]] bool waits_for_report();

    // For a ring that is shared, one chunk after another: by where they begin, from oldest() to tail().

    [[nodiscard]] std::uint16_t oldest() const { return clean_; }
    [[nodiscard]] std::uint16_t behind(std::uint16_t chunk) const { return hw::next(last_of(chunk), size()); }
    /// clean_up() of the oldest chunk alone, if hardware has reported it done.
    [[nodiscard]] std::uint32_t clean_up_oldest(std::uint32_t most);

    /// Whether hardware still has to do something before there can be a packet in the @p offset-th slot from tail() on.
    [[nodiscard]] bool waits_for_hardware(std::uint16_t offset) const;

    /// The descriptor @p offset < size() behind the one that the next packet goes into, and how many are not free. Any
    /// thread; beside a burst both are a guess.
    [[nodiscard]] TxLook look(std::uint16_t offset);
    [[nodiscard]] std::uint16_t used();

    /// Free every mbuf, and count as errors the packets that hardware has not reported done. DMA must be off.
    void drain();

    /// Descriptors that there can ever be room for at once.
    [[nodiscard]] std::uint16_t longest() const { return longest_; }

    /// Give back what is done. @return whether nothing is left. Nobody sends
    [[nodiscard]] bool all_done();

    /// Descriptors that one packet may have. In a ring with a longer one, VirtualBox stands still for ever.
    [[nodiscard]] std::uint16_t most_descriptors() const { return std::min(hw::max_packet_descriptors, longest_); }

    /// Descriptors that @p pkt takes, its padding included; 0 if it can never be sent.
    [[nodiscard]] std::uint16_t descriptors_for(const rte_mbuf* pkt) const;

    [[nodiscard]] std::uint16_t size() const { return static_cast<std::uint16_t>(ring.size()); }

private:
    template <class Put>
    [[nodiscard]] std::uint16_t put_plain(std::span<rte_mbuf*> pkts);
    template <class Put>
    [[nodiscard]] std::uint16_t put_others(std::span<rte_mbuf*> pkts, std::size_t n);
    [[nodiscard]] std::uint16_t put_chains(std::span<rte_mbuf*> pkts);
    void end_chunk(std::uint16_t last, std::uint16_t descriptors, bool all_plain);
    /// The last slot of the chunk that begins in @p slot.
    [[nodiscard]] std::uint16_t last_of(std::uint16_t slot) const
    {
        return hw::advance(slot, TxChunk{slots[slot]}.behind(), size());
    }
    void finish_burst();
    void ring_doorbell();
    void reclaim();
    void free_chunk(MbufReturns& returns);
    [[nodiscard]] bool free_others();
    [[nodiscard]] std::uint16_t strip_plain_done();
    void free_plain(std::uint16_t end);
    void cleaned(std::uint16_t n);

    std::uint16_t clean_ = 0;
    std::uint16_t given_ = 0;  ///< where the doorbell was rung last
    std::uint16_t tail_ = 0;
    std::uint16_t used_ = 0;     ///< slots from clean_ to tail_
    std::uint16_t usable_ = 0;   ///< slots that packets may fill
    std::uint16_t longest_ = 0;  ///< descriptors of a packet that this ring can take
    std::atomic<bool> ring_anew_ = false;
    hw::TxCare care_{};
    bool after_cut_ = false;
};

inline void TxQueue::close_chunk(std::uint16_t descriptors, bool all_plain)
{
    end_chunk(hw::advance(tail_, descriptors - 1u, size()), descriptors, all_plain);
}

inline void TxQueue::end_chunk(std::uint16_t last, std::uint16_t descriptors, bool all_plain)
{
    ring[last].word |= hw::TxDesc::RS;
    TxChunk{descriptors - 1u, all_plain}.begin(slots[tail_]);
    tail_ = hw::next(last, size());
    used_ = static_cast<std::uint16_t>(used_ + descriptors);
}

/// The first @p n slots are free again.
inline void TxQueue::cleaned(std::uint16_t n)
{
    clean_ = hw::advance(clean_, n, size());
    used_ = static_cast<std::uint16_t>(used_ - n);
}

inline void TxQueue::ring_doorbell()
{
    const std::uint16_t end = given_;  // a copy: behind the barrier it would be read anew
    ++counters.doorbells;
    rte_io_wmb();
    *tdt = end;
}

/// The last step of a burst. One that had nothing to queue, or no room, gives back what is done, whatever waits.
inline void TxQueue::finish_burst()
{
    if (tail_ == given_) [[unlikely]]
        return reclaim();
    given_ = tail_;
    ring_doorbell();
}

static_assert(sizeof(TxQueue) <= std::size_t{4} * RTE_CACHE_LINE_SIZE);

template <class Put>
std::uint16_t TxQueue::burst_by(std::span<rte_mbuf*> pkts, Put put)
{
    if (free_slots() < free_thresh)
        reclaim();

    std::size_t n = 0;
    while (n < pkts.size()) {
        const std::uint16_t done = put(*this, pkts.subspan(n, std::min<std::size_t>(pkts.size() - n, rs_thresh)));
        if (done == 0)
            break;
        n += done;
    }
    finish_burst();
    return static_cast<std::uint16_t>(n);
}

/// Bytes of all segments. pkt_len is the application's word, and the ring must not depend on it.
[[nodiscard]] inline std::uint32_t total_length(const rte_mbuf* pkt)
{
    std::uint32_t total = 0;
    for (; pkt != nullptr; pkt = pkt->next)
        total += pkt->data_len;
    return total;
}

}  // namespace e1k
