// SPDX-License-Identifier: BSD-3-Clause
#include "service/choice.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "port/inventory.hpp"
#include "text/machine.hpp"

namespace responder {

namespace {

std::string sysfs_pci_devices()
{
    const char* folder = std::getenv("SYSFS_PCI_DEVICES");  // the PCI bus driver follows it too
    return folder != nullptr ? folder : "/sys/bus/pci/devices";
}

/// Ports of this process that belong to others, such as the members of a bond, are not ours to poll.
void check_free(std::uint16_t port)
{
    const auto owner = owner_of(port);
    if (owner.empty())
        return;
    const auto free = list_ports();
    throw std::runtime_error("port " + std::to_string(port) + " is in use by " + owner + ": accepted with --port are " +
                             (free.empty() ? "none" : free));
}

}  // namespace

void check_port(std::uint16_t port)
{
    if (exists(port)) {
        check_free(port);
        return;
    }
    const std::string wanted = "port " + std::to_string(port) + " does not exist: ";
    if (const auto ports = list_ports(); !ports.empty())
        throw std::runtime_error(wanted + "accepted with --port are " + ports);
    throw std::runtime_error(wanted + "DPDK found no port at all\n" +
                             describe_ethernet_devices(sysfs_pci_devices(), "/proc"));
}

}  // namespace responder
