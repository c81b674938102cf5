// SPDX-License-Identifier: BSD-3-Clause
// DPDK's primary and secondary processes, and how the test bed in one finds that in the other.
#pragma once

#include "support/backend_kinds.hpp"
#include "support/pci_bus.hpp"
#include "support/register_server.hpp"

namespace test {

/// In a secondary process: the primary's devices. @throws std::exception naming why there are none
[[nodiscard]] Backends devices_of_primary();

/// In a primary process: let secondaries have @p bus's devices. It may not be destroyed any more.
/// @return null where EAL has no folder that secondaries could look into
[[nodiscard]] RegisterServer* serve_secondaries(const PciBus& bus);

}  // namespace test
