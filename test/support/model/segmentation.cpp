// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/segmentation.hpp"

#include <algorithm>
#include <span>

#include "support/model/checksum.hpp"

namespace test::model {

namespace {

void insert(Frame& frame, std::size_t start, std::size_t field, std::size_t last, bool never_zero)
{
    const std::size_t end = last == 0 ? frame.size() : std::min(last + 1, frame.size());
    if (start >= end || field + 2 > frame.size())
        return;
    const std::uint16_t sum = internet_checksum(std::span{frame}.subspan(start, end - start));
    put16(frame, field, sum == 0 && never_zero ? std::uint16_t{0xffff} : sum);
}

/// Length fields, identification, sequence number and flags of segment number @p index.
void update_header(Frame& frame, const TxContext& context, unsigned index, bool last, bool with_header)
{
    constexpr std::uint8_t fin = 1 << 0, psh = 1 << 3;
    const auto size = static_cast<std::uint16_t>(frame.size());
    if (context.ipv4) {
        put16(frame, context.ipcss + 2u, static_cast<std::uint16_t>(size - context.ipcss));
        put16(frame, context.ipcss + 4u, static_cast<std::uint16_t>(get16(frame, context.ipcss + 4u) + index));
    } else {
        put16(frame, context.ipcss + 4u, static_cast<std::uint16_t>(size - context.ipcss - (with_header ? 0 : 40)));
    }
    if (context.tcp) {
        put32(frame, context.tucss + 4u, get32(frame, context.tucss + 4u) + index * context.mss);
        if (!last)
            frame[context.tucss + 13u] &= static_cast<std::uint8_t>(~(fin | psh));
    } else {
        put16(frame, context.tucss + 4u, static_cast<std::uint16_t>(size - context.tucss));
    }
}

/// Software leaves the pseudo header's sum without the length, which is each segment's own (SDM 3.5.3).
void add_length_to_pseudo_header(Frame& frame, const TxContext& context)
{
    const auto length = static_cast<std::uint32_t>(frame.size() - context.tucss);
    put16(frame, context.tucso, ones_sum({}, get16(frame, context.tucso) + length));
}

}  // namespace

void insert_checksums(Frame& frame, const TxContext& context, bool ip, bool l4, bool never_zero)
{
    if (l4)
        insert(frame, context.tucss, context.tucso, context.tucse, never_zero);
    if (ip)
        insert(frame, context.ipcss, context.ipcso, context.ipcse, never_zero);
}

std::vector<Frame> segment(const Frame& packet, const TxContext& context, bool ip, bool l4, const CutQuirks& quirks)
{
    std::vector<Frame> out;
    const std::size_t header = context.header_length;
    unsigned index = 0;
    const std::size_t behind = packet.size() + (quirks.empty_last ? 1 : 0);
    for (std::size_t at = header; at < behind; at += context.mss, ++index) {
        const std::size_t end = std::min<std::size_t>(packet.size(), at + context.mss);
        Frame frame{packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(header)};
        frame.insert(frame.end(), packet.begin() + static_cast<std::ptrdiff_t>(at),
                     packet.begin() + static_cast<std::ptrdiff_t>(end));
        update_header(frame, context, index, end == packet.size(), quirks.ipv6_length_with_header);
        if (l4)
            add_length_to_pseudo_header(frame, context);
        insert_checksums(frame, context, ip, l4, quirks.checksum_never_zero);
        out.push_back(std::move(frame));
    }
    return out;
}

}  // namespace test::model
