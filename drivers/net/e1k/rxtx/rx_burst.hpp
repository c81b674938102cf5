// SPDX-License-Identifier: BSD-3-Clause
// What every receive burst is, written once: for a rule that says what is told of a frame, and a way to go through
// frames that each fill one buffer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include <rte_mbuf.h>

#include "hw/descriptors.hpp"
#include "hw/ring.hpp"
#include "rxtx/mbuf.hpp"
#include "rxtx/rx_queue.hpp"
#include "rxtx/rx_run.hpp"

namespace e1k {

template <class Rule, class Take>
[[gnu::always_inline]] inline std::uint16_t RxQueue::burst(std::span<rte_mbuf*> out)
{
    Rule rule{asked_};
    std::uint16_t n = in_frame_ ? std::uint16_t{0} : take_plain<Rule, Take>(rule, out);
    if (n < out.size() && next_done()) [[unlikely]]
        n = take_others<Rule, Take>(rule, out, n);
    rule.finish(counters, out.first(n));
    if (given_ <= low_)
        refill();
    watch();
    return n;
}

/// The frames that each fill one buffer, up to the ring's end or the first descriptor that is anything else. None in
/// the middle of a frame.
template <class Rule, class Take>
[[gnu::always_inline]] inline std::uint16_t RxQueue::take_plain(Rule& rule, std::span<rte_mbuf*> out)
{
    // Not past what hardware was given: behind that lie descriptors whose old DD still stands.
    const std::size_t most = hw::least(hw::least(out.size(), ring.size() - next_), given_);
    const RxTaken taken = Take::take({.desc = &ring[next_],
                                      .slot = &slots[next_],
                                      .out = out.data(),
                                      .most = most,
                                      .rearm = rearm_,
                                      .span = plain_span_.load(std::memory_order_relaxed)},
                                     rule);
    const std::size_t after = next_ + taken.n;
    next_ = after == ring.size() ? std::uint16_t{0} : static_cast<std::uint16_t>(after);
    given_ = static_cast<std::uint16_t>(given_ - taken.n);
    rule.count(counters, taken.n, taken.bytes);
    return static_cast<std::uint16_t>(taken.n);
}

/// Go on behind the @p n frames that @p out holds: the ring's end, a frame of several buffers, an error, the rare
/// cases. One look tells whether it is worth while to go through plain frames.
/// @return how many it holds then
template <class Rule, class Take>
[[gnu::noinline]] std::uint16_t RxQueue::take_others(Rule& rule, std::span<rte_mbuf*> out, std::uint16_t n)
{
    do {
        const bool plain = !in_frame_ && (ring[next_].load() & told_of_plain<Rule>) == plain_frame;
        const std::uint16_t taken = plain ? take_plain<Rule, Take>(rule, out.subspan(n)) : std::uint16_t{0};
        n = static_cast<std::uint16_t>(n + taken);
        if (taken != 0)
            continue;
        rte_mbuf* frame = take_chain(rule);
        if (frame == nullptr)
            frame = take_segment(rule);
        if (frame != nullptr)
            out[n++] = frame;
    } while (n < out.size() && next_done());
    return n;
}

/// The next descriptor holds something to take. Only what hardware was given can.
inline bool RxQueue::next_done() const
{
    return given_ != 0 && (ring[next_].load() & hw::RxDesc::DD) != 0;
}

/// Take a frame of several buffers that is there whole, in front of the ring's end, and is linked as it lies. All of it
/// is looked at before any of it is taken.
/// @return null if the next descriptors are anything else: they go one by one
template <class Rule>
rte_mbuf* RxQueue::take_chain(Rule& rule)
{
    if (in_frame_ || rule.crc() != 0)
        return nullptr;
    const std::size_t most = hw::least(given_, ring.size() - next_);
    hw::RxDesc* const desc = &ring[next_];
    rte_mbuf* const* const slot = &slots[next_];
    const std::uint16_t full = buffer_size_;
    constexpr std::uint64_t full_buffer = hw::RxDesc::DD, told = full_buffer | hw::RxDesc::EOP;

    unsigned last = 0;
    std::uint64_t wb = desc[0].load();
    for (; (wb & told) == full_buffer && hw::RxDesc::length(wb) == full; wb = desc[last].load())
        if (++last == most)
            return nullptr;
    const std::uint16_t rest = hw::RxDesc::length(wb);
    const std::uint32_t total = last * full + rest;
    const auto room = static_cast<std::uint16_t>(slot[0]->buf_len - RTE_PKTMBUF_HEADROOM - full);
    if (last == 0 || (wb & (told | hw::RxDesc::ERRORS)) != told || rest == 0 || rest > full ||
        (last == 1 && rest <= room) || total > max_packet_.load(std::memory_order_relaxed))
        return nullptr;

    rte_mbuf* const frame = slot[0];
    describe(frame, rearm_, full);
    rte_mbuf* tail = frame;
    for (unsigned i = 1; i <= last; ++i) {
        tail->next = slot[i];
        tail = slot[i];
        describe(tail, rearm_, i == last ? rest : full);
    }
    frame->nb_segs = static_cast<std::uint16_t>(last + 1);
    frame->pkt_len = total;
    next_ = hw::advance(next_, last + 1, size());
    given_ = static_cast<std::uint16_t>(given_ - (last + 1));
    rule.complete(frame, wb);
    rule.count(counters, 1, total);
    return frame;
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
    in_frame_ = !last;

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

}  // namespace e1k
