// SPDX-License-Identifier: BSD-3-Clause
// Who answers on a port, by what was asked of it.
#pragma once

#include <vector>

#include "port/settings.hpp"
#include "protocol/host/host.hpp"

namespace responder {

/// @param mac  of the port
[[nodiscard]] Host make_host(const Mac& mac, const PortOptions& options, bool probe);

/// The groups on the link that frames to the host may be addressed to, beside broadcast.
[[nodiscard]] std::vector<Mac> groups_of(const Host& host);

}  // namespace responder
