// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "support/backend.hpp"

namespace test {

/// The devices to put on the bus. They live as long as the process.
using Backends = std::vector<Backend*>;

/// In-process models, see model/from_environment.cpp. @throws std::exception naming the variable that is wrong
[[nodiscard]] Backends model_from_environment();

/// QEMU's devices, see qemu/options.hpp. @throws std::exception naming the variable that is wrong
[[nodiscard]] Backends qemu_from_environment();

}  // namespace test
