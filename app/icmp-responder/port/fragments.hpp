// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_mbuf.h>

#include <array>
#include <optional>
#include <span>

#include "protocol/host/reassembly.hpp"

namespace responder {

/// Datagrams in fragments: mbufs joined on the way in, cut on the way out.
class Fragments {
public:
    /// @param counters  of what becomes of them
    explicit Fragments(Counters& counters) : counters_(counters) {}

    /// Hold at most so many buffers from here on, and none of those before.
    void hold(std::size_t most_buffers);
    /// Give up all that are held.
    void clear() noexcept;

    /// Take a fragment's buffer; it is held or freed from here on.
    /// @return where the datagram is whole now: all of it in one frame, which is the caller's, and how it came
    struct Whole {
        rte_mbuf* frame = nullptr;
        Fragment came{};  ///< the last of its fragments
    };
    [[nodiscard]] Whole add(const Fragment& fragment, rte_mbuf& mbuf, std::uint64_t now_ns) noexcept;
    /// Give up datagrams that did not become whole in time, up to one whose first fragment is there.
    /// @return that fragment, which is the caller's; null: all are given up
    [[nodiscard]] rte_mbuf* take_late(std::uint64_t now_ns) noexcept;

    /// Cut a datagram that is longer than the link takes, and free it.
    /// @param came  how the request came
    /// @param pool  has the fragments' buffers
    /// @return frames, which are the caller's; the span is good until the next call. Empty: there is no memory, counted
    [[nodiscard]] std::span<rte_mbuf*> cut(rte_mbuf& mbuf, const Fragment& came, std::uint16_t mtu,
                                           rte_mempool& pool) noexcept;

private:
    Counters& counters_;
    std::optional<Reassembly> held_{};
    std::array<rte_mbuf*, Reassembly::most_pieces> cut_{};
};

}  // namespace responder
