// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

namespace test {

/// Whether [address, address + length) is memory that EAL allocated, in one piece: what an IOMMU would let a device
/// reach.
[[nodiscard]] bool in_eal_memory(std::uint64_t address, std::size_t length);

}  // namespace test
