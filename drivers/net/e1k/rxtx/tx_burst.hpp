// SPDX-License-Identifier: BSD-3-Clause
// The burst for packets that ask for nothing, written once, for a way to go through those of one descriptor.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include <rte_mbuf.h>

#include "rxtx/tx_plain.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

template <class Put>
[[gnu::always_inline]] inline std::uint16_t TxQueue::burst(std::span<rte_mbuf*> pkts)
{
    if (free_slots() < free_thresh)
        reclaim();
    std::size_t n = put_plain<Put>(pkts);
    if (n < pkts.size()) [[unlikely]]
        n = put_others<Put>(pkts, n);
    finish_burst();
    return static_cast<std::uint16_t>(n);
}

/// Queue as one chunk the plain packets that @p pkts begins with, up to the end of the ring or of its free slots.
template <class Put>
[[gnu::always_inline]] inline std::uint16_t TxQueue::put_plain(std::span<rte_mbuf*> pkts)
{
    const std::size_t most = hw::least(hw::least(pkts.size(), rs_thresh), hw::least(free_slots(), ring.size() - tail_));
    const TxPut put = Put::put({.pkts = pkts.data(), .desc = &ring[tail_], .slot = &slots[tail_], .most = most});
    if (put.n == 0)
        return 0;
    const auto n = static_cast<std::uint16_t>(put.n);
    end_chunk(static_cast<std::uint16_t>(tail_ + n - 1), n, true);
    counters.packets += n;
    counters.bytes += put.bytes;
    return n;
}

/// Go on behind the first @p n of @p pkts, which are queued: the ring's end, a packet that is not plain, more than a
/// chunk.
/// @return how many are queued then
template <class Put>
[[gnu::noinline]] std::uint16_t TxQueue::put_others(std::span<rte_mbuf*> pkts, std::size_t n)
{
    while (n < pkts.size()) {
        std::uint16_t done = is_plain(pkts[n]) ? put_plain<Put>(pkts.subspan(n)) : put_chains(pkts.subspan(n));
        if (done == 0)
            done = put_other(pkts[n]);
        if (done == 0)
            break;
        n += done;
    }
    return static_cast<std::uint16_t>(n);
}

}  // namespace e1k
