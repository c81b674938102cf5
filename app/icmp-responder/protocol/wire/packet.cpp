// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/wire/packet.hpp"

#include <algorithm>

namespace responder {

std::size_t send_back(const Packet& packet, const Mac& to, const Mac& from, std::size_t used) noexcept
{
    packet.ethernet->destination = to;
    packet.ethernet->source = from;
    if (!packet.frame.tail.empty())
        return used;
    const auto head = packet.frame.head;
    const std::size_t length = std::max(used, std::min(head.size(), ethernet_min_frame));
    if (length > used)
        std::fill(head.begin() + static_cast<std::ptrdiff_t>(used), head.begin() + static_cast<std::ptrdiff_t>(length),
                  std::uint8_t{0});
    return length;
}

}  // namespace responder
