// SPDX-License-Identifier: BSD-3-Clause
#include "tx_offload_oracle.hpp"

#include <algorithm>
#include <array>

#include "support/message.hpp"
#include "support/model/checksum.hpp"

namespace fuzz {

using test::Frame;
using test::model::get16;
using test::model::get32;
using test::model::internet_checksum;
using test::model::ones_sum;
using test::model::put16;
using test::model::put32;

namespace {

constexpr std::size_t longest_frame = 16288, shortest_frame = 60;
constexpr std::size_t software_headers = 128;  ///< bytes that software writes anew at most
constexpr std::uint64_t either_ip = RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IPV6;

bool ipv6(const Asked& asked)
{
    return (asked.flags & RTE_MBUF_F_TX_IPV6) != 0;
}

/// No Ethernet, IPv4 or IPv6 header is so short.
bool too_short(const Asked& asked)
{
    return asked.l2 < 14 || asked.l3 < (ipv6(asked) ? 40 : 20);
}

std::size_t quotient(std::size_t of, std::size_t by)
{
    return (of + by - 1) / by;
}

}  // namespace

Asked read(const rte_mbuf* packet)
{
    Asked out{.flags = packet->ol_flags & RTE_MBUF_F_TX_OFFLOAD_MASK,
              .l2 = packet->l2_len,
              .l3 = packet->l3_len,
              .l4 = packet->l4_len,
              .mss = packet->tso_segsz,
              .tag = packet->vlan_tci};
    for (const rte_mbuf* m = packet; m != nullptr; m = m->next) {
        const auto* const begin = rte_pktmbuf_mtod(m, const std::uint8_t*);
        out.bytes.insert(out.bytes.end(), begin, begin + m->data_len);
        ++out.segments;
        out.pieces += m->data_len != 0;
    }
    return out;
}

std::uint64_t TxOffloadOracle::wishes(const Asked& asked) const
{
    std::uint64_t out = asked.flags & can_.flags &
                        (RTE_MBUF_F_TX_VLAN | RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_UDP_SEG);
    const std::uint64_t l4 = asked.flags & RTE_MBUF_F_TX_L4_MASK;
    if ((l4 == RTE_MBUF_F_TX_TCP_CKSUM && can_.tcp_checksum) || (l4 == RTE_MBUF_F_TX_UDP_CKSUM && can_.udp_checksum))
        out |= l4;
    return out;
}

bool TxOffloadOracle::heard(const Asked& asked) const
{
    std::uint64_t described = either_ip;
    if (segmented(asked))
        described |= RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK;
    return (asked.flags & ~described & ~wishes(asked)) == 0;
}

bool TxOffloadOracle::tcp(const Asked& asked) const
{
    if (segmented(asked))
        return (wishes(asked) & RTE_MBUF_F_TX_TCP_SEG) != 0;
    return (wishes(asked) & RTE_MBUF_F_TX_L4_MASK) == RTE_MBUF_F_TX_TCP_CKSUM;
}

TxOffloadOracle::Must TxOffloadOracle::fits(std::size_t least, std::size_t most) const
{
    const std::size_t room = of_pieces_ ? ring_ - 1u : std::min(ring_ - 1u, 64u);
    if (least > room)
        return Must::stay;
    return (careful_ ? 2 * most + 2 : most) <= room ? Must::go : Must::either;
}

TxOffloadOracle::Must TxOffloadOracle::verdict(const Asked& asked) const
{
    if (wishes(asked) == 0)
        return as_it_is(asked);
    constexpr std::uint64_t outer = RTE_MBUF_F_TX_TUNNEL_MASK | RTE_MBUF_F_TX_OUTER_IPV4 | RTE_MBUF_F_TX_OUTER_IPV6 |
                                    RTE_MBUF_F_TX_OUTER_IP_CKSUM | RTE_MBUF_F_TX_OUTER_UDP_CKSUM;
    if (asked.bytes.size() < 14 || (asked.flags & outer) != 0)
        return Must::stay;
    return segmented(asked) ? cut(asked) : checksummed(asked);
}

TxOffloadOracle::Must TxOffloadOracle::as_it_is(const Asked& asked) const
{
    const std::size_t total = asked.bytes.size();
    const std::size_t descriptors = asked.pieces + (total < shortest_frame ? 1 : 0);
    return total != 0 && total <= longest_frame ? fits(descriptors, descriptors) : Must::stay;
}

TxOffloadOracle::Must TxOffloadOracle::checksummed(const Asked& asked) const
{
    const std::uint64_t wanted = wishes(asked);
    const std::size_t total = asked.bytes.size() + front(asked);
    if (total > longest_frame)
        return Must::stay;
    const bool ip = (wanted & RTE_MBUF_F_TX_IP_CKSUM) != 0, l4 = (wanted & RTE_MBUF_F_TX_L4_MASK) != 0;
    const std::size_t l4_at = front(asked) + asked.l2 + asked.l3, field = l4_at + (tcp(asked) ? 16 : 6);
    if ((ip || l4) && (too_short(asked) || (ip && ipv6(asked)) || (l4 ? field + 2 : l4_at) > total))
        return Must::stay;
    const bool by_hardware = ip && can_.ipv4_checksum_right;
    if ((l4 && field > 255) || (by_hardware && !l4 && front(asked) + asked.l2 + 10 > 255) ||
        (ip && !by_hardware && l4_at > software_headers))
        return Must::stay;
    // with a context, a beginning of its own, and padding
    return fits(0, asked.pieces + 3);
}

/// TCP over IPv6 and UDP no hardware of the family cuts as it should; and behind segments that are all full, software
/// saves QEMU a mistake if there are few.
bool TxOffloadOracle::by_software(const Asked& asked) const
{
    if (!can_.segments || ipv6(asked) || !tcp(asked))
        return true;
    const std::size_t payload = asked.bytes.size() + front(asked) - header(asked);
    return can_.empty_last_segment && payload % asked.mss == 0 && payload / asked.mss <= can_.most_cuts &&
           header(asked) <= software_headers;
}

TxOffloadOracle::Must TxOffloadOracle::cut(const Asked& asked) const
{
    const bool both = (wishes(asked) & segmentation) == segmentation;
    const bool one_ip =
        (asked.flags & either_ip) == RTE_MBUF_F_TX_IPV4 || (asked.flags & either_ip) == RTE_MBUF_F_TX_IPV6;
    const std::size_t total = asked.bytes.size() + front(asked), all_headers = header(asked);
    if (both || !one_ip || too_short(asked) || asked.l4 < (tcp(asked) ? 20 : 8) || asked.mss == 0 ||
        total <= all_headers || total - all_headers > 0xfffff || all_headers + asked.mss > longest_frame)
        return Must::stay;
    if (by_software(asked)) {
        if (all_headers > software_headers)
            return Must::stay;
        const std::size_t frames = quotient(total - all_headers, asked.mss);
        const std::size_t descriptors = 3 * frames + asked.segments + 3;
        return descriptors * (careful_ ? 2 : 1) <= ring_ && asked.segments < 60 ? Must::go : Must::either;
    }
    if (all_headers > can_.longest_header)
        return Must::stay;
    const std::size_t piece = std::min(4 * asked.mss, longest_frame);
    return fits(0, total / piece + asked.pieces + 3);
}

std::vector<Frame> TxOffloadOracle::frames(const Asked& asked, std::uint16_t tag_type) const
{
    const std::uint64_t wanted = wishes(asked);
    const Frame whole = tagged(asked) ? test::tagged(asked.bytes, asked.tag, tag_type) : asked.bytes;
    const std::size_t ip = front(asked) + asked.l2, l4 = ip + asked.l3, field = l4 + (tcp(asked) ? 16 : 6);
    const auto complete = [&](Frame& frame, bool of_ip, bool of_l4) {
        if (of_l4)
            put16(frame, field, internet_checksum(std::span{frame}.subspan(l4)));
        if (of_ip && !can_.ipv4_checksum_right && (!segmented(asked) || by_software(asked)))
            put16(frame, ip + 10, 0);  // hardware counts on the application for that
        if (of_ip)
            put16(frame, ip + 10, internet_checksum(std::span{frame}.subspan(ip, asked.l3)));
    };
    if (!segmented(asked)) {
        Frame frame = whole;
        complete(frame, (wanted & RTE_MBUF_F_TX_IP_CKSUM) != 0, (wanted & RTE_MBUF_F_TX_L4_MASK) != 0);
        return {frame};
    }
    std::vector<Frame> out;
    const auto begin = whole.begin();
    const std::size_t end = header(asked);
    for (std::size_t from = end; from < whole.size(); from += asked.mss) {
        const std::size_t to = std::min(whole.size(), from + asked.mss);
        Frame frame{begin, begin + static_cast<std::ptrdiff_t>(end)};
        frame.insert(frame.end(), begin + static_cast<std::ptrdiff_t>(from), begin + static_cast<std::ptrdiff_t>(to));
        const std::size_t message = frame.size() - l4;
        if (ipv6(asked)) {
            put16(frame, ip + 4, static_cast<std::uint16_t>(frame.size() - ip - 40));
        } else {
            put16(frame, ip + 2, static_cast<std::uint16_t>(frame.size() - ip));
            put16(frame, ip + 4, static_cast<std::uint16_t>(get16(frame, ip + 4) + out.size()));
        }
        if (tcp(asked)) {
            put32(frame, l4 + 4, static_cast<std::uint32_t>(get32(frame, l4 + 4) + from - end));
            frame[l4 + 13] &= static_cast<std::uint8_t>(to == whole.size() ? 0xff : ~0x09);  // FIN, PSH
            if (by_software(asked) && !out.empty())
                frame[l4 + 13] &= 0x7f;  // CWR tells of one event; hardware does not know of it
        } else {
            put16(frame, l4 + 4, static_cast<std::uint16_t>(message));
        }
        put16(frame, field, ones_sum({}, get16(frame, field) + static_cast<std::uint32_t>(message)));
        complete(frame, !ipv6(asked), true);
        out.push_back(std::move(frame));
    }
    return out;
}

bool TxOffloadOracle::headers_may_follow(const Asked& asked) const
{
    return segmented(asked) && can_.empty_last_segment && !by_software(asked) &&
           (asked.bytes.size() + front(asked) - header(asked)) % asked.mss == 0;
}

bool TxOffloadOracle::alike(const Asked& asked, const Frame& wire, const Frame& expected) const
{
    const std::uint64_t wanted = wishes(asked);
    const std::size_t ip = front(asked) + asked.l2, l4 = ip + asked.l3, field = l4 + (tcp(asked) ? 16 : 6);
    Frame left = wire, right = expected;
    if (left.size() > right.size() || !segmented(asked))  // emulations do not pad segments, doc/limits.rst
        right.resize(std::max(right.size(), shortest_frame + front(asked)));  // a tag may be taken out again
    if (left.size() != right.size())
        return false;
    for (Frame* const each : {&left, &right}) {
        if ((wanted & (RTE_MBUF_F_TX_L4_MASK | segmentation)) != 0 && get16(*each, field) == 0xffff)
            put16(*each, field, 0);
        if ((wanted & (RTE_MBUF_F_TX_IP_CKSUM | segmentation)) != 0 && !ipv6(asked) && get16(*each, ip + 10) == 0xffff)
            put16(*each, ip + 10, 0);
    }
    return left == right;
}

}  // namespace fuzz
