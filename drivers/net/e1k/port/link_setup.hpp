// SPDX-License-Identifier: BSD-3-Clause
// What the configuration asks of the link: speeds, duplex, loopback, and what of PAUSE frames is advertised.
#pragma once

#include "hw/link.hpp"
#include "port/adapter.hpp"

namespace e1k {

/// The speeds that a port may be configured with, as ethdev tells them.
[[nodiscard]] std::uint32_t link_speeds(const Port& p);

/// Whether the link can be as configured. Else there is a log line with the ways out.
[[nodiscard]] bool valid_link(const Port& p);

/// The link as configured. @pre valid_link()
[[nodiscard]] hw::LinkSetup link_setup(const Port& p);

}  // namespace e1k
