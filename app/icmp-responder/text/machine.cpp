// SPDX-License-Identifier: BSD-3-Clause
#include "text/machine.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

namespace responder {

namespace {

namespace fs = std::filesystem;

std::string first_word(const fs::path& file)
{
    std::string word;
    std::ifstream(file) >> word;
    return word;
}

std::vector<fs::path> entries(const fs::path& folder)
{
    std::error_code ignored;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::string without_0x(const std::string& text)
{
    return text.starts_with("0x") ? text.substr(2) : text;
}

bool user_space_driver(const std::string& driver)
{
    return driver == "vfio-pci" || driver == "uio_pci_generic" || driver == "igb_uio";
}

/// What a process opens to drive the device from user space.
fs::path device_file(const fs::path& device)
{
    std::error_code none;
    if (const auto uio = entries(device / "uio"); !uio.empty())
        return fs::path("/dev") / uio.front().filename();
    const auto group = fs::read_symlink(device / "iommu_group", none).filename();
    return group.empty() ? fs::path{} : fs::path("/dev/vfio") / group;
}

/// @return "process 1234 (dpdk-testpmd)"; empty if no process has the file open, or none that we may look at
std::string holder(const fs::path& file, const fs::path& proc)
{
    std::error_code none;
    for (const auto& process : entries(proc))
        for (const auto& open : entries(process / "fd"))
            if (!file.empty() && fs::read_symlink(open, none) == file)
                return "process " + process.filename().string() + " (" + first_word(process / "comm") + ")";
    return {};
}

std::string describe_driver(const fs::path& device, const std::string& driver, const fs::path& proc)
{
    if (driver.empty())
        return "has no kernel driver";
    if (!user_space_driver(driver))
        return "is used by the kernel driver " + driver;
    if (const auto process = holder(device_file(device), proc); !process.empty())
        return "is bound to " + driver + " and in use by " + process;
    return "is bound to " + driver + ", but no DPDK driver took it (load one with -d, see the messages above)";
}

}  // namespace

std::string describe_hugepages(const fs::path& sysfs)
{
    std::string sizes;
    bool any_free = false;
    for (const auto& folder : entries(sysfs)) {
        const auto free = first_word(folder / "free_hugepages");
        any_free = any_free || (!free.empty() && free != "0");
        sizes += "  " + folder.filename().string() + ": " + first_word(folder / "nr_hugepages") + " reserved, " + free +
                 " free\n";
    }
    std::string text = sizes.empty() ? "this kernel has no hugepages\n"
                       : any_free    ? "hugepages of this machine:\n" + sizes
                                     : "no hugepages are free:\n" + sizes;
    return text +
           "reserve some, as root:  dpdk-hugepages.py --setup 256M\n"
           "or do without, where the port allows it (virtual ports do):  --no-huge -m 128\n";
}

std::string describe_ethernet_devices(const fs::path& sysfs, const fs::path& proc)
{
    constexpr const char* class_ethernet = "0x0200";  // PCI Code and ID Assignment Specification: network, Ethernet
    std::string text, example;
    for (const auto& device : entries(sysfs)) {
        if (!first_word(device / "class").starts_with(class_ethernet))
            continue;
        std::error_code none;
        const auto driver = fs::read_symlink(device / "driver", none).filename().string();
        const auto address = device.filename().string();
        text += "  " + address + " " + without_0x(first_word(device / "vendor")) + ":" +
                without_0x(first_word(device / "device")) + " " + describe_driver(device, driver, proc) + "\n";
        if (example.empty() && !user_space_driver(driver))
            example = address;
    }
    if (text.empty())
        return "this machine has no PCI Ethernet device; a virtual port needs none, for example: --vdev net_tap0\n";
    text = "PCI Ethernet devices of this machine:\n" + text;
    if (!example.empty())
        text +=
            "give one to DPDK, as root (the kernel's interface on it goes away):\n  dpdk-devbind.py --bind=vfio-pci " +
            example + "\n";
    return text;
}

}  // namespace responder
