// SPDX-License-Identifier: BSD-3-Clause
// Watches the loads of the driver: a device changes memory whenever it likes, so a target may do so right before each
// of them. Clang calls the hooks (-fsanitize-coverage=trace-loads): no trap, a few nanoseconds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fuzz {

/// Memory that the device writes.
struct Watched {
    std::uintptr_t begin = 0;
    std::size_t length = 0;
    void (*before_load)(std::size_t offset) = nullptr;  ///< @p offset in bytes from begin

    void check(const void* address) const
    {
        const std::size_t offset = reinterpret_cast<std::uintptr_t>(address) - begin;
        if (offset < length)
            before_load(offset);
    }
};

inline Watched watched_dwords;  ///< loads of 4 bytes: registers
inline Watched watched_qwords;  ///< loads of 8 bytes: descriptors

}  // namespace fuzz
