// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "protocol/wire/headers.hpp"

namespace responder {

/// What an Ethernet frame carries, behind its IEEE 802.1Q tag if it has one.
struct Payload {
    std::size_t offset = 0;  ///< 0: the frame ends inside the tag
    std::uint16_t type = 0;
    std::optional<std::uint16_t> vlan = {};  ///< VLAN id of the tag, 0 for a priority tag
};

/// Look behind one tag; a second one is left as the payload's type.
[[nodiscard]] Payload untag(const Frame& frame, const EthernetHeader& ethernet) noexcept;

}  // namespace responder
