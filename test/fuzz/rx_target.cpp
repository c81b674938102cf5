// SPDX-License-Identifier: BSD-3-Clause
#include "rx_target.hpp"

#include <algorithm>
#include <utility>

#include <rte_ether.h>

#include "hw/receiver.hpp"
#include "support/accesses.hpp"
#include "support/ledger.hpp"
#include "support/require.hpp"

namespace fuzz {

using e1k::hw::RxDesc;

RxTarget::RxTarget(Input& input) : RxChecks{pools[input.below(pools.size())]}, input_{input}
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
    max_packet_ = draw_limit();
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
    packets_ = taken_out_ = 0;
    doorbell_ = queue_.size() - 1u;  // the start writes it, and delivers
    delivery_ = 0;
    check_armed();
}

/// What the path can. Software looks at frames where their data may be touched.
e1k::RxOffloads RxTarget::draw_offloads()
{
    constexpr std::array softly{std::uint16_t{0}, std::uint16_t{0}, std::uint16_t{RTE_ETHER_TYPE_VLAN},
                                std::uint16_t{RTE_ETHER_TYPE_QINQ}};
    if (!can(RTE_ETH_RX_OFFLOAD_CHECKSUM))
        return {};
    std::uint16_t all = checksum_flags;
    if (can(RTE_ETH_RX_OFFLOAD_VLAN_STRIP))
        all |= tag_flags;
    e1k::RxOffloads out{.flags = static_cast<std::uint16_t>(input_.take<std::uint16_t>() & all)};
    const unsigned more = input_.take<std::uint8_t>();
    out.keeps_crc = can(RTE_ETH_RX_OFFLOAD_KEEP_CRC) ? more & 1 : 0;
    if (pool_ != touched_pool)
        return out;
    out.verifies = more >> 1 & 1;
    if (path().packet_types)
        out.packet_types = (more & 4) != 0 ? RTE_PTYPE_ALL_MASK : (more & 8) != 0 ? RTE_PTYPE_L3_MASK : 0;
    out.software_tpid = can(RTE_ETH_RX_OFFLOAD_VLAN_STRIP) ? softly[more >> 4 & 3] : std::uint16_t{0};
    if (out.software_tpid != 0)  // where software takes tags out, the device does not
        out.flags &= static_cast<std::uint16_t>(~tag_flags);
    return out;
}

/// Bytes of a frame at most. A path without SCATTER is for frames of one buffer.
std::uint32_t RxTarget::draw_limit()
{
    const std::uint32_t drawn = 68u + 22u + input_.below(16358 - 68 + 1);
    return can(RTE_ETH_RX_OFFLOAD_SCATTER) ? drawn : std::min<std::uint32_t>(drawn, buffer_size_);
}

void RxTarget::ask()
{
    const e1k::RxOffloads before = asked_;
    asked_ = draw_offloads();
    queue_.ask(asked_);
    asked_.flags |= before.flags;
    asked_.keeps_crc = before.keeps_crc;
    oracle_->ask(asked_);
}

void RxTarget::limit()
{
    max_packet_ = draw_limit();
    queue_.limit(max_packet_);
    oracle_->limit(max_packet_);
}

void RxTarget::look()
{
    const auto later = std::exchange(race_, {});  // nothing changes meanwhile
    const std::uint16_t size = queue_.size(), waiting = queue_.waiting();
    require(waiting < size, "no more frames wait than there are descriptors");
    if (!raced_)
        check_slots(waiting);
    race_ = later;
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
    foresee_tags();
    const std::uint16_t got = path().burst(&queue_, out.data(), static_cast<std::uint16_t>(want));

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

}  // namespace fuzz
