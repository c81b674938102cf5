// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_mbuf.h>

#include <cstdint>
#include <span>
#include <utility>

namespace responder {

[[nodiscard]] inline std::span<std::uint8_t> bytes_of(const rte_mbuf& segment) noexcept
{
    return {rte_pktmbuf_mtod(&segment, std::uint8_t*), segment.data_len};
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

}  // namespace responder
