// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "protocol/wire/headers.hpp"

namespace responder {

/// VLAN id 0 says no VLAN: a tag with it tells a priority, and the frame is an untagged one (IEEE 802.1Q 6.9).
inline constexpr std::uint16_t no_vlan = 0;

/// What an Ethernet frame carries, behind its IEEE 802.1Q tag if it has one.
struct Payload {
    std::size_t offset = 0;  ///< 0: the frame ends inside the tag
    std::uint16_t type = 0;
    std::optional<std::uint16_t> vlan = {};  ///< VLAN id of the tag, 0 for a priority tag
};

/// Look behind one tag; a second one is left as the payload's type.
[[nodiscard]] Payload untag(const Frame& frame, const EthernetHeader& ethernet) noexcept;

/// Write an Ethernet header, with the tag of @p vlan; without one where that is no_vlan.
/// @return its length
std::size_t begin_frame(std::span<std::uint8_t> out, const Mac& to, const Mac& from, std::uint16_t type,
                        std::uint16_t vlan) noexcept;

}  // namespace responder
