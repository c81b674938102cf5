// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace test::qemu {

/// A range of this process's memory that another process can map.
struct SharedArea {
    std::uint64_t address;  ///< virtual address, and IOVA
    std::uint64_t length;   ///< bytes
    int fd;                 ///< EAL's, of exactly this range
};

/// Find EAL's memory: what a device may be told to read or write. An area is a file: a page, or all pages of a size
/// with
/// --single-file-segments, those that EAL has not allocated yet too.
/// @return the areas in rising order of address, not empty
/// @throws std::runtime_error saying which EAL options to use, when the memory cannot be shared
[[nodiscard]] std::vector<SharedArea> eal_memory();

/// The areas of a range that EAL has allocated just now. EAL's memory lock is held, as in its memory events.
/// @throws std::runtime_error saying why it cannot be shared
[[nodiscard]] std::vector<SharedArea> allocated_memory(const void* address, std::size_t length);

/// The areas that end when EAL gives a range back. EAL's memory lock is held, as in its memory events.
[[nodiscard]] std::vector<SharedArea> ending_memory(const void* address, std::size_t length);

}  // namespace test::qemu
