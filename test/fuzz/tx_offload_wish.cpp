// SPDX-License-Identifier: BSD-3-Clause
#include "tx_offload_wish.hpp"

#include <algorithm>

#include "support/model/checksum.hpp"

namespace fuzz {

using test::Frame;
using test::Message;

namespace {

[[nodiscard]] std::uint16_t draw_mss(Input& input)
{
    switch (input.below(4)) {
    case 0:
        return static_cast<std::uint16_t>(1 + input.below(64));
    case 1:
        return static_cast<std::uint16_t>(1 + input.below(1500));
    case 2:
        return 1460;
    default:
        return input.take<std::uint16_t>();
    }
}

}  // namespace

Message draw_message(Input& input, std::span<const Message> before)
{
    Message out;
    const unsigned kind = input.take<std::uint8_t>();
    if ((kind & 128) != 0 && !before.empty())
        return before[kind % before.size()];
    const auto often_most = [&input](unsigned most) { return std::size_t{std::min(input.below(2 * most), most)}; };
    out.ipv6 = (kind & 1) != 0;
    out.tcp = (kind & 2) == 0;
    if ((kind & 4) != 0)
        out.tags = input.below(4);
    if ((kind & 8) != 0)
        out.ip_options = 4 * often_most(10);
    if ((kind & 16) != 0)
        out.l4_options = 4 * often_most(10);
    if ((kind & 32) != 0)
        out.tags = often_most(28);  // what l2_len can say
    if ((kind & 96) == 96)          // headers near the limits of chip and bhyve
        out.ip_options = out.l4_options = 40;
    if ((kind & 64) != 0) {
        out.sequence = input.take<std::uint32_t>();
        out.identification = input.take<std::uint16_t>();
        out.flags = input.take<std::uint8_t>();
    }
    switch (input.below(4)) {
    case 0:
        out.payload = input.below(64);
        break;
    case 1:
        out.payload = input.below(1500);
        break;
    case 2:
        out.payload = input.take<std::uint16_t>();
        break;
    default:
        out.payload = std::size_t{1 + input.below(40)} * (1 + input.below(1500));
    }
    return out;
}

Wish draw_wish(unsigned kind, const Message& message, Input& input)
{
    Wish out;
    out.segmented = (kind & 3) == 3;
    out.ip = !message.ipv6 && (kind & 1) != 0;
    out.l4 = (kind & 2) != 0;
    out.raw = (kind & 4) != 0;
    if (out.segmented)
        out.mss = draw_mss(input);
    return out;
}

Frame bytes_of(const Message& message, const Wish& wish)
{
    if (wish.segmented)
        return message.uncut();
    Frame out = message.frame();
    const std::size_t ip = message.l2(), field = ip + message.l3() + (message.tcp ? 16 : 6);
    if (wish.l4) {
        const Frame incomplete = message.incomplete();
        test::model::put16(out, field, test::model::get16(incomplete, field));
    }
    if (wish.ip)
        test::model::put16(out, ip + 10, 0);
    if (wish.l4 && wish.raw)
        test::model::put16(out, field, 0xdead);
    return out;
}

void ask(rte_mbuf& packet, const Message& message, const Wish& wish)
{
    packet.ol_flags |= message.ipv6 ? RTE_MBUF_F_TX_IPV6 : RTE_MBUF_F_TX_IPV4;
    if (wish.ip)
        packet.ol_flags |= RTE_MBUF_F_TX_IP_CKSUM;
    if (wish.l4)
        packet.ol_flags |= message.tcp ? RTE_MBUF_F_TX_TCP_CKSUM : RTE_MBUF_F_TX_UDP_CKSUM;
    if (wish.segmented)
        packet.ol_flags |= message.tcp ? RTE_MBUF_F_TX_TCP_SEG : RTE_MBUF_F_TX_UDP_SEG;
    packet.l2_len = message.l2() & 0x7f;
    packet.l3_len = message.l3() & 0x1ff;
    packet.l4_len = message.l4() & 0xff;
    packet.tso_segsz = wish.mss;
}

void spoil(rte_mbuf& packet, Input& input)
{
    for (unsigned n = 1 + input.below(3); n != 0; --n)
        switch (input.below(10)) {
        case 0:
            packet.l2_len = input.take<std::uint8_t>() & 0x7f;
            break;
        case 1:
            packet.l3_len = input.take<std::uint16_t>() & 0x1ff;
            break;
        case 2:
            packet.l4_len = input.take<std::uint8_t>();
            break;
        case 3:
            packet.tso_segsz = input.flag() ? input.take<std::uint16_t>() : std::uint16_t{0};
            break;
        case 4:
            packet.ol_flags ^= 1ull << (39 + input.below(24)) & RTE_MBUF_F_TX_OFFLOAD_MASK;
            break;
        case 5:
            packet.ol_flags |= input.take<std::uint64_t>() & RTE_MBUF_F_TX_OFFLOAD_MASK;
            break;
        case 6:
            packet.pkt_len = input.take<std::uint32_t>();
            break;
        case 7:
            packet.outer_l2_len = input.take<std::uint8_t>() & 0x7f;
            packet.outer_l3_len = input.take<std::uint16_t>() & 0x1ff;
            packet.ol_flags |= input.take<std::uint64_t>() & RTE_MBUF_F_TX_TUNNEL_MASK;
            break;
        case 8:
            packet.ol_flags ^= RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_UDP_SEG;
            break;
        default:
            if (packet.data_len != 0)
                *rte_pktmbuf_mtod_offset(&packet, std::uint8_t*, input.take<std::uint16_t>() % packet.data_len) =
                    input.take<std::uint8_t>();
        }
}

}  // namespace fuzz
