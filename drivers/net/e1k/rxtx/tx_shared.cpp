// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_shared.hpp"

#include <algorithm>
#include <bit>

#include "rxtx/paths.hpp"
#include "rxtx/tx_full.hpp"
#include "rxtx/tx_prepare.hpp"

namespace e1k {

namespace {

[[nodiscard]] constexpr std::uint64_t only(std::uint16_t queue)
{
    return std::uint64_t{1} << queue;
}

}  // namespace

void TxShared::start(TxQueue& ring, std::span<TxStage* const> stages)
{
    ring_ = &ring;
    stages_ = {};
    below_share_ = 0;
    promised_ = shares_ = 0;
    first_ = 0;
    for (TxStage* const stage : stages) {
        stage->start(std::min(share_of(ring.size(), stages.size()), stage->size));
        stages_[stage->id] = stage;
        below_share_ |= only(stage->id);
        shares_ += stage->share;
    }
    staged_.store(0, std::memory_order_relaxed);
    keep_promises();
    owned_.store(false, std::memory_order_release);
}

/// The order of staging and of this, and of give_back(): whoever comes second sees the other. Hence
/// memory_order_seq_cst for all four.
bool TxShared::try_own()
{
    return !owned_.load() && !owned_.exchange(true);
}

/// Nothing may be staged when nobody owns the ring, so look again. Promises are not renewed here: what others can still
/// stage has an end, and so has this.
void TxShared::give_back()
{
    do {
        owned_.store(false);
    } while (staged_.load() != 0 && try_own() && (send_staged(), true));
}

std::uint16_t TxShared::burst(TxStage& own, std::span<rte_mbuf*> pkts)
{
    std::uint16_t n = 0;
    if (!try_own()) {
        const auto at_most = ring_->care().any() ? careful_descriptors_at_most : descriptors_at_most;
        n = own.accept(pkts, [&](const rte_mbuf* m) { return std::max(1u, at_most(*ring_, *m)); });
        if (n == 0)
            return 0;
        staged_.fetch_or(only(own.id));
        if (!try_own())
            return n;
        send_staged();
    } else {
        send_staged();
        if (below_share_ != 0)
            keep_promises();
        n = send_own(own, pkts);
    }
    give_back();
    return n;
}

/// Send all that is staged. Order is kept: nothing of a queue is sent before what it has staged.
void TxShared::send_staged()
{
    if (staged_.load(std::memory_order_relaxed) == 0)
        return;
    for (Set rest = staged_.exchange(0); rest != 0; rest &= rest - 1) {
        TxStage& stage = *stages_[static_cast<unsigned>(std::countr_zero(rest))];
        send(stage, stage.take_up());
    }
}

/// Send what @p stage has @p staged. The ring has room for it; packets that were altered since may take more than they
/// did then, and have lost their place.
void TxShared::send(TxStage& stage, TxStage::Amount staged)
{
    promise(promised_ - staged.descriptors);
    below_share_ |= only(stage.id);
    while (staged.packets != 0) {
        const std::span<rte_mbuf*> pkts = stage.take(staged.packets);
        staged.packets -= static_cast<std::uint32_t>(pkts.size());
        const std::span<rte_mbuf*> lost = pkts.subspan(send(stage, pkts));
        if (!lost.empty()) {
            rte_pktmbuf_free_bulk(lost.data(), static_cast<unsigned>(lost.size()));
            stage.count({.errors = lost.size()});
        }
    }
}

/// Put @p pkts of @p stage into the ring, as far as there is room that is promised to nobody.
std::uint16_t TxShared::send(TxStage& stage, std::span<rte_mbuf*> pkts)
{
    const TxCounters before = ring_->counters;
    std::uint16_t chunk = ring_->tail();
    const std::uint16_t n = tx_paths[ring_->path].burst(ring_, pkts.data(), static_cast<std::uint16_t>(pkts.size()));
    for (; chunk != ring_->tail(); chunk = ring_->behind(chunk))
        TxChunk::set_sender(ring_->slots[chunk], stage.id);
    stage.count(ring_->counters - before);
    return n;
}

/// The same for the owner's own queue, of which nothing is staged. What was promised to it is there for it, too.
std::uint16_t TxShared::send_own(TxStage& own, std::span<rte_mbuf*> pkts)
{
    std::uint16_t n = send(own, pkts);
    if (n < pkts.size() && own.promised() != 0) {
        promise(promised_ - own.give_up());
        below_share_ |= only(own.id);
        n = static_cast<std::uint16_t>(n + send(own, pkts.subspan(n)));
    }
    return n;
}

/// Give the queues below their share what they lack, as far as there is room: first to the one behind who got something
/// first the last time.
void TxShared::keep_promises()
{
    if (ring_->free_slots() < shares_ - promised_)
        (void)send(*ring_->stage, std::span<rte_mbuf*>{});  // which reclaims
    const int turn = first_;
    for (Set rest = std::rotr(below_share_, turn); rest != 0 && ring_->free_slots() != 0; rest &= rest - 1) {
        const auto id = static_cast<std::uint16_t>((std::countr_zero(rest) + turn) % 64);
        if (first_ == turn)
            first_ = static_cast<std::uint16_t>((id + 1) % 64);
        keep_promise(*stages_[id]);
    }
}

void TxShared::keep_promise(TxStage& stage)
{
    const std::uint32_t lacking = stage.share - stage.promised();
    const std::uint32_t more = std::min<std::uint32_t>(lacking, ring_->free_slots());
    promise(promised_ + more);
    stage.promise(more);
    if (more == lacking)
        below_share_ &= ~only(stage.id);
}

/// Promise so many descriptors in all, and have the ring keep them free.
void TxShared::promise(std::uint32_t descriptors)
{
    promised_ = descriptors;
    ring_->keep_free(static_cast<std::uint16_t>(descriptors));
}

/// The ring is one: what lies in front of a queue's packets goes with them.
std::uint32_t TxShared::clean_up(const TxStage& own, std::uint32_t most)
{
    std::uint32_t n = 0;
    if_free([&](TxQueue& ring) {
        const TxCounters before = ring.counters;
        for (bool more = true; more && (most == 0 || n < most);) {
            const std::uint16_t oldest = ring.oldest();
            const bool its = TxChunk::sender(ring.slots[oldest]) == own.id;
            const std::uint32_t done = ring.clean_up_oldest(its && most != 0 ? most - n : 0);
            n += its ? done : 0;
            more = ring.oldest() != oldest;
        }
        ring.stage->count(ring.counters - before);
    });
    return n;
}

void TxShared::drain()
{
    for (TxStage* const stage : stages_) {
        if (stage == nullptr)
            continue;
        for (std::uint32_t n = stage->take_up().packets; n != 0;) {
            const std::span<rte_mbuf*> pkts = stage->take(n);
            n -= static_cast<std::uint32_t>(pkts.size());
            rte_pktmbuf_free_bulk(pkts.data(), static_cast<unsigned>(pkts.size()));
            stage->count({.unsent = pkts.size()});
        }
    }
    const TxCounters before = ring_->counters;
    ring_->drain();
    ring_->stage->count(ring_->counters - before);
}

std::uint16_t tx_burst_shared(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    auto& q = *static_cast<TxQueue*>(queue);
    if (q.stopped.load(std::memory_order_relaxed))
        return 0;
    return q.shared->burst(*q.stage, {pkts, n});
}

std::uint16_t tx_prepare_shared(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    return tx_prepare(static_cast<TxQueue*>(queue)->shared->ring(), pkts, n);
}

std::uint16_t tx_burst_any(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    const auto& q = *static_cast<const TxQueue*>(queue);
    if (q.stopped.load(std::memory_order_relaxed))
        return 0;
    return (q.shared != nullptr ? tx_burst_shared : tx_paths.back().burst)(queue, pkts, n);
}

std::uint16_t tx_prepare_any(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    const bool shared = static_cast<TxQueue*>(queue)->shared != nullptr;
    return (shared ? tx_prepare_shared : tx_prepare)(queue, pkts, n);
}

}  // namespace e1k
