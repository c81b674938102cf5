// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/rx_queue.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <rte_io.h>

#include "rxtx/mbuf.hpp"
#include "rxtx/rx_run.hpp"
#include "rxtx/simd.hpp"

namespace e1k {

bool RxQueue::fill(std::uint16_t buffer_size, std::uint32_t max_packet, RxOffloads asked)
{
    if (!take_raw(pool, slots.get(), size()))
        return false;
    arm(0, size(), slots.get());
    buffer_size_ = buffer_size;
    asked_.store(asked, std::memory_order_relaxed);
    limit(max_packet);
    rearm_ = rearm_word(RTE_PKTMBUF_HEADROOM, port_id);
    next_ = 0;
    spare_ = given_ = static_cast<std::uint16_t>(size() - 1);
    low_ = static_cast<std::uint16_t>(given_ - batch);
    delivery_.delivered();
    failures_ = {};
    filled_ = true;
    watch();
    return true;
}

/// The two need not change at once: a packet under way meanwhile is one of before or of after.
void RxQueue::limit(std::uint32_t bytes)
{
    const std::uint32_t room = buffer_size_ - std::uint32_t{asked_.load(std::memory_order_relaxed).crc()};
    const auto span = static_cast<std::uint16_t>(std::min(room, bytes) - shortest_frame + 1);
    plain_span_.store(span, std::memory_order_relaxed);
    max_packet_.store(bytes, std::memory_order_relaxed);
}

void RxQueue::ask(RxOffloads asked)
{
    const RxOffloads before = asked_.load(std::memory_order_relaxed);
    asked.flags |= before.flags;
    asked.keeps_crc = before.keeps_crc;
    asked_.store(asked, std::memory_order_relaxed);
}

/// A segment of @p length bytes may follow what the chain holds: the device is not trusted to keep within the buffer or
/// within the longest frame. All buffers but the last are full; the CRC alone may leave that one empty.
/// @param crc  bytes of it that come with a frame
bool RxQueue::fits(std::uint16_t length, bool last, std::uint16_t crc) const
{
    const std::uint32_t so_far = chain_.head == nullptr ? 0 : chain_.head->pkt_len;
    const std::uint32_t total = so_far + length;
    if (length > buffer_size_ || total > max_packet_.load(std::memory_order_relaxed) + crc)
        return false;
    return last ? total >= std::uint32_t{shortest_frame} + crc : length == buffer_size_;
}

/// Drop the frame that @p segment belongs to, with what there is of it; what follows up to EOP is skipped.
rte_mbuf* RxQueue::drop(rte_mbuf* segment, bool last, bool damaged)
{
    ++(damaged ? counters.damaged : counters.bad_lengths);
    counters.resyncs += chain_.head != nullptr || !last;
    rte_mbuf_raw_free(segment);
    rte_pktmbuf_free(chain_.head);
    chain_ = {.skipping = !last};
    ++counters.errors;
    return nullptr;
}

/// Hardware's buffers are powers of two: where the first mbuf has more room, the rest of the frame is brought there.
/// @param crc  how many of the last bytes are not of the frame; they may begin in the segment before
void RxQueue::append(rte_mbuf* segment, std::uint16_t length, std::uint16_t crc)
{
    if (chain_.head == nullptr) {
        chain_.head = chain_.tail = segment;
    } else if (const std::uint16_t room = rte_pktmbuf_tailroom(chain_.tail);
               chain_.head == chain_.tail && length - crc <= room) {
        const std::uint16_t copied = std::min(length, room);  // the CRC, too, where there is room for it
        std::memcpy(rte_pktmbuf_append(chain_.head, copied), rte_pktmbuf_mtod(segment, const void*), copied);
        rte_mbuf_raw_free(segment);
        crc = static_cast<std::uint16_t>(crc - (length - copied));
    } else if (length <= crc) {  // nothing but the CRC, or what is left of one that was stripped
        rte_mbuf_raw_free(segment);
        crc = static_cast<std::uint16_t>(crc - length);
    } else {
        chain_.tail->next = segment;
        chain_.tail = segment;
        ++chain_.head->nb_segs;
        chain_.head->pkt_len += length;
    }
    chain_.tail->data_len = static_cast<std::uint16_t>(chain_.tail->data_len - crc);
    chain_.head->pkt_len -= crc;
}

/// Give @p n slots from @p first on the mbufs at @p from, which may be where the slots are: name them in the
/// descriptors, and zero what hardware wrote there.
void RxQueue::arm(unsigned first, unsigned n, rte_mbuf* const* from)
{
    // One store writes a descriptor: the buffer, and a writeback of 0.
    constexpr simd::U64x2 headroom{RTE_PKTMBUF_HEADROOM, 0};
    hw::RxDesc* desc = &ring[first];
    rte_mbuf** slot = &slots[first];
#pragma GCC unroll 8
    for (; n != 0; --n) {
        rte_mbuf* const m = *from++;
        *slot++ = m;
        simd::store(desc++, simd::U64x2{rte_mbuf_iova_get(m), 0} + headroom);
    }
}

/// Give the slots without mbuf fresh ones, as many as the mempool has, and tell hardware once.
void RxQueue::refill()
{
    const auto span = static_cast<unsigned>(ring.size());
    const unsigned first = spare_ + 1u == span ? 0 : spare_ + 1u, missing = span - 1 - given_;
    if (first + missing > span) [[unlikely]]
        return refill_piecemeal();
    rte_mbuf* const* const cached = take_from_cache(pool, missing);
    if (cached == nullptr) [[unlikely]]
        return refill_piecemeal();
    arm(first, missing, cached);
    give(first + missing - 1, span - 1);
    deliver();
}

/// The same beyond the ring's end, and where the lcore's cache of the mempool does not hold enough. Where the mempool
/// has none, what hardware was told before may still be on its way.
void RxQueue::refill_piecemeal()
{
    const auto span = static_cast<unsigned>(ring.size());
    unsigned missing = span - 1 - given_, spare = spare_;
    do {
        const unsigned first = spare + 1 == span ? 0 : spare + 1;
        const unsigned n = supply(first, std::min(missing, span - first));
        if (n == 0) {
            counters.no_mbuf += spare == spare_ && failures_.begin(counters.doorbells);
            break;
        }
        spare = first + n - 1;
        missing -= n;
    } while (missing != 0);
    if (spare != spare_)
        give(spare, span - 1 - missing);
    deliver();
}

/// @see hw::RxDelivery
void RxQueue::deliver()
{
    if (!delivery_.due(given_, static_cast<unsigned>(ring.size())))
        return;
    *ics = 0;
    ++counters.deliveries;
    delivery_.delivered();
}

/// Make the slots up to @p last, which becomes the spare one, hardware's: @p given by then.
void RxQueue::give(unsigned last, unsigned given)
{
    ring[spare_].writeback = 0;  // a device that was there before its turn is not believed
    spare_ = static_cast<std::uint16_t>(last);
    delivery_.handed_over(given - given_);
    given_ = static_cast<std::uint16_t>(given);
    ++counters.doorbells;
    rte_io_wmb();
    *rdt = last;  // never RDT == RDH: that means empty, SDM 3.2.6
}

/// Give up to @p want slots from @p first on fresh mbufs: all, or as many halvings as the mempool can give.
/// @return how many
unsigned RxQueue::supply(unsigned first, unsigned want)
{
    if (rte_mbuf* const* const cached = take_from_cache(pool, want); cached != nullptr) {
        arm(first, want, cached);
        return want;
    }
    rte_mbuf** const slot = &slots[first];
    while (want != 0 && !take_raw(pool, slot, want))
        want /= 2;
    arm(first, want, slot);
    return want;
}

/// Hardware goes through the ring in order, so what is done ends at one place.
std::uint16_t RxQueue::waiting()
{
    const std::uint16_t next = hw::seen(next_);
    unsigned done = 0, unsure = hw::seen(given_);
    while (unsure != 0) {
        const unsigned half = unsure / 2;
        const bool there = (ring[hw::advance(next, done + half, size())].load() & hw::RxDesc::DD) != 0;
        done += there ? half + 1 : 0;
        unsure = there ? unsure - half - 1 : half;
    }
    return static_cast<std::uint16_t>(done);
}

RxSlot RxQueue::slot(std::uint16_t offset)
{
    if (offset >= hw::seen(given_))
        return RxSlot::unavailable;
    const bool done = (ring[hw::advance(hw::seen(next_), offset, size())].load() & hw::RxDesc::DD) != 0;
    return done ? RxSlot::done : RxSlot::available;
}

RxLook RxQueue::look(std::uint16_t offset)
{
    const std::uint16_t index = hw::advance(hw::seen(next_), offset, size());
    hw::RxDesc& desc = ring[index];
    return {.index = index, .desc = {.addr = hw::seen(desc.addr), .writeback = desc.load()}, .whose = slot(offset)};
}

std::uint16_t RxQueue::given()
{
    return hw::seen(given_);
}

void RxQueue::drain()
{
    if (!std::exchange(filled_, false))
        return;
    for (unsigned n = 0; n <= given_; ++n)
        rte_mbuf_raw_free(slots[hw::advance(next_, n, size())]);
    rte_pktmbuf_free(chain_.head);
    chain_ = {};
    in_frame_ = false;
    next_ = given_ = spare_ = 0;
    watch();
}

}  // namespace e1k
