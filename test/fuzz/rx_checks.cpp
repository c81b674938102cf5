// SPDX-License-Identifier: BSD-3-Clause
#include "rx_checks.hpp"

#include <rte_ether.h>

#include "support/ledger.hpp"
#include "support/require.hpp"

namespace fuzz {

using e1k::hw::RxDesc;

void RxChecks::check_slots(std::uint16_t waiting)
{
    const std::uint16_t size = queue_.size();
    const std::size_t given = oracle_->armed_slots() - 1;
    bool all_done = true, in_order = true;
    unsigned done = 0;
    for (std::uint16_t i = 0; i < size; ++i) {
        const auto& desc = queue_.ring[e1k::hw::advance(oracle_->next(), i, size)];
        const bool there = i < given && (desc.writeback & RxDesc::DD) != 0;
        require(queue_.slot(i) == (there       ? e1k::RxSlot::done
                                   : i < given ? e1k::RxSlot::available
                                               : e1k::RxSlot::unavailable),
                "the status of a descriptor is the device's word");
        in_order &= !there || all_done;
        all_done &= there;
        done += there;
    }
    require(!in_order || waiting == done, "what is done is waiting");
}

void RxChecks::check_delivery()
{
    const std::size_t given = oracle_->armed_slots() - 1;
    if (delivery_ == 0)
        undelivered_ = 0;
    delivery_ = no_doorbell;
    require(undelivered_ == 0 || given >= undelivered_ + queue_.size() / 4u, "the device knows of what it was given");
}

void RxChecks::check_armed()
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

void RxChecks::foresee_tags()
{
    tags_.clear();
    if (asked_.software_tpid == 0 || raced_)
        return;
    for (const auto& frame : oracle_->frames()) {
        const auto* const at = static_cast<const std::uint8_t*>(frame[0]->buf_addr) + RTE_PKTMBUF_HEADROOM + 12;
        tags_.push_back(std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3]);
    }
}

/// Bytes that software has taken out of @p frame.
std::uint16_t RxChecks::stripped(const rte_mbuf& frame) const
{
    return asked_.software_tpid != 0 && (frame.ol_flags & RTE_MBUF_F_RX_VLAN_STRIPPED) != 0 ? 4 : 0;
}

void RxChecks::check_tag(const rte_mbuf& frame, std::uint32_t type_and_tag)
{
    const std::uint16_t out = stripped(frame);
    const bool tagged = type_and_tag >> 16 == asked_.software_tpid && frame.data_len + out >= 18;
    require(tagged == (out != 0), "software takes out the tags of its type, and no other");
    require(!tagged || frame.vlan_tci == (type_and_tag & 0xffff), "the tag that was taken out is told");
    taken_out_ += out;
}

void RxChecks::check_frame(rte_mbuf* frame)
{
    const std::uint16_t out = stripped(*frame);
    const std::uint64_t flags = asked_.flags | (out != 0 ? tag_flags : 0);
    require(frame->port == queue_.port_id && frame->hash.rss == 0, "a frame carries no stale field");
    require((frame->ol_flags & ~flags) == 0 && (frame->packet_type & ~std::uint32_t{asked_.packet_types}) == 0,
            "a frame tells nothing that was not asked for");
    require(frame->vlan_tci == 0 || (frame->ol_flags & RTE_MBUF_F_RX_VLAN) != 0, "a tag is said to be there");
    std::uint32_t length = 0;
    unsigned segments = 0;
    for (rte_mbuf* m = frame; m != nullptr; m = m->next) {
        require(note(m).out && note(m).owner == m, "a segment is delivered once");
        note(m).owner = nullptr;
        const std::uint16_t before = m == frame ? out : std::uint16_t{0};
        require(m->data_off == RTE_PKTMBUF_HEADROOM + before && rte_mbuf_refcnt_read(m) == 1,
                "a segment is a fresh mbuf");
        const std::uint16_t seen = RxDesc::length(note(m).seen);
        const unsigned there = m->data_len + unsigned{before};
        const bool brought_together = frame->nb_segs == 1 && seen == buffer_size_ && there > seen;
        const bool without_crc = m->next == nullptr && there < seen && there + asked_.crc() >= seen;
        require(there == seen || brought_together || without_crc, "a length is the device's");
        require(there <= (brought_together ? room_ : buffer_size_), "a segment lies in its buffer");
        require(m->next == nullptr || there == buffer_size_, "only the last segment is not full");
        length += m->data_len;
        ++segments;
    }
    require(segments == frame->nb_segs && length == frame->pkt_len, "a frame is the sum of its segments");
    require(length >= RTE_ETHER_HDR_LEN && length <= max_packet_, "a frame has a header and keeps within the MTU");
}

void RxChecks::check_told(const rte_mbuf& frame, const RxOracle::Told& told)
{
    const bool by_software = stripped(frame) != 0;
    require((frame.ol_flags & told.flags) == told.flags && (by_software || frame.vlan_tci == told.tag),
            "what the device says is told");
    std::uint64_t more = frame.ol_flags & ~told.flags & ~(by_software ? tag_flags : 0);
    for (const std::uint64_t kind : {ip_flags, l4_flags})
        if ((told.flags & kind) == 0 && (more & kind) != kind && asked_.verifies != 0)
            more &= ~kind;  // software may have found one or the other
    require(more == 0, "nothing is told that the device has not said");
    check_verdict(frame, told);
}

/// Of a whole packet it is known what software must find. What the buffer holds is one until something else comes in.
void RxChecks::check_verdict(const rte_mbuf& frame, const RxOracle::Told& told)
{
    const auto known = packets_in_.find(&frame);
    if (known == packets_in_.end())
        return;
    const test::Packet packet = known->second;
    packets_in_.erase(known);
    if (asked_.verifies == 0 || frame.pkt_len + stripped(frame) != test::make_packet(packet).size())
        return;
    const auto check = [&](std::uint64_t kind, std::uint64_t bad_flag, bool bad, bool sure) {
        const std::uint64_t found = frame.ol_flags & kind;
        if ((asked_.flags & kind) != kind || (told.flags & kind) != 0)
            return;
        require(found != 0 || !sure, "software verifies what the device does not");
        require(found == 0 || (found == bad_flag) == bad, "a checksum is as good as it is said to be");
    };
    check(ip_flags, RTE_MBUF_F_RX_IP_CKSUM_BAD, packet.bad_ip, !packet.ipv6);
    const bool whole = packet.fragment == 0 && !packet.no_checksum;
    check(l4_flags, RTE_MBUF_F_RX_L4_CKSUM_BAD, packet.bad_l4, whole && !packet.bad_ip);
}

void RxChecks::check_oracle(std::span<rte_mbuf* const> got)
{
    require(got.size() == oracle_->frames().size(), "the frames are those that the device laid down");
    for (std::size_t i = 0; i < got.size(); ++i) {
        const rte_mbuf* m = got[i];
        for (const rte_mbuf* expected : oracle_->frames()[i]) {
            require(m == expected, "a frame consists of the buffers that the device laid it in");
            m = m->next;
        }
        if (!tags_.empty())
            check_tag(*got[i], tags_[i]);
        check_told(*got[i], oracle_->told()[i]);
    }
    require(queue_.counters.bytes + taken_out_ == oracle_->counters().bytes, "every byte is counted");
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
