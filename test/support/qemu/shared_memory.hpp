// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

namespace test::qemu {

/// A range of this process's memory that another process can map.
struct SharedArea {
    std::uint64_t address;  ///< virtual address, and IOVA
    std::uint64_t length;   ///< bytes
    int fd;                 ///< EAL's, of exactly this range
};

/// Find EAL's memory: what a device may be told to read or write.
/// @return the areas in rising order of address, not empty
/// @throws std::runtime_error saying which EAL options to use, when the memory cannot be shared
[[nodiscard]] std::vector<SharedArea> eal_memory();

}  // namespace test::qemu
