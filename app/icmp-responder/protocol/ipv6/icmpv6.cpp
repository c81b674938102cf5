// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv6/icmpv6.hpp"

namespace responder {

InternetSum pseudo_sum(const Ipv6Address& source, const Ipv6Address& destination, std::size_t length) noexcept
{
    InternetSum sum;
    sum.add(source.bytes);
    sum.add(destination.bytes);
    sum.add(static_cast<std::uint16_t>(length));  // a payload is at most 65535 bytes long: the high word is zero
    sum.add(std::uint16_t{protocol::icmpv6});
    return sum;
}

MessageType type_of(const Packet& packet, const Message6& message) noexcept
{
    if (message.length < 4)
        return {false, Event::icmpv6_short, 0};
    const auto* echo = view<std::uint8_t>(packet, message.offset);
    if (echo == nullptr)
        return {false, Event::headers_split, 0};
    InternetSum total = pseudo_sum(message.source, message.destination, message.length);
    total.add(sum(packet.frame, message.offset, message.length).folded());
    if (!checks(total))
        return {false, Event::icmpv6_checksum, 0};
    return {true, Event::icmpv6_answered, *echo};
}

Event answer_icmpv6(const Packet& packet, const Message6& message, const Host& host) noexcept
{
    if (message.length < sizeof(EchoHeader))
        return Event::icmpv6_short;
    auto* echo = view<EchoHeader>(packet, message.offset);
    if (echo == nullptr)
        return Event::headers_split;
    if (message.source.is_zero())
        return Event::ipv6_source;
    if (echo->type == icmpv6::echo_reply)
        return Event::echo_reply;
    const bool to_group = message.destination.is_multicast();
    if (to_group && (!host.answer_broadcast || host.address_towards(message.source).is_zero()))
        return Event::icmpv6_multicast;
    echo->checksum =
        updated(echo->checksum, word(icmpv6::echo_request, echo->code), word(icmpv6::echo_reply, echo->code));
    echo->type = icmpv6::echo_reply;
    if (to_group) {  // the pseudo-header has our address instead of the group's
        const auto& before = message.destination.bytes;
        const auto after = host.address_towards(message.source).bytes;
        for (std::size_t i = 0; i < before.size(); i += 2)
            echo->checksum = updated(echo->checksum, word(before[i], before[i + 1]), word(after[i], after[i + 1]));
    }
    return Event::icmpv6_answered;
}

}  // namespace responder
