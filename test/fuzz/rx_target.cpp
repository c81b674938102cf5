// SPDX-License-Identifier: BSD-3-Clause
#include "rx_target.hpp"

#include <rte_ether.h>

#include "hw/receiver.hpp"
#include "support/accesses.hpp"
#include "support/ledger.hpp"
#include "support/require.hpp"

namespace fuzz {

using e1k::hw::RxDesc;

RxTarget::RxTarget(Input& input) : input_{input}, pool_{pools[input.below(pools.size())]}
{
    const auto size = static_cast<std::uint16_t>(32 + 8 * input.below(13));
    descriptors_ = allocate_descriptors<RxDesc>(size);
    queue_.ring = {descriptors_.get(), size};
    queue_.slots = e1k::make_rte_array<rte_mbuf*>("slots", size, 0);
    queue_.pool = pool_;
    queue_.rdt = &doorbell_;
    queue_.ics = &delivery_;
    queue_.batch = static_cast<std::uint16_t>(1 + input.below(size / 2));
    queue_.port_id = input.take<std::uint8_t>();
    current_ = this;
    watched_qwords = {reinterpret_cast<std::uintptr_t>(descriptors_.get()), size * sizeof(RxDesc), race};
}

RxTarget::~RxTarget()
{
    stop();
    free_frames(pool_size);
    release_hoard(pool_size);
    watched_qwords = {};
    require_complete(pool_);
}

void RxTarget::start()
{
    room_ = rte_pktmbuf_data_room_size(pool_) - RTE_PKTMBUF_HEADROOM;
    buffer_size_ = e1k::hw::largest_rx_buffer(room_);
    max_packet_ = 68u + 22u + input_.below(16358 - 68 + 1);
    const unsigned there = rte_mempool_avail_count(pool_);
    asked_ = draw_offloads();
    running_ = queue_.fill(buffer_size_, max_packet_, asked_);
    require(running_ == (there >= queue_.size()), "a ring is filled if the pool has enough");
    require(rte_mempool_avail_count(pool_) == there - (running_ ? queue_.size() : 0u), "all or no mbufs are taken");
    if (!running_)
        return;
    queue_.counters = {};
    oracle_.emplace(queue_.size(), room_, buffer_size_, max_packet_, asked_);
    raced_ = false;
    head_ = refill_at_ = 0;
    packets_ = 0;
    doorbell_ = queue_.size() - 1u;  // the start writes it, and delivers
    delivery_ = 0;
    check_armed();
}

/// With half of the port's numbers, the burst with offloads. Software looks at frames where their data may be touched.
e1k::RxOffloads RxTarget::draw_offloads()
{
    constexpr std::uint16_t all = tag_flags | checksum_flags;
    if (!with_offloads())
        return {};
    e1k::RxOffloads out{.flags = static_cast<std::uint16_t>(input_.take<std::uint16_t>() & all)};
    const unsigned more = input_.take<std::uint8_t>();
    out.keeps_crc = more & 1;
    if (pool_ == touched_pool) {
        out.verifies = more >> 1 & 1;
        out.packet_types = (more & 4) != 0 ? RTE_PTYPE_ALL_MASK : (more & 8) != 0 ? RTE_PTYPE_L3_MASK : 0;
    }
    return out;
}

void RxTarget::stop()
{
    if (!running_)
        return;
    queue_.drain();
    running_ = false;
    require(
        rte_mempool_avail_count(pool_) + hoard_.size() +
                [this] {
                    std::size_t n = 0;
                    for (const rte_mbuf* frame : frames_)
                        n += frame->nb_segs;
                    return n;
                }() ==
            pool_size,
        "a drained ring holds no mbuf");
}

void RxTarget::free_frames(unsigned n)
{
    for (; n != 0 && !frames_.empty(); --n) {
        rte_pktmbuf_free(frames_.back());
        frames_.pop_back();
    }
}

void RxTarget::release_hoard(unsigned n)
{
    for (; n != 0 && !hoard_.empty(); --n) {
        rte_pktmbuf_free(hoard_.back());
        hoard_.pop_back();
    }
}

/// The device knows of what was delivered: a quarter of the ring at least, unless that is all there is.
void RxTarget::check_delivery()
{
    const std::size_t given = oracle_->armed_slots() - 1;
    if (delivery_ == 0)
        undelivered_ = 0;
    delivery_ = no_doorbell;
    require(undelivered_ == 0 || given >= undelivered_ + queue_.size() / 4u, "the device knows of what it was given");
}

/// The doorbell was rung: the slots up to it have been given mbufs.
void RxTarget::check_armed()
{
    if (doorbell_ == no_doorbell)
        return;
    const std::uint16_t size = queue_.size();
    require(doorbell_ < size, "RDT is an index of the ring");
    const std::uint16_t end = e1k::hw::advance(static_cast<std::uint16_t>(doorbell_), 1, size);
    doorbell_ = no_doorbell;
    require(queue_.ring[e1k::hw::advance(refill_at_, size - 1u, size)].writeback == 0,
            "what a device wrote before its turn is gone");
    std::vector<rte_mbuf*> fresh;
    do {
        rte_mbuf* m = queue_.slots[refill_at_];
        require(m != nullptr && note(m).out && note(m).owner == nullptr, "a slot is given an mbuf fresh from the pool");
        require(queue_.ring[refill_at_].addr == rte_mbuf_data_iova_default(m), "a descriptor names its slot's buffer");
        require(queue_.ring[refill_at_].writeback == 0, "what hardware once wrote is gone");
        note(m).owner = m;
        fresh.push_back(m);
        refill_at_ = e1k::hw::advance(refill_at_, 1, size);
    } while (refill_at_ != end);
    oracle_->armed(fresh);
    undelivered_ += fresh.size();
}

void RxTarget::race(std::size_t offset)
{
    RxTarget& t = *current_;
    const std::size_t i = offset / sizeof(RxDesc);
    if (offset % sizeof(RxDesc) != offsetof(RxDesc, writeback))
        return;
    if (t.race_.loads != 0 && --t.race_.loads == 0) {
        t.raced_ = true;
        // at the descriptor that is being loaded, or at any other
        t.write_back((t.race_.value & 1) != 0 ? static_cast<std::uint16_t>(i) : t.race_.at, t.race_.value);
    }
    note(t.queue_.slots[i]).seen = t.queue_.ring[i].writeback;
}

void RxTarget::burst()
{
    std::array<rte_mbuf*, 64> out{};
    const unsigned want = input_.below(out.size() + 1);
    const std::uint64_t no_mbuf = queue_.counters.no_mbuf;
    oracle_->burst(queue_.ring, want);
    const std::uint16_t got = (with_offloads() ? e1k::rx_burst_offloads : e1k::rx_burst)(
        &queue_, out.data(), static_cast<std::uint16_t>(want));

    require(got <= want, "no more frames than there is room for");
    check_armed();
    for (unsigned i = 0; i < got; ++i)
        check_frame(out[i]);
    packets_ += got;
    require(queue_.counters.packets == packets_, "every frame is counted");
    if (!raced_) {
        check_oracle({out.data(), got});
        check_delivery();
    }
    require(queue_.counters.no_mbuf == no_mbuf || rte_mempool_avail_count(pool_) == 0, "no_mbuf: the pool is empty");
    for (unsigned i = 0; i < got; ++i)
        frames_.push_back(out[i]);
}

void RxTarget::check_frame(rte_mbuf* frame)
{
    require(frame->port == queue_.port_id && frame->hash.rss == 0, "a frame carries no stale field");
    require((frame->ol_flags & ~std::uint64_t{asked_.flags}) == 0 && (frame->packet_type & ~asked_.packet_types) == 0,
            "a frame tells nothing that was not asked for");
    require(frame->vlan_tci == 0 || (frame->ol_flags & RTE_MBUF_F_RX_VLAN) != 0, "a tag is said to be there");
    std::uint32_t length = 0;
    unsigned segments = 0;
    for (rte_mbuf* m = frame; m != nullptr; m = m->next) {
        require(note(m).out && note(m).owner == m, "a segment is delivered once");
        note(m).owner = nullptr;
        require(m->data_off == RTE_PKTMBUF_HEADROOM && rte_mbuf_refcnt_read(m) == 1, "a segment is a fresh mbuf");
        const std::uint16_t seen = RxDesc::length(note(m).seen);
        const bool brought_together = frame->nb_segs == 1 && seen == buffer_size_ && m->data_len > seen;
        const bool without_crc = m->next == nullptr && m->data_len < seen && m->data_len + asked_.crc() >= seen;
        require(m->data_len == seen || brought_together || without_crc, "a length is the device's");
        require(m->data_len <= (brought_together ? room_ : buffer_size_), "a segment lies in its buffer");
        require(m->next == nullptr || m->data_len == buffer_size_, "only the last segment is not full");
        length += m->data_len;
        ++segments;
    }
    require(segments == frame->nb_segs && length == frame->pkt_len, "a frame is the sum of its segments");
    require(length >= RTE_ETHER_HDR_LEN && length <= max_packet_, "a frame has a header and keeps within the MTU");
}

void RxTarget::check_told(const rte_mbuf& frame, const RxOracle::Told& told)
{
    require((frame.ol_flags & told.flags) == told.flags && frame.vlan_tci == told.tag, "what the device says is told");
    std::uint64_t more = frame.ol_flags & ~told.flags;
    for (const std::uint64_t kind : {ip_flags, l4_flags})
        if ((told.flags & kind) == 0 && (more & kind) != kind && asked_.verifies != 0)
            more &= ~kind;  // software may have found one or the other
    require(more == 0, "nothing is told that the device has not said");
}

void RxTarget::check_oracle(std::span<rte_mbuf* const> got)
{
    require(got.size() == oracle_->frames().size(), "the frames are those that the device laid down");
    for (std::size_t i = 0; i < got.size(); ++i) {
        const rte_mbuf* m = got[i];
        for (const rte_mbuf* expected : oracle_->frames()[i]) {
            require(m == expected, "a frame consists of the buffers that the device laid it in");
            m = m->next;
        }
        check_told(*got[i], oracle_->told()[i]);
    }
    require(queue_.counters.bytes == oracle_->counters().bytes, "every byte is counted");
    require(queue_.counters.errors == oracle_->counters().errors, "every dropped frame is counted");

    const auto missing = queue_.size() - oracle_->armed_slots();
    require(missing < queue_.batch || rte_mempool_avail_count(pool_) == 0, "a batch of empty slots is refilled");
    std::size_t delivered = 0;
    for (const auto& list : {std::span<rte_mbuf* const>{frames_}, got})
        for (const rte_mbuf* frame : list)
            delivered += frame->nb_segs;
    require(rte_mempool_avail_count(pool_) + oracle_->armed_slots() + oracle_->chained() + delivered + hoard_.size() ==
                pool_size,
            "every mbuf is accounted for");
}

}  // namespace fuzz
