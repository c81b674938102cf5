// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace test {

/// Whether this processor has vectors of 256 bits, which the driver has bursts for on x86-64 alone.
[[nodiscard]] inline bool has_avx2()
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx2") != 0;
#else
    return false;
#endif
}

}  // namespace test
