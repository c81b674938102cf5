// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/rx_queue.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <rte_ether.h>
#include <rte_io.h>

#include "rxtx/mbuf.hpp"

namespace e1k {

namespace {

/// What another thread may be writing just now.
template <class T>
[[nodiscard]] T seen(T& value)
{
    return std::atomic_ref{value}.load(std::memory_order_relaxed);
}

constexpr std::uint16_t shortest = RTE_ETHER_HDR_LEN;  // no header, no frame

}  // namespace

bool RxQueue::fill(std::uint16_t buffer_size, std::uint32_t max_packet, RxOffloads asked)
{
    if (!take_raw(pool, slots.get(), size()))
        return false;
    arm(0, size());
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
    return true;
}

/// The two need not change at once: a packet under way meanwhile is one of before or of after.
void RxQueue::limit(std::uint32_t bytes)
{
    const std::uint32_t room = buffer_size_ - std::uint32_t{asked_.load(std::memory_order_relaxed).crc()};
    const auto span = static_cast<std::uint16_t>(std::min(room, bytes) - shortest + 1);
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

template <class Rule>
std::uint16_t RxQueue::burst(std::span<rte_mbuf*> out)
{
    Rule rule{asked_};
    std::uint16_t n = take_plain(rule, out);
    while (n < out.size() && next_done()) {  // the ring's end, a frame of several buffers, an error: the rare cases
        if (rte_mbuf* frame = take_segment(rule); frame != nullptr)
            out[n++] = frame;
        n = static_cast<std::uint16_t>(n + take_plain(rule, out.subspan(n)));
    }
    rule.finish(counters, out.first(n));
    if (given_ <= low_)
        refill();
    return n;
}

/// The frames that each fill one buffer, up to the ring's end or the first descriptor that is anything else. None in
/// the middle of a frame.
template <class Rule>
std::uint16_t RxQueue::take_plain(Rule& rule, std::span<rte_mbuf*> out)
{
    if (chain_.head != nullptr || chain_.skipping)
        return 0;
    constexpr std::uint64_t plain = hw::RxDesc::DD | hw::RxDesc::EOP;
    hw::RxDesc* const desc = &ring[next_];
    rte_mbuf** const slot = &slots[next_];
    // Not past what hardware was given: behind that lie descriptors whose old DD still stands.
    const auto most = std::min({out.size(), ring.size() - next_, std::size_t{given_}});
    const std::uint64_t rearm =
        rearm_;  // copies: a store to an mbuf might change the members, for all the compiler knows
    const std::uint16_t plain_span = plain_span_.load(std::memory_order_relaxed);
    const Rule how = rule;
    const std::uint16_t crc = rule.crc();

    std::size_t n = 0;
    std::uint64_t bytes = 0;
    for (; n < most; ++n) {
        const std::uint64_t wb = desc[n].load();
        const auto length = static_cast<std::uint16_t>(hw::RxDesc::length(wb) - crc);
        const auto beyond_header = static_cast<std::uint16_t>(length - shortest);  // huge where there is no header
        if ((wb & (plain | hw::RxDesc::ERRORS | Rule::apart)) != plain || beyond_header >= plain_span)
            break;
        rte_mbuf* const m = slot[n];
        out[n] = m;
        how.describe(m, rearm, length, wb);
        bytes += length;
    }

    next_ = hw::advance(next_, static_cast<unsigned>(n), size());
    given_ = static_cast<std::uint16_t>(given_ - n);
    rule.count(counters, n, bytes);
    return static_cast<std::uint16_t>(n);
}

/// The next descriptor holds something to take. Only what hardware was given can.
bool RxQueue::next_done() const
{
    return given_ != 0 && (ring[next_].load() & hw::RxDesc::DD) != 0;
}

/// Take one descriptor that is done. @return the frame that it completes; null if it completes none.
template <class Rule>
rte_mbuf* RxQueue::take_segment(Rule& rule)
{
    const std::uint64_t wb = ring[next_].load();
    const std::uint16_t length = hw::RxDesc::length(wb);
    const bool last = (wb & hw::RxDesc::EOP) != 0;
    rte_mbuf* segment = slots[next_];
    next_ = hw::advance(next_, 1, size());
    --given_;

    if (chain_.skipping) {
        rte_mbuf_raw_free(segment);
        chain_.skipping = !last;
        return nullptr;
    }
    describe(segment, rearm_, length);
    if (const bool damaged = last && (wb & hw::RxDesc::ERRORS) != 0; damaged || !fits(length, last, rule.crc()))
        return drop(segment, last, damaged);

    append(segment, length, last ? rule.crc() : std::uint16_t{0});
    if (!last)
        return nullptr;
    rte_mbuf* const frame = std::exchange(chain_, RxChain{}).head;
    rule.complete(frame, wb);
    rule.count(counters, 1, frame->pkt_len);
    return frame;
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
    return last ? total >= std::uint32_t{shortest} + crc : length == buffer_size_;
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

/// Name the mbufs of @p n slots from @p first on in their descriptors, and zero what hardware wrote there.
void RxQueue::arm(unsigned first, unsigned n)
{
    hw::RxDesc* desc = &ring[first];
    for (rte_mbuf *const *slot = &slots[first], *const *end = slot + n; slot != end; ++slot)
        *desc++ = {.addr = rte_mbuf_data_iova_default(*slot), .writeback = 0};
}

/// Give the slots without mbuf fresh ones, as many as the mempool has, and tell hardware once. Where the mempool has
/// none, what it was told before may still be on its way.
void RxQueue::refill()
{
    const auto span = static_cast<unsigned>(ring.size());
    unsigned missing = span - 1 - given_, spare = spare_;
    do {
        const unsigned first = spare + 1 == span ? 0 : spare + 1;
        const unsigned n = allocate(first, std::min(missing, span - first));
        if (n == 0) {
            counters.no_mbuf += spare == spare_ && failures_.begin(counters.doorbells);
            break;
        }
        arm(first, n);
        spare = first + n - 1;
        missing -= n;
    } while (missing != 0);
    if (spare != spare_)
        give(spare, span - 1 - missing);
    if (delivery_.due(given_, span)) {
        *ics = 0;
        ++counters.deliveries;
        delivery_.delivered();
    }
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

/// Put up to @p want mbufs into the slots from @p first on: all, or as many halvings as the mempool can give.
unsigned RxQueue::allocate(unsigned first, unsigned want)
{
    for (; want != 0; want /= 2)
        if (take_raw(pool, &slots[first], want))
            return want;
    return 0;
}

/// Hardware goes through the ring in order, so what is done ends at one place.
std::uint16_t RxQueue::waiting()
{
    const std::uint16_t next = seen(next_);
    unsigned done = 0, unsure = seen(given_);
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
    if (offset >= seen(given_))
        return RxSlot::unavailable;
    const bool done = (ring[hw::advance(seen(next_), offset, size())].load() & hw::RxDesc::DD) != 0;
    return done ? RxSlot::done : RxSlot::available;
}

void RxQueue::drain()
{
    if (!std::exchange(filled_, false))
        return;
    for (unsigned n = 0; n <= given_; ++n)
        rte_mbuf_raw_free(slots[hw::advance(next_, n, size())]);
    rte_pktmbuf_free(chain_.head);
    chain_ = {};
    next_ = given_ = spare_ = 0;
}

std::uint16_t rx_burst(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return static_cast<RxQueue*>(queue)->burst<NoRxOffloads>({pkts, n});
}

std::uint16_t rx_burst_offloads(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return static_cast<RxQueue*>(queue)->burst<AllRxOffloads>({pkts, n});
}

}  // namespace e1k
