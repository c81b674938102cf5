// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace test {

/// Start EAL, which a process does once.
/// @param arguments  the program's name, then EAL's
/// @throws std::runtime_error saying why it does not start
void start_eal(std::vector<std::string> arguments);

}  // namespace test
