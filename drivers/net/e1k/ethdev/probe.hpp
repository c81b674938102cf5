// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bus_pci_driver.h>

namespace e1k {

/// Make an ethdev port of @p pci. @return 0, or a negative errno after a log line that says why
int probe(rte_pci_driver* driver, rte_pci_device* pci) noexcept;

/// Stop and close the port of @p pci. @return 0, or a negative errno if its DMA could not be stopped
int remove(rte_pci_device* pci) noexcept;

}  // namespace e1k
