// SPDX-License-Identifier: BSD-3-Clause
// What a device tells of itself when it is asked.
#pragma once

#include <optional>
#include <vector>

#include "port/snapshot.hpp"
#include "protocol/wire/address.hpp"

namespace responder {

/// @return none: the driver does not tell; so below
[[nodiscard]] std::optional<DeviceCounters> read_counters(std::uint16_t port) noexcept;
[[nodiscard]] std::optional<std::vector<NamedCounter>> read_extended_counters(std::uint16_t port);
[[nodiscard]] std::optional<LinkState> read_link(std::uint16_t port) noexcept;
[[nodiscard]] std::optional<Mac> read_mac(std::uint16_t port) noexcept;
[[nodiscard]] Details read_details(std::uint16_t port) noexcept;

}  // namespace responder
