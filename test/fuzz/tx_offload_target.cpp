// SPDX-License-Identifier: BSD-3-Clause
#include "tx_offload_target.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <ethdev_driver.h>
#include <rte_errno.h>

#include "hw/chips.hpp"
#include "hw/platforms.hpp"
#include "rxtx/tx_prepare.hpp"
#include "support/ledger.hpp"
#include "support/require.hpp"

namespace fuzz {

using Must = TxOffloadOracle::Must;
using test::Frame;

namespace {

/// Who may play the chip.
const auto& profiles()
{
    using test::model::Profile;
    static const std::array all{Profile::silicon(), Profile::qemu(), Profile::virtualbox(), Profile::bhyve(),
                                Profile::vmware()};
    return all;
}

void print(const char* what, const Frame& frame)
{
    std::fprintf(stderr, "%s, %zu bytes:", what, frame.size());
    for (std::size_t i = 0; i < std::min<std::size_t>(frame.size(), 128); ++i)
        std::fprintf(stderr, " %02x", frame[i]);
    std::fputc('\n', stderr);
}

}  // namespace

/// Aborts, and says what came instead, unless @p wire is as it should be.
void TxOffloadTarget::require_alike(const Flight& flight, std::size_t index, const Frame& wire, const Frame& expected,
                                    const char* what) const
{
    if (oracle_->alike(flight.asked, wire, expected))
        return;
    const Asked& a = flight.asked;
    std::fprintf(stderr, "%.*s, flags %llx, lengths %zu %zu %zu of %zu, mss %zu, %zu segments, frame %zu\n",
                 static_cast<int>(profile_->name.size()), profile_->name.data(),
                 static_cast<unsigned long long>(a.flags), a.l2, a.l3, a.l4, a.bytes.size(), a.mss, a.segments, index);
    print("on the wire", wire);
    print("asked for", expected);
    require(false, what);
}

TxOffloadTarget::TxOffloadTarget(Input& input) : input_{input}
{
    const auto size = static_cast<std::uint16_t>(32 + 8 * input.below(32));
    descriptors_ = allocate_descriptors<e1k::hw::TxDesc>(size);
    queue_.ring = {descriptors_.get(), size};
    queue_.slots = e1k::make_rte_array<rte_mbuf*>("slots", size, 0);
    queue_.padding_iova = reinterpret_cast<std::uintptr_t>(padding_.data());
    queue_.heads.reset(rte_eth_dma_zone_reserve(nullptr, "heads", 0, std::size_t{size} * e1k::TxQueue::head_room,
                                                RTE_CACHE_LINE_SIZE, 0));
    queue_.tdt = &doorbell_;
    start();
}

TxOffloadTarget::~TxOffloadTarget()
{
    abandon();
    for (const ToSend& each : ready_)
        rte_pktmbuf_free(each.packet);
    for (rte_mbuf* m : shared_)
        rte_pktmbuf_free(m);
    require_complete(pool);
    require_complete(other_pool);
}

/// As the port's start does it: by what is configured, by the chip, and by who plays it.
void TxOffloadTarget::configure()
{
    profile_ = &profiles()[input_.below(static_cast<unsigned>(profiles().size()))];
    const unsigned asked = input_.take<std::uint8_t>(), more = input_.take<std::uint8_t>();
    const auto bit = [](unsigned of, unsigned n) { return (of >> n & 1) == 0; };  // a short input has all
    e1k::hw::Traits traits =
        e1k::hw::seen_on(e1k::hw::find_chip(0x100e)->traits,
                         e1k::hw::find_platform(profile_->subsystem_vendor, profile_->subsystem_device));
    traits.segments = bit(more, 0);
    struct Row {
        std::uint64_t offload, flag;
    };
    constexpr std::array rows{Row{RTE_ETH_TX_OFFLOAD_VLAN_INSERT, RTE_MBUF_F_TX_VLAN},
                              Row{RTE_ETH_TX_OFFLOAD_IPV4_CKSUM, RTE_MBUF_F_TX_IP_CKSUM},
                              Row{RTE_ETH_TX_OFFLOAD_TCP_TSO, RTE_MBUF_F_TX_TCP_SEG},
                              Row{RTE_ETH_TX_OFFLOAD_UDP_TSO, RTE_MBUF_F_TX_UDP_SEG},
                              Row{RTE_ETH_TX_OFFLOAD_TCP_CKSUM, 0},
                              Row{RTE_ETH_TX_OFFLOAD_UDP_CKSUM, 0},
                              Row{RTE_ETH_TX_OFFLOAD_MULTI_SEGS, 0}};
    e1k::TxAbilities can{.segments = traits.segments,
                         .empty_last_segment = traits.empty_last_segment,
                         .ipv4_checksum_right = traits.tx_ipv4_checksum_right,
                         .longest_header = traits.longest_tx_header,
                         .most_cuts = static_cast<std::uint16_t>(queue_.size() / 4)};
    queue_.offloads = bit(more, 1) ? 0 : RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
    for (unsigned i = 0; i < rows.size(); ++i)
        if (bit(asked, i)) {
            queue_.offloads |= rows[i].offload;
            can.flags |= rows[i].flag;
        }
    can.tcp_checksum = (queue_.offloads & RTE_ETH_TX_OFFLOAD_TCP_CKSUM) != 0;
    can.udp_checksum = (queue_.offloads & RTE_ETH_TX_OFFLOAD_UDP_CKSUM) != 0;
    queue_.fast_free = !bit(more, 1);
    const auto wants = [&](unsigned n) { return !profile_->emulated && !bit(more, n); };
    const e1k::hw::TxCare care{
        .short_start = wants(3), .high_end = wants(4), .short_end = wants(5), .short_next_end = wants(6)};
    path_ = bit(more, 2)
                ? &e1k::tx_paths[e1k::select(e1k::tx_paths, {.offloads = queue_.offloads, .careful = care.any()})]
                : &e1k::tx_paths.back();
    oracle_.emplace(can, care, queue_.size());
    queue_.take_care(care);
    queue_.start(can);
}

void TxOffloadTarget::start()
{
    queue_.rs_thresh = static_cast<std::uint16_t>(1 + input_.below(queue_.size() / 2));
    queue_.free_thresh = static_cast<std::uint16_t>(1 + input_.below(queue_.size() - 1));
    configure();
    wire_.emplace(*profile_, queue_.care(), queue_.ring);
}

void TxOffloadTarget::pin(const ToSend& sent, bool yes)
{
    for (rte_mbuf* m = sent.packet; m != nullptr; m = m->next)
        if (RTE_MBUF_DIRECT(m) && rte_mbuf_refcnt_read(m) == 1)
            note(m).pinned = yes;
}

/// What is in flight is not waited for.
void TxOffloadTarget::abandon()
{
    for (const Doorbell& each : in_flight_)
        for (const Flight& flight : each.packets)
            pin(flight.sent, false);
    in_flight_.clear();
    queue_.drain();
}

void TxOffloadTarget::restart()
{
    abandon();
    for (const ToSend& each : ready_)  // they are made for another configuration
        rte_pktmbuf_free(each.packet);
    ready_.clear();
    start();
}

void TxOffloadTarget::check_prepared(const ToSend& each, bool admitted) const
{
    const Asked asked = read(each.packet);
    const Must verdict = oracle_->verdict(asked);
    require(!admitted || (verdict != Must::stay && oracle_->heard(asked)), "tx_prepare refuses what cannot be done");
    const bool headers_together = each.packet->data_len >= asked.l2 + asked.l3 + asked.l4;
    require(admitted || !each.sound || verdict != Must::go || !oracle_->heard(asked) || !headers_together,
            "tx_prepare admits what is sound");
}

void TxOffloadTarget::prepare()
{
    std::vector<rte_mbuf*> packets;
    for (const ToSend& each : ready_)
        packets.push_back(each.packet);
    const auto n = static_cast<std::uint16_t>(packets.size());
    rte_errno = 0;
    const std::uint16_t good = e1k::tx_prepare(&queue_, packets.data(), n);
    require(good <= n && (good == n || rte_errno == EINVAL || rte_errno == ENOTSUP), "tx_prepare says what is wrong");
    for (std::uint16_t i = 0; i < good; ++i) {
        check_prepared(ready_[i], true);
        ready_[i].prepared = true;
    }
    if (good < n) {  // as an application does
        check_prepared(ready_[good], false);
        rte_pktmbuf_free(ready_[good].packet);
        ready_.erase(ready_.begin() + good);
    }
}

void TxOffloadTarget::burst()
{
    const std::size_t n = std::min<std::size_t>(ready_.size(), 64);
    const e1k::TxCounters before = queue_.counters;
    const std::uint16_t tail = queue_.tail();
    std::vector<rte_mbuf*> packets;
    std::vector<Flight> flights;  // noted before: packets may be gone when the burst returns
    for (const ToSend& each : std::span{ready_}.first(n)) {
        packets.push_back(each.packet);
        flights.push_back({each, read(each.packet), queue_.offload.tag_type.load()});
    }
    const std::uint16_t put = path_->burst(&queue_, packets.data(), static_cast<std::uint16_t>(n));
    require(put <= n, "a burst takes no more than it was given");
    ready_.erase(ready_.begin(), ready_.begin() + put);
    flights.resize(put);

    std::uint64_t bytes = 0;
    std::erase_if(flights, [&](const Flight& each) {
        const Must verdict = oracle_->verdict(each.asked);
        const bool dropped = verdict == Must::either ? !queued(tail, each.sent.packet) : verdict == Must::stay;
        require(!dropped || !each.sent.prepared, "what tx_prepare has admitted is sent");
        bytes += dropped ? 0 : each.asked.bytes.size();
        return dropped;
    });
    require(queue_.counters.packets == before.packets + flights.size(), "what was queued is counted");
    require(queue_.counters.errors == before.errors + put - flights.size(), "what was dropped is counted");
    require(queue_.counters.bytes == before.bytes + bytes, "every byte is counted");
    for (const Flight& each : flights) {
        require(!each.sent.shared || read(each.sent.packet).bytes == each.asked.bytes, "what is shared is not written");
        pin(each.sent, true);
    }
    const bool rung = doorbell_ != no_doorbell;
    require(rung != flights.empty(), "the doorbell is rung for what was queued");
    if (rung)
        in_flight_.push_back({std::exchange(doorbell_, no_doorbell), std::move(flights)});
}

/// Whether a slot from @p from on names @p packet, which may be gone.
bool TxOffloadTarget::queued(std::uint16_t from, const rte_mbuf* packet) const
{
    for (; from != queue_.tail(); from = e1k::hw::advance(from, 1, queue_.size()))
        if (e1k::TxChunk::packet(queue_.slots[from]) == packet)
            return true;
    return false;
}

/// Take from @p frames those of @p flight.
void TxOffloadTarget::check_frames(const Flight& flight, std::span<const Frame>& frames) const
{
    const std::vector<Frame> expected = oracle_->frames(flight.asked, flight.tag_type);
    require(frames.size() >= expected.size(), "no frame is missing");
    for (std::size_t i = 0; i < expected.size(); ++i)
        require_alike(flight, i, frames[i], expected[i], "a frame is what was asked for");
    if (flight.sent.sound && (flight.sent.prepared || !flight.sent.raw) && oracle_->heard(flight.asked))
        check_message(flight, frames.first(expected.size()));
    frames = frames.subspan(expected.size());
    const std::size_t headers = flight.asked.l2 + flight.asked.l3 + flight.asked.l4;
    if (oracle_->headers_may_follow(flight.asked) && !frames.empty() &&
        frames.front().size() == headers + (oracle_->tagged(flight.asked) ? 4 : 0))
        frames = frames.subspan(1);
}

/// The oracle itself may be wrong: what is sound comes out as the message that it is.
void TxOffloadTarget::check_message(const Flight& flight, std::span<const Frame> frames) const
{
    const bool segmented = oracle_->segmented(flight.asked);
    std::vector<Frame> expected =
        segmented ? flight.sent.message.frames(flight.asked.mss) : std::vector<Frame>{flight.sent.message.frame()};
    require(frames.size() == expected.size(), "a message goes in so many frames");
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (oracle_->tagged(flight.asked))
            expected[i] = test::tagged(expected[i], flight.asked.tag, flight.tag_type);
        require_alike(flight, i, frames[i], expected[i], "a frame is a part of the message");
    }
}

void TxOffloadTarget::complete(unsigned doorbells)
{
    for (; doorbells != 0 && !in_flight_.empty(); --doorbells) {
        const Doorbell next = std::move(in_flight_.front());
        in_flight_.pop_front();
        const std::vector<Frame> sent = wire_->send(next.tail);
        std::span<const Frame> frames{sent};
        for (const Flight& flight : next.packets) {
            check_frames(flight, frames);
            pin(flight.sent, false);
        }
        require(frames.empty(), "no frame is on the wire that nobody asked for");
    }
}

void TxOffloadTarget::require_room()
{
    complete(~0u);
    for (const ToSend& each : ready_)
        rte_pktmbuf_free(each.packet);
    ready_.clear();
    rte_mbuf* m = rte_pktmbuf_alloc(pool);
    if (m == nullptr)
        return;
    m->data_len = 60;
    m->pkt_len = 60;
    ready_.push_back({.packet = m});
    burst();
    require(ready_.empty(), "a ring whose packets are all done takes another one");
    complete(1);
}

}  // namespace fuzz
