// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace fuzz {

/// Start EAL, once in a process: no hugepages, no PCI, no files, no pinning. Aborts if it cannot.
/// @param program  argv[0]
void start_eal(const char* program);

}  // namespace fuzz
