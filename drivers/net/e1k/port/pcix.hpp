// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "port/adapter.hpp"

namespace e1k {

/// Have a device on PCI-X ask for no more bytes at once than it bears, whatever firmware has set in its configuration
/// space. Elsewhere nothing happens. No engine is on.
void limit_reads(const Port& p);

}  // namespace e1k
