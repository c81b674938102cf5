// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_queue.hpp"

#include <algorithm>

#include "rxtx/mbuf.hpp"

namespace e1k {

void TxQueue::start(const TxAbilities& abilities, std::uint16_t most_kept)
{
    clean_ = given_ = tail_ = used_ = 0;
    after_cut_ = false;
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
    if (total < min_tx_packet)
        put(padding_iova, min_tx_packet - total);

    const std::uint16_t last = hw::advance(tail_, needed - 1u, size());
    ring[last].word |= hw::TxDesc::EOP;
    slots[last] = pkt;
    close_chunk(needed, false);
    ++counters.packets;
    counters.bytes += total;
    return 1;
}

/// Queue as one chunk the packets of several segments that @p pkts begins with, as far as each takes a descriptor a
/// segment, in front of the ring's end: written while they are looked at, for nothing is hardware's before the
/// doorbell.
/// @return how many; whatever else comes next goes by itself
std::uint16_t TxQueue::put_chains(std::span<rte_mbuf*> pkts)
{
    const std::size_t room = hw::least(free_slots(), ring.size() - tail_), longest = most_descriptors();
    hw::TxDesc* const desc = &ring[tail_];
    rte_mbuf** const slot = &slots[tail_];
    const std::size_t most = hw::least(pkts.size(), rs_thresh);
    unsigned used = 0;
    std::uint16_t n = 0;
    std::uint64_t bytes = 0;
    for (; n < most; ++n) {
        const std::size_t end = hw::least(room, used + longest);
        unsigned at = used;
        std::uint32_t total = 0;
        const rte_mbuf* seg = pkts[n];
        for (; seg != nullptr && seg->data_len != 0 && at != end; seg = seg->next, ++at) {
            desc[at] = {.addr = rte_mbuf_data_iova(seg), .word = seg->data_len | hw::TxDesc::IFCS};
            slot[at] = nullptr;
            total += seg->data_len;
        }
        if (seg != nullptr || at - used < 2 || total < min_tx_packet || total > max_tx_packet)
            break;
        desc[at - 1].word |= hw::TxDesc::EOP;
        slot[at - 1] = pkts[n];
        used = at;
        bytes += total;
    }
    if (n == 0)
        return 0;
    end_chunk(static_cast<std::uint16_t>(tail_ + used - 1), static_cast<std::uint16_t>(used), false);
    counters.packets += n;
    counters.bytes += bytes;
    return n;
}

std::uint16_t TxQueue::drop(rte_mbuf* pkt)
{
    rte_pktmbuf_free(pkt);
    ++counters.errors;
    return 1;
}

/// Chunks of nothing but plain packets, of one mempool as far as their first packets tell, are given back at once. No
/// such chunk goes on behind the ring's end.
/// @return where those end that are done, or the ring; their slots hold packets and nothing else
inline std::uint16_t TxQueue::strip_plain_done()
{
    const unsigned stop = given_ > clean_ ? given_ : size();
    hw::TxDesc* const desc = ring.data();
    rte_mbuf** const slot = slots.get();
    unsigned at = clean_;
    const rte_mempool* pool = nullptr;
    while (at != stop) {
        const TxChunk chunk{slot[at]};
        if (!chunk.plain() || !desc[at + chunk.behind()].done())
            break;
        rte_mbuf* const first = TxChunk::packet(slot[at]);
        if (first->pool != pool) {
            if (pool != nullptr)
                break;
            pool = first->pool;
        }
        slot[at] = first;
        at += chunk.behind() + 1;
    }
    return static_cast<std::uint16_t>(at);
}

/// Give back the plain packets in slots [clean_, @p end).
[[gnu::always_inline]] inline void TxQueue::free_plain(std::uint16_t end)
{
    const auto n = static_cast<unsigned>(end - clean_);
    rte_mbuf** const slot = &slots[clean_];
    if (fast_free)
        give_raw(slot[0]->pool, slot, n);
    else
        free_single(slot, n);
    counters.reclaimed += n;
    cleaned(static_cast<std::uint16_t>(n));
}

/// Give back the packets of the chunk that begins at clean_.
void TxQueue::free_chunk(MbufReturns& returns)
{
    const unsigned n = TxChunk{slots[clean_]}.behind() + 1;
    slots[clean_] = TxChunk::packet(slots[clean_]);
    unsigned at = clean_;
    for (unsigned left = n; left != 0; --left) {
        if (slots[at] != nullptr) {
            ++counters.reclaimed;
            returns.free(slots[at]);
        }
        at = at + 1 == size() ? 0 : at + 1;
    }
    cleaned(static_cast<std::uint16_t>(n));
}

/// Give back those of the chunks that are not plain, as far as such are done. @return whether there were any
[[gnu::noinline]] bool TxQueue::free_others()
{
    MbufReturns returns;
    const std::uint16_t first = clean_;
    while (clean_ != given_ && !TxChunk{slots[clean_]}.plain() && ring[last_of(clean_)].done())
        free_chunk(returns);
    return clean_ != first;
}

/// Give back the packets of every chunk that hardware has reported done. What it was not given yet it cannot have done:
/// with that gone, tail_ could come round to where the doorbell was rung last, and it would not be rung.
///
/// Where something is not done, hardware may wait to be told that it may go on. Every burst that finds no room comes
/// by.
void TxQueue::reclaim()
{
    while (clean_ != given_) {
        if (const std::uint16_t end = strip_plain_done(); end != clean_) [[likely]]
            free_plain(end);
        else if (free_others())
            continue;
        else if (ring_anew_.load(std::memory_order_relaxed) && ring_anew_.exchange(false, std::memory_order_acquire))
            ring_doorbell();
        else
            return;
    }
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
    const TxChunk chunk{slots[clean_]};
    const unsigned sender = TxChunk::sender(slots[clean_]);
    if (!ring[last_of(clean_)].done())
        return 0;
    std::uint32_t n = 0;
    unsigned left = chunk.behind() + 1;
    for (; left != 0 && (most == 0 || n < most); --left) {
        if (rte_mbuf* const pkt = TxChunk::packet(slots[clean_]); pkt != nullptr) {
            rte_pktmbuf_free(pkt);
            ++n;
        }
        cleaned(1);
    }
    if (left != 0) {
        TxChunk{left - 1, chunk.plain()}.begin(slots[clean_]);
        TxChunk::set_sender(slots[clean_], sender);
    }
    counters.reclaimed += n;
    return n;
}

bool TxQueue::waits_for_report()
{
    const std::uint16_t oldest = hw::seen(clean_);
    if (oldest == hw::seen(given_) || ring_anew_.load(std::memory_order_relaxed))
        return false;
    const unsigned last = oldest + TxChunk{hw::seen(slots[oldest])}.behind();  // beside a burst it may be anything
    return !ring[last % size()].done();
}

bool TxQueue::waits_for_hardware(std::uint16_t offset) const
{
    const auto free = static_cast<std::uint16_t>(size() - 1 - used_);
    if (offset < free || clean_ == tail_)
        return false;
    // The slot that stays empty comes free with the oldest chunk.
    const std::uint16_t slot = offset == free ? clean_ : hw::advance(tail_, offset, size());
    std::uint16_t first = clean_;
    while (hw::distance(first, slot, size()) > TxChunk{slots[first]}.behind())
        first = behind(first);
    return !ring[last_of(first)].done();
}

TxLook TxQueue::look(std::uint16_t offset)
{
    const std::uint16_t tail = hw::seen(tail_), given = hw::seen(given_), n = used();
    const std::uint16_t index = hw::advance(tail, offset, size());
    // Counted from the tail backwards: the last of the ring are the newest.
    const unsigned age = size() - offset;
    const TxSlot whose = age > n                                    ? TxSlot::free
                         : age <= hw::distance(given, tail, size()) ? TxSlot::queued
                                                                    : TxSlot::sent;
    hw::TxDesc& desc = ring[index];
    return {.index = index, .desc = {.addr = hw::seen(desc.addr), .word = hw::seen(desc.word)}, .whose = whose};
}

std::uint16_t TxQueue::used()
{
    return hw::seen(used_);
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
    MbufReturns returns;
    while (clean_ != tail_) {
        const std::uint64_t before = counters.reclaimed;
        free_chunk(returns);
        counters.unsent += counters.reclaimed - before;
    }
}

std::uint16_t TxQueue::descriptors_for(const rte_mbuf* pkt) const
{
    const std::uint32_t total = total_length(pkt);
    if (total == 0 || total > max_tx_packet)
        return 0;
    unsigned n = total < min_tx_packet ? 1 : 0;
    for (; pkt != nullptr; pkt = pkt->next)
        n += pkt->data_len != 0;
    return n <= most_descriptors() ? static_cast<std::uint16_t>(n) : std::uint16_t{0};
}

}  // namespace e1k
