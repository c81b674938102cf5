// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace test {

/// An application with a port on a device that is another process's, until its standard input ends or it is killed.
///
/// It says what it has done, a line each: first "area ADDRESS LENGTH FD" for each piece of EAL's memory and "memory",
/// then one answer to each line that it is told: "spread" (a pattern over the memory that would be taken first),
/// "probe" and "start" (the error), "receive" (the frame's 15th byte, -1 if none comes), "intact" (whether nothing has
/// been written where it keeps the pattern, 1 or 0), "work" (receives and sends for ever).
/// @param device  the socket of the RegisterServer  @param plugin  path of the driver
int run_application(const std::string& device, const std::string& plugin);

}  // namespace test
