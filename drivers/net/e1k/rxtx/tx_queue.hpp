// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include <rte_mbuf.h>

#include "dpdk/handles.hpp"
#include "hw/descriptors.hpp"
#include "hw/ring.hpp"
#include "rxtx/counters.hpp"
#include "rxtx/tx_stage.hpp"

namespace e1k {

class TxShared;

/// Descriptors that complete together: from the chunk's first to `last`, the only one with RS.
struct TxChunk {
    std::uint16_t last;
    bool plain;  ///< each slot holds a packet of one segment
};

/// One transmit ring. Slots [clean, tail) are a sequence of chunks, those up to `given` hardware's; one slot always
/// stays empty, so that clean == tail means idle. Every burst ends a chunk: what was sent can always be found out to be
/// done. One lcore at a time may call burst().
class TxQueue {
public:
    std::span<hw::TxDesc> ring;      ///< 32..4096 descriptors, lives in `zone`
    RteArray<rte_mbuf*> slots;       ///< slots[i] is the packet whose last descriptor is ring[i], else null
    RteArray<TxChunk> chunks;        ///< chunks[i] is the chunk that begins at i
    std::uint64_t offloads = 0;      ///< asked of this queue, RTE_ETH_TX_OFFLOAD_…; the port's count, too
    std::uint64_t padding_iova = 0;  ///< min_packet zero bytes, in `zone`
    volatile std::uint32_t* tdt = nullptr;
    std::uint16_t rs_thresh = 0;    ///< packets of a chunk at most
    std::uint16_t free_thresh = 0;  ///< reclaim when fewer slots are free
    std::uint8_t path = 0;          ///< row of tx_paths, since the start
    bool fast_free = false;         ///< all mbufs are unshared and of one mempool (MBUF_FAST_FREE); set at a start
    TxCounters counters;
    Memzone zone;
    RteUnique<TxStage> stage;    ///< where its packets may wait, if the port has several queues
    TxShared* shared = nullptr;  ///< if the port has several queues, since the start: what they send through

    /// Packets that go out are of 60..16288 bytes without CRC; shorter ones are padded, IEEE 802.3 4.2.3.3. VirtualBox
    /// drops longer ones and reports them done, and what one descriptor can name is no longer than that.
    static constexpr std::uint16_t min_packet = 60, max_packet = hw::max_tx_segment;

    /// Begin at slot 0. DMA must be off. @param most_kept  slots that keep_free() will keep at most
    void start(std::uint16_t most_kept = 0);

    /// Use all slots but so many, which are promised to packets that are yet to come: no more than are free.
    void keep_free(std::uint16_t n) { usable_ = static_cast<std::uint16_t>(size() - 1 - n); }

    /// Slots that packets may be put into now.
    [[nodiscard]] std::uint16_t free_slots() const
    {
        return static_cast<std::uint16_t>(usable_ - hw::distance(clean_, tail_, size()));
    }

    /// Queue as many of @p pkts as there is room for. Packets that no ring could take are dropped and counted.
    /// @return how many of @p pkts are no longer the caller's
    [[nodiscard]] std::uint16_t burst(std::span<rte_mbuf*> pkts);

    /// The transmitter has just been switched on, and the device knows it. Some do not look at the ring then, and a
    /// burst that finds it full queues nothing to ring for: the next one rings all the same. Any thread: TDT is the
    /// lcore's alone, for a value read here would be an old one by the time it is written, and a TDT behind TDH makes
    /// the device send the whole ring again.
    void switched_on() { ring_anew_.store(true, std::memory_order_release); }

    /// Free every mbuf, and count as errors the packets that hardware has not reported done. DMA must be off.
    void drain();

    /// Descriptors that @p pkt takes, its padding included; 0 if no ring of this size could ever take it.
    [[nodiscard]] std::uint16_t descriptors_for(const rte_mbuf* pkt) const;

    [[nodiscard]] std::uint16_t size() const { return static_cast<std::uint16_t>(ring.size()); }

private:
    [[nodiscard]] std::uint16_t put_plain(std::span<rte_mbuf*> pkts);
    [[nodiscard]] std::uint16_t put_other(rte_mbuf* pkt);
    void close_chunk(std::uint16_t descriptors, bool plain);
    void ring_doorbell() const;
    void reclaim();
    void free_chunk();

    std::uint16_t clean_ = 0;
    std::uint16_t given_ = 0;  ///< where the doorbell was rung last
    std::uint16_t tail_ = 0;
    std::uint16_t usable_ = 0;   ///< slots that packets may fill
    std::uint16_t longest_ = 0;  ///< descriptors of a packet that this ring can take
    std::atomic<bool> ring_anew_ = false;
};

/// ethdev's tx_pkt_burst. @p queue is a TxQueue.
std::uint16_t tx_burst(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

/// ethdev's tx_pkt_prepare: refuses what tx_burst() or a hypervisor would drop. rte_errno is EINVAL for a packet that
/// is empty, too long or of more descriptors than the ring has or hw::max_packet_descriptors, ENOTSUP for one that asks
/// for an offload.
std::uint16_t tx_prepare(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

}  // namespace e1k
