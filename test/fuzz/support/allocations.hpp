// SPDX-License-Identifier: BSD-3-Clause
// EAL's heap, as the driver sees it, on that of AddressSanitizer: red zones round queues, rings and port data, and an
// account of what has not been freed. The linker puts these functions under the driver's calls (--wrap).
#pragma once

#include <cstddef>

namespace fuzz {

/// Pieces that the driver has and has not freed.
[[nodiscard]] std::size_t allocations();

/// The driver gets @p n pieces more, then one time nothing.
void fail_allocation_after(unsigned n);

}  // namespace fuzz
