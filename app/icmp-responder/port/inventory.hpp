// SPDX-License-Identifier: BSD-3-Clause
// Which ports DPDK has, before one is taken and after all were given back.
#pragma once

#include <cstdint>
#include <string>

namespace responder {

[[nodiscard]] bool exists(std::uint16_t port) noexcept;

/// @return whose port it is, such as a bond's; empty: no one's
[[nodiscard]] std::string owner_of(std::uint16_t port);

/// @return the ports that can be taken, as "0 (net_null0)", joined by commas; empty if there are none
[[nodiscard]] std::string list_ports();

/// Close the ports that can be taken; those of others are closed by them. None of them may be started.
void close_ports() noexcept;

}  // namespace responder
