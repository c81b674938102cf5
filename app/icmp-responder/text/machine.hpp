// SPDX-License-Identifier: BSD-3-Clause
// What the machine lacks when DPDK finds no memory or no port. Reads sysfs; knows nothing of DPDK.
#pragma once

#include <filesystem>
#include <string>

namespace responder {

/// What to do about hugepages.
/// @param sysfs  normally /sys/kernel/mm/hugepages
/// @return lines that say how many pages are free and the commands to get some
[[nodiscard]] std::string describe_hugepages(const std::filesystem::path& sysfs);

/// The machine's Ethernet devices, their drivers, the programs that have them, and how to give one to DPDK.
/// @param sysfs  normally /sys/bus/pci/devices
/// @param proc   normally /proc; what other users' processes have is seen by root only
[[nodiscard]] std::string describe_ethernet_devices(const std::filesystem::path& sysfs,
                                                    const std::filesystem::path& proc);

}  // namespace responder
