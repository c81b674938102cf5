// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/wire/headers.hpp"

namespace responder {

/// A received frame whose Ethernet header was checked.
struct Packet {
    Frame frame;
    EthernetHeader* ethernet;
    std::size_t network;  ///< offset of the network header

    [[nodiscard]] std::size_t network_size() const { return frame.size() - network; }
};

/// The header at @p offset of the packet, in its first segment.
template <class Header>
[[nodiscard]] Header* view(const Packet& packet, std::size_t offset)
{
    return view<Header>(packet.frame.head, offset);
}

/// Address the frame back and end it.
/// @param to    station that gets the reply
/// @param used  bytes of the reply with its Ethernet header
/// @return length of the reply: padding that came with the request stays, zeroed, up to Ethernet's minimum
std::size_t send_back(const Packet& packet, const Mac& to, const Mac& from, std::size_t used) noexcept;

}  // namespace responder
