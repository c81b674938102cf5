// SPDX-License-Identifier: BSD-3-Clause
#include "port/fragments.hpp"

#include <rte_ip_frag.h>

#include <algorithm>

#include "port/mbuf.hpp"
#include "protocol/ipv4/ipv4.hpp"
#include "protocol/ipv6/extensions.hpp"

namespace responder {

namespace {

constexpr std::size_t most_link_header = 18;  // with a VLAN tag

bool is_ipv4(const rte_mbuf& mbuf, std::size_t network)
{
    const auto* ip = view<Ipv4Header>(bytes_of(mbuf), network);
    return ip != nullptr && ip->version() == 4;
}

/// Chain the data of all pieces behind the first one's headers.
/// @return the whole datagram in one frame; null if a piece does not fit, then all are freed
rte_mbuf* join(std::span<const Reassembly::Piece> pieces)
{
    auto* first = static_cast<rte_mbuf*>(pieces[0].handle);
    std::size_t data = 0;
    bool whole = true;
    for (const auto& piece : pieces) {
        auto* mbuf = static_cast<rte_mbuf*>(piece.handle);
        data += piece.length;
        cut(*mbuf, piece.start + piece.length);
        if (mbuf == first)
            continue;
        rte_pktmbuf_adj(mbuf, static_cast<std::uint16_t>(piece.start));
        if (!whole || rte_pktmbuf_chain(first, mbuf) != 0) {
            whole = false;
            rte_pktmbuf_free(mbuf);
        }
    }
    if (!whole) {
        rte_pktmbuf_free(first);
        return nullptr;
    }
    if (is_ipv4(*first, pieces[0].network))
        join_ipv4(bytes_of(*first), pieces[0].network, data);
    else
        rte_pktmbuf_adj(
            first, static_cast<std::uint16_t>(join_ipv6(bytes_of(*first), pieces[0].network, pieces[0].start, data)));
    return first;
}

/// Put copies in the place of fragments that refer to their datagram's buffers: what is sent is promised to be
/// nothing but buffers of the port's pool, each with one owner (RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE).
/// @return whether there was memory; if not, all are freed
bool make_direct(std::span<rte_mbuf*> fragments, rte_mempool& pool)
{
    bool all = true;
    for (auto*& fragment : fragments) {
        rte_mbuf* copy = rte_pktmbuf_copy(fragment, &pool, 0, UINT32_MAX);
        rte_pktmbuf_free(fragment);
        fragment = copy;
        all = all && copy != nullptr;
    }
    if (!all)
        rte_pktmbuf_free_bulk(fragments.data(), static_cast<unsigned>(fragments.size()));
    return all;
}

}  // namespace

void Fragments::hold(std::size_t most_buffers)
{
    held_.emplace(
        most_buffers, [](void* mbuf) { rte_pktmbuf_free(static_cast<rte_mbuf*>(mbuf)); }, counters_);
}

void Fragments::clear() noexcept
{
    if (held_)
        held_->clear();
}

Fragments::Whole Fragments::add(const Fragment& fragment, rte_mbuf& mbuf, std::uint64_t now) noexcept
{
    Fragment last = fragment;
    last.buffers = mbuf.nb_segs;
    const auto pieces = held_->add(last, &mbuf, now);
    if (pieces.empty())
        return {};
    last.network = pieces[0].network;  // the others may have a priority tag where the first has none
    return {join(pieces), last};
}

rte_mbuf* Fragments::take_late(std::uint64_t now) noexcept
{
    const auto first = held_->take_late(now);
    return first ? static_cast<rte_mbuf*>(first->handle) : nullptr;
}

std::span<rte_mbuf*> Fragments::cut(rte_mbuf& mbuf, const Fragment& came, std::uint16_t mtu, rte_mempool& pool) noexcept
{
    const std::size_t network = came.network;
    const bool v4 = is_ipv4(mbuf, network);
    std::array<std::uint8_t, most_link_header> link{};
    std::copy_n(bytes_of(mbuf).begin(), network, link.begin());
    rte_pktmbuf_adj(&mbuf, static_cast<std::uint16_t>(network));

    const auto cutter = v4 ? rte_ipv4_fragment_packet : rte_ipv6_fragment_packet;
    const int count = cutter(&mbuf, cut_.data(), Reassembly::most_pieces, mtu, &pool, &pool);
    rte_pktmbuf_free(&mbuf);
    const auto fragments = std::span(cut_).first(static_cast<std::size_t>(std::max(count, 0)));
    if (fragments.empty() || !make_direct(fragments, pool)) {
        counters_.count(Event::fragment_failed);
        return {};
    }
    for (auto* fragment : fragments) {
        rte_pktmbuf_prepend(fragment, static_cast<std::uint16_t>(network));
        const auto head = bytes_of(*fragment);
        std::copy_n(link.begin(), network, head.begin());
        if (v4)
            renew_checksum(head, network);
        else
            identify_fragment(head, network, came.key.id);
        counters_.count(Event::fragment_sent);
    }
    return fragments;
}

}  // namespace responder
