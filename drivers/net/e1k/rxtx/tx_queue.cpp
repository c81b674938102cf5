// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_queue.hpp"

#include <algorithm>

#include <rte_io.h>

#include "rxtx/mbuf.hpp"

namespace e1k {

void TxQueue::start(const TxAbilities& abilities, std::uint16_t most_kept)
{
    clean_ = given_ = tail_ = 0;
    keep_free(most_kept);
    longest_ = usable_;
    keep_free(0);
    offload.start(abilities);
    ring_anew_.store(false, std::memory_order_relaxed);
}

bool TxQueue::make_room(unsigned descriptors)
{
    if (descriptors > free_slots())
        reclaim();
    return descriptors <= free_slots();
}

std::uint16_t TxQueue::burst(std::span<rte_mbuf*> pkts)
{
    return burst_by(pkts, [](TxQueue& q, std::span<rte_mbuf*> rest) {
        const std::uint16_t put = q.put_plain(rest);
        return put != 0 ? put : q.put_other(rest.front());
    });
}

/// Queue as one chunk the plain packets that @p pkts begins with, up to the end of the ring or of its free slots.
std::uint16_t TxQueue::put_plain(std::span<rte_mbuf*> pkts)
{
    hw::TxDesc* const desc = &ring[tail_];
    rte_mbuf** const slot = &slots[tail_];
    const auto most = std::min({pkts.size(), std::size_t{free_slots()}, ring.size() - tail_});

    std::uint16_t n = 0;
    std::uint64_t bytes = 0;
    for (; n < most && is_plain(pkts[n]); ++n) {
        rte_mbuf* const m = pkts[n];
        slot[n] = m;
        desc[n] = {.addr = rte_mbuf_data_iova(m), .word = m->data_len | hw::TxDesc::EOP | hw::TxDesc::IFCS};
        bytes += m->data_len;
    }
    if (n == 0)
        return 0;

    close_chunk(n, true);
    counters.packets += n;
    counters.bytes += bytes;
    return n;
}

std::uint16_t TxQueue::put_other(rte_mbuf* pkt)
{
    const std::uint16_t needed = descriptors_for(pkt);
    if (needed == 0)
        return drop(pkt);
    if (!make_room(needed))
        return 0;

    std::uint16_t i = tail_;
    const auto put = [&](std::uint64_t iova, std::uint32_t length) {
        ring[i] = {.addr = iova, .word = length | hw::TxDesc::IFCS};
        slots[i] = nullptr;
        i = hw::advance(i, 1, size());
    };
    const std::uint32_t total = total_length(pkt);
    for (const rte_mbuf* seg = pkt; seg != nullptr; seg = seg->next)
        if (seg->data_len != 0)
            put(rte_mbuf_data_iova(seg), seg->data_len);
    if (total < min_packet)
        put(padding_iova, min_packet - total);

    const std::uint16_t last = hw::advance(tail_, needed - 1u, size());
    ring[last].word |= hw::TxDesc::EOP;
    slots[last] = pkt;
    close_chunk(needed, false);
    ++counters.packets;
    counters.bytes += total;
    return 1;
}

std::uint16_t TxQueue::drop(rte_mbuf* pkt)
{
    rte_pktmbuf_free(pkt);
    ++counters.errors;
    return 1;
}

void TxQueue::close_chunk(std::uint16_t descriptors, bool all_plain)
{
    const std::uint16_t last = hw::advance(tail_, descriptors - 1u, size());
    ring[last].word |= hw::TxDesc::RS;
    TxChunk& chunk = chunks[tail_];
    chunk.last = last;
    chunk.plain = all_plain;
    tail_ = hw::advance(last, 1, size());
}

void TxQueue::ring_doorbell()
{
    const std::uint16_t end = given_;  // a copy: behind the barrier it would be read anew
    ++counters.doorbells;
    rte_io_wmb();
    *tdt = end;
}

/// Give back the packets of every chunk that hardware has reported done. What it was not given yet it cannot have done:
/// with that gone, tail_ could come round to where the doorbell was rung last, and it would not be rung.
///
/// Where something is not done, hardware may wait to be told that it may go on. Every burst that finds no room comes
/// by.
void TxQueue::reclaim()
{
    while (clean_ != given_) {
        const TxChunk chunk = chunks[clean_];
        if (ring[chunk.last].done())
            free_chunk(chunk);
        else if (ring_anew_.load(std::memory_order_relaxed) && ring_anew_.exchange(false, std::memory_order_acquire))
            ring_doorbell();
        else
            return;
    }
}

/// @param chunk  the one that begins at clean_
void TxQueue::free_chunk(TxChunk chunk)
{
    rte_mbuf** const first = &slots[clean_];
    const bool wraps = chunk.last < clean_;
    const unsigned n = wraps ? size() - clean_ : chunk.last - clean_ + 1u;
    if (chunk.plain && fast_free)
        give_raw(first[0]->pool, first, n);
    else
        rte_pktmbuf_free_bulk(first, n);
    if (wraps)
        rte_pktmbuf_free_bulk(slots.get(), chunk.last + 1u);
    counters.reclaimed += chunk.plain ? n : 1;
    clean_ = hw::next(chunk.last, size());
}

std::uint32_t TxQueue::clean_up(std::uint32_t most)
{
    std::uint32_t n = 0;
    while (most == 0 || n < most) {
        const std::uint16_t before = clean_;
        n += clean_up_oldest(most == 0 ? 0 : most - n);
        if (clean_ == before)
            break;
    }
    return n;
}

/// One slot after another: it may have more packets than are to be given back.
std::uint32_t TxQueue::clean_up_oldest(std::uint32_t most)
{
    if (clean_ == given_)
        return 0;
    const TxChunk chunk = chunks[clean_];
    if (!ring[chunk.last].done())
        return 0;
    std::uint32_t n = 0;
    for (bool ends = false; !ends && (most == 0 || n < most);) {
        if (rte_mbuf* const pkt = slots[clean_]; pkt != nullptr) {
            rte_pktmbuf_free(pkt);
            ++n;
        }
        ends = clean_ == chunk.last;
        clean_ = hw::advance(clean_, 1, size());
        if (!ends)
            chunks[clean_] = chunk;
    }
    counters.reclaimed += n;
    return n;
}

bool TxQueue::waits_for_hardware(std::uint16_t offset) const
{
    const auto free = static_cast<std::uint16_t>(size() - 1 - hw::distance(clean_, tail_, size()));
    if (offset < free || clean_ == tail_)
        return false;
    // The slot that stays empty comes free with the oldest chunk.
    const std::uint16_t slot = offset == free ? clean_ : hw::advance(tail_, offset, size());
    std::uint16_t first = clean_;
    while (hw::distance(first, slot, size()) > hw::distance(first, chunks[first].last, size()))
        first = hw::advance(chunks[first].last, 1, size());
    return !ring[chunks[first].last].done();
}

bool TxQueue::all_done()
{
    reclaim();
    return clean_ == tail_;
}

void TxQueue::drain()
{
    ring_anew_.store(false, std::memory_order_relaxed);  // there is nobody to ring for
    reclaim();
    while (clean_ != tail_) {
        const TxChunk chunk = chunks[clean_];
        for (std::uint16_t i = clean_, end = hw::advance(chunk.last, 1, size()); i != end;
             i = hw::advance(i, 1, size()))
            counters.unsent += slots[i] != nullptr;
        free_chunk(chunk);
    }
}

std::uint16_t TxQueue::descriptors_for(const rte_mbuf* pkt) const
{
    const std::uint32_t total = total_length(pkt);
    if (total == 0 || total > max_packet)
        return 0;
    unsigned n = total < min_packet ? 1 : 0;
    for (; pkt != nullptr; pkt = pkt->next)
        n += pkt->data_len != 0;
    return n <= most_descriptors() ? static_cast<std::uint16_t>(n) : std::uint16_t{0};
}

std::uint16_t tx_burst(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return static_cast<TxQueue*>(queue)->burst({pkts, n});
}

}  // namespace e1k
