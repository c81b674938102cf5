// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_mbuf.h>

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace responder {

[[nodiscard]] inline std::span<std::uint8_t> bytes_of(const rte_mbuf& segment) noexcept
{
    return {rte_pktmbuf_mtod(&segment, std::uint8_t*), segment.data_len};
}

/// The segments behind a chain's first.
/// @param room  for them
/// @return none: there are more
[[nodiscard]] inline std::optional<std::span<const std::span<const std::uint8_t>>> tail_of(
    const rte_mbuf& first, std::span<std::span<const std::uint8_t>> room) noexcept
{
    std::size_t count = 0;
    for (const rte_mbuf* m = first.next; m != nullptr; m = m->next) {
        if (count == room.size())
            return {};
        room[count++] = bytes_of(*m);
    }
    return room.first(count);
}

/// Cut a chain to its first @p length bytes; at least one segment stays.
inline void cut(rte_mbuf& mbuf, std::size_t length) noexcept
{
    mbuf.pkt_len = static_cast<std::uint32_t>(length);
    rte_mbuf* last = &mbuf;
    std::uint16_t segments = 1;
    for (; length > last->data_len; last = last->next, segments++)
        length -= last->data_len;
    last->data_len = static_cast<std::uint16_t>(length);
    rte_pktmbuf_free(std::exchange(last->next, nullptr));
    mbuf.nb_segs = segments;
}

/// Make a chain as long as the reply that its first segment holds.
/// @param skip  bytes at its start that the reply leaves out
inline void fit(rte_mbuf& mbuf, std::size_t skip, std::size_t length) noexcept
{
    if (skip != 0)
        rte_pktmbuf_adj(&mbuf, static_cast<std::uint16_t>(skip));
    if (length > mbuf.pkt_len)
        rte_pktmbuf_append(&mbuf, static_cast<std::uint16_t>(length - mbuf.pkt_len));
    else if (length < mbuf.pkt_len)
        cut(mbuf, length);
}

}  // namespace responder
