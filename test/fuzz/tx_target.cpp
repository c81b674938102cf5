// SPDX-License-Identifier: BSD-3-Clause
#include "tx_target.hpp"

#include <algorithm>
#include <utility>

#include <rte_errno.h>

#include "rxtx/tx_prepare.hpp"
#include "support/accesses.hpp"
#include "support/ledger.hpp"
#include "support/require.hpp"
#include "support/rows.hpp"

namespace fuzz {

using e1k::hw::TxDesc;

namespace {

std::size_t total_length(const rte_mbuf* packet)
{
    std::size_t total = 0;
    for (; packet != nullptr; packet = packet->next)
        total += packet->data_len;
    return total;
}

/// What a ring of @p size, VirtualBox and the longest frame admit, counted again.
bool sendable(const rte_mbuf* packet, unsigned size)
{
    const unsigned most = std::min(size - 1, 64u);
    const std::size_t total = total_length(packet);
    std::size_t descriptors = 0;
    for (; packet != nullptr; packet = packet->next)
        descriptors += packet->data_len / e1k::hw::max_tx_segment + (packet->data_len % e1k::hw::max_tx_segment != 0);
    descriptors += total < 60;
    return total != 0 && total <= 16288 && descriptors <= most;
}

}  // namespace

TxTarget::TxTarget(Input& input) : input_{input}
{
    const auto size = static_cast<std::uint16_t>(32 + 8 * input.below(8));
    descriptors_ = allocate_descriptors<TxDesc>(size);
    queue_.ring = {descriptors_.get(), size};
    queue_.slots = e1k::make_rte_array<rte_mbuf*>("slots", size, 0);
    queue_.padding_iova = 0x70ad;
    queue_.tdt = &doorbell_;
    queue_.rs_thresh = static_cast<std::uint16_t>(1 + input.below(size / 2));
    queue_.free_thresh = static_cast<std::uint16_t>(1 + input.below(size - 1));
    const unsigned how = input.take<std::uint8_t>();
    path_ = &row(e1k::tx_paths, possible_bits(), how / 2);
    queue_.fast_free = (how & 1) != 0 && (path_->offloads & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE) != 0;
    queue_.start({});
    external_.free_cb = [](void*, void*) {};
    rte_mbuf_ext_refcnt_set(&external_, 1);
    current_ = this;
    watched_qwords = {reinterpret_cast<std::uintptr_t>(descriptors_.get()), size * sizeof(TxDesc), race};
}

TxTarget::~TxTarget()
{
    forget(true);
    queue_.drain();
    rte_pktmbuf_free_bulk(ready_.data(), static_cast<unsigned>(ready_.size()));
    for (rte_mbuf* m : shared_)
        rte_pktmbuf_free(m);
    watched_qwords = {};
    require_complete(pool);
    require_complete(other_pool);
    require(rte_mbuf_ext_refcnt_read(&external_) == 1, "an external buffer is let go of as often as it was attached");
}

/// From now on a report proves nothing. The packets that are still in flight may be given back.
void TxTarget::forget(bool lied)
{
    if (!lied_)
        for (const auto& [head, last] : in_flight_)
            note(head).pinned = false;
    lied_ = lied;
}

void TxTarget::race(std::size_t offset)
{
    TxTarget& t = *current_;
    if (t.race_.loads == 0 || --t.race_.loads != 0 || offset % sizeof(TxDesc) != offsetof(TxDesc, word))
        return;
    t.queue_.ring[offset / sizeof(TxDesc)].word = t.race_.value;
    t.raced_ = true;
}

void TxTarget::restart()
{
    forget(false);
    queue_.drain();
    in_flight_.clear();
    queue_.start({});
    tail_ = 0;
    race_ = {};
    raced_ = false;
}

void TxTarget::prepare()
{
    const auto n = static_cast<std::uint16_t>(ready_.size());
    rte_errno = 0;
    const std::uint16_t good = e1k::tx_prepare(&queue_, ready_.data(), n);
    require(good <= n && (good == n || rte_errno == EINVAL || rte_errno == ENOTSUP), "tx_prepare says what is wrong");
    const auto admitted = [this](const rte_mbuf* m) {
        constexpr std::uint64_t harmless = RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IPV6;
        return sendable(m, queue_.size()) && (m->ol_flags & RTE_MBUF_F_TX_OFFLOAD_MASK & ~harmless) == 0;
    };
    require(std::all_of(ready_.begin(), ready_.begin() + good, admitted),
            "tx_prepare admits what can be sent as it is");
    require(good == n || !admitted(ready_[good]), "tx_prepare refuses nothing else");
    if (good < n) {  // as an application does
        rte_pktmbuf_free(ready_[good]);
        ready_.erase(ready_.begin() + good);
    }
}

void TxTarget::burst()
{
    const auto n = static_cast<std::uint16_t>(std::min<std::size_t>(ready_.size(), 64));
    const e1k::TxCounters before = queue_.counters;
    struct Expected {
        bool queued;
        std::size_t bytes;
    };
    std::vector<Expected> expected;  // noted before: packets may be gone when tx_burst() returns
    for (const rte_mbuf* m : std::span{ready_}.first(n))
        expected.push_back({sendable(m, queue_.size()), total_length(m)});

    const std::uint16_t put = path_->burst(&queue_, ready_.data(), n);
    require(put <= n, "tx_burst takes no more than it was given");
    std::vector<rte_mbuf*> sent;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < put; ++i) {
        if (!expected[i].queued)
            continue;
        sent.push_back(ready_[i]);
        bytes += expected[i].bytes;
    }
    require(queue_.counters.packets == before.packets + sent.size(), "what was queued is counted");
    require(queue_.counters.errors == before.errors + put - sent.size(), "what was dropped is counted");
    require(queue_.counters.bytes == before.bytes + bytes, "every byte is counted");
    ready_.erase(ready_.begin(), ready_.begin() + put);
    check_chunk(sent);
}

/// What the device is told to send is @p packets, nothing else.
void TxTarget::check_chunk(std::span<rte_mbuf* const> packets)
{
    const bool rung = doorbell_ != no_doorbell;
    require(rung || packets.empty(), "the doorbell is rung if something was queued");
    if (packets.empty()) {  // or once for what was, when the transmitter was switched on
        require(!rung || doorbell_ == tail_, "a doorbell for nothing new names the old tail");
        doorbell_ = no_doorbell;
        return;
    }
    require(doorbell_ < queue_.size(), "TDT is an index of the ring");
    const auto end = static_cast<std::uint16_t>(doorbell_);
    doorbell_ = no_doorbell;
    std::uint16_t at = std::exchange(tail_, end);
    if (std::exchange(raced_, false))
        return;
    for (rte_mbuf* packet : packets)
        check_packet(packet, at, end);
    require(at == end, "the descriptors are those of the packets");
    require((queue_.ring[e1k::hw::advance(end, queue_.size() - 1u, queue_.size())].word & TxDesc::RS) != 0,
            "the last descriptor reports");
}

void TxTarget::check_packet(rte_mbuf* packet, std::uint16_t& at, std::uint16_t end)
{
    std::size_t total = 0;
    const auto next = [&](std::uint64_t address, std::uint32_t length, bool last) {
        require(at != end, "a packet has all of its descriptors");
        const TxDesc& desc = queue_.ring[at];
        require(desc.addr == address && (desc.word & 0xffff) == length, "a descriptor names its piece of the packet");
        require(((desc.word & TxDesc::EOP) != 0) == last, "the last descriptor of a packet ends it");
        require((desc.word & ~(0xffffull | TxDesc::EOP | TxDesc::IFCS | TxDesc::RS)) == 0, "no command is stray");
        at = e1k::hw::advance(at, 1, queue_.size());
    };
    const std::size_t rest = total_length(packet);
    for (rte_mbuf* m = packet; m != nullptr; m = m->next) {
        for (std::uint32_t done = 0; done < m->data_len;) {
            const auto piece = std::min<std::uint32_t>(m->data_len - done, e1k::hw::max_tx_segment);
            total += piece;
            next(m->buf_iova + m->data_off + done, piece, total == rest && total >= 60);
            done += piece;
        }
    }
    if (total < 60)
        next(queue_.padding_iova, static_cast<std::uint32_t>(60 - total), true);
    in_flight_.push_back({packet, e1k::hw::advance(at, queue_.size() - 1u, queue_.size())});
    note(packet).pinned = !lied_ && RTE_MBUF_DIRECT(packet) && rte_mbuf_refcnt_read(packet) == 1;
}

}  // namespace fuzz
