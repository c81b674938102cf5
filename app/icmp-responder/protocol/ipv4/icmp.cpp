// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv4/icmp.hpp"

#include "protocol/wire/checksum.hpp"

namespace responder {

Event answer_icmp(const Packet& packet, std::size_t offset, std::size_t length) noexcept
{
    if (length < sizeof(EchoHeader))
        return Event::icmp_short;
    auto* echo = view<EchoHeader>(packet, offset);
    if (echo == nullptr)
        return Event::headers_split;
    if (!checks(sum(packet.frame, offset, length)))
        return Event::icmp_checksum;
    if (echo->type == icmp::echo_reply)
        return Event::echo_reply;
    if (echo->type != icmp::echo_request)
        return Event::icmp_type_other;
    // Type is the high byte of the checksummed word; the code stays.
    const unsigned before = static_cast<unsigned>(icmp::echo_request) << 8 | echo->code;
    const unsigned after = static_cast<unsigned>(icmp::echo_reply) << 8 | echo->code;
    echo->type = icmp::echo_reply;
    echo->checksum = updated(echo->checksum, static_cast<std::uint16_t>(before), static_cast<std::uint16_t>(after));
    // A message of zeros only sums up to 0, not to 0xffff: the update cannot tell the two apart (RFC 1624 3).
    if (echo->checksum == 0)
        echo->checksum = static_cast<std::uint16_t>(~sum(packet.frame, offset, length).folded());
    return Event::icmp_answered;
}

}  // namespace responder
