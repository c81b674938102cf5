// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace e1k {

/// Whether the I/O BAR of @p pci, an rte_pci_device, can be opened: there is one, and whoever binds the device gives
/// it.
[[nodiscard]] bool has_io_space(void* pci) noexcept;

/// Write a register by IOADDR and IODATA of the I/O BAR, which is opened for that.
/// @param pci     an rte_pci_device  @param offset  of the register in BAR 0
/// @return false if it cannot be opened
/// @sdm 13.2.2
bool write_io_space(void* pci, std::uint32_t offset, std::uint32_t value) noexcept;

}  // namespace e1k
