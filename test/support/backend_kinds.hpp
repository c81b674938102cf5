// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <vector>

#include "support/backend.hpp"

namespace test {

/// The devices to put on the bus. They live as long as the process.
using Backends = std::vector<Backend*>;

/// Set by a backend: what the process ends with instead of its own status.
inline std::atomic<int> exit_status = 0;

/// In-process models, see model/from_environment.cpp. @throws std::exception naming the variable that is wrong
[[nodiscard]] Backends model_from_environment();

/// QEMU's devices, see qemu/options.hpp. @throws std::exception naming the variable that is wrong
[[nodiscard]] Backends qemu_from_environment();

}  // namespace test
