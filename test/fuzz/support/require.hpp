// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdio>
#include <cstdlib>

namespace fuzz {

/// An invariant of the driver: where it does not hold, the input is a finding.
inline void require(bool holds, const char* what, const char* file = __builtin_FILE(), int line = __builtin_LINE())
{
    if (holds)
        return;
    std::fprintf(stderr, "%s:%d: violated: %s\n", file, line, what);
    std::abort();
}

}  // namespace fuzz
