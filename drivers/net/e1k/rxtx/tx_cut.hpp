// SPDX-License-Identifier: BSD-3-Clause
// A packet that software cuts into frames, because the device would do it wrong. Hardware completes their checksums.
#pragma once

#include <cstddef>
#include <cstdint>

#include <rte_mbuf.h>

namespace e1k {

/// Which bytes of a packet's payload go in one frame.
struct TxCut {
    std::uint32_t from = 0, length = 0;
    bool last = false;

    /// The first of @p payload bytes, in frames of @p mss.
    [[nodiscard]] static TxCut first(std::uint32_t payload, std::uint16_t mss) { return of(0, payload, mss); }
    /// The one behind this.
    [[nodiscard]] TxCut next(std::uint32_t payload, std::uint16_t mss) const { return of(from + mss, payload, mss); }

private:
    [[nodiscard]] static TxCut of(std::uint32_t from, std::uint32_t payload, std::uint16_t mss)
    {
        const bool last = payload - from <= mss;
        return {.from = from, .length = last ? payload - from : mss, .last = last};
    }
};

/// Make of the headers of @p m's packet those of one frame: TCP over IPv6.
/// @param l3  where they begin, in a copy
void write_cut_headers(std::byte* l3, const rte_mbuf& m, const TxCut& cut);

/// Descriptors that the frames of @p pkt take, each with one for its headers.
/// @param head   bytes of headers  @param total  bytes of the packet  @param mss  bytes of payload in a frame
[[nodiscard]] unsigned cut_descriptors(const rte_mbuf& pkt, std::uint32_t head, std::uint32_t total, std::uint16_t mss);

}  // namespace e1k
