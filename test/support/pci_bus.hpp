// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/backend.hpp"
#include "support/interrupt_line.hpp"
#include "support/sysfs_tree.hpp"
#include "support/trap.hpp"

struct rte_intr_handle;
struct rte_pci_device;

namespace test {

/// What the bus shows of a device; otherwise than it is, for drivers to be seen to bear it.
struct Wiring {
    enum class Interrupt { intx, msix, none, dead };  ///< dead: there is a line that EAL cannot open

    std::uint64_t bar0_length = 0;  ///< 0: as long as it is
    Interrupt interrupt = Interrupt::intx;
    bool io_space = true;  ///< if the device has any
    bool vfio = false;     ///< vfio-pci has the device, as far as the bus knows
};

/// A backend in its place on the bus.
struct Slot {
    explicit Slot(Backend& device) : backend(device), bar(device) {}

    Backend& backend;
    TrappedBar bar;
    std::unique_ptr<InterruptLine> interrupt;  ///< from the first mapping on
    Wiring wiring;                             ///< from the next mapping on
    rte_intr_handle* handle = nullptr;         ///< the driver's, while the device is mapped

    /// What a driver has made of the interrupt that it was shown. The device is mapped.
    [[nodiscard]] Wiring::Interrupt interrupt_in_use() const;
    /// Let EAL be able to open the interrupt line from now on, or not. The device is mapped.
    void let_line_open(bool able) const;
};

/// The PCI bus that DPDK sees: a sysfs tree of our own, and BAR mapping and configuration space that lead to backends.
///
/// DPDK's scan, matching and probing stay as they are. librte_bus_pci calls its mapping functions through the dynamic
/// symbol table; the definitions in pci_bus.cpp take their place in an executable linked with export_dynamic, or by
/// LD_PRELOAD. Beside a bus EAL chooses virtual addresses as IOVAs, as it does for vfio. One bus at a time; it must
/// exist before rte_eal_init() and outlive rte_eal_cleanup().
class PciBus {
public:
    /// Make the tree. @throws std::exception naming what failed
    PciBus();
    ~PciBus();
    PciBus(const PciBus&) = delete;
    PciBus& operator=(const PciBus&) = delete;

    /// Plug @p device in; DPDK finds it at the next scan (rte_eal_init, rte_dev_probe).
    /// @param device  outlives the bus
    Slot& add(Backend& device);

    /// Let the next scan see the identity that a device has by now.
    void describe(const Slot& slot) const;

    /// The slot at a PCI address, or null.
    [[nodiscard]] Slot* find(const rte_pci_device& device);

    [[nodiscard]] const std::vector<std::unique_ptr<Slot>>& slots() const { return slots_; }

    /// Remove the sysfs tree from the disk; a scan finds no device any more.
    void remove_tree() const { tree_.remove(); }

    /// Where DPDK is to look for devices.
    [[nodiscard]] const std::string& sysfs_path() const { return sysfs_path_; }

    /// Called before each scan while there is no bus: the moment to make one.
    static inline void (*on_scan_without_bus)() = nullptr;

private:
    SysfsTree tree_;
    std::string sysfs_path_ = tree_.devices().string();
    std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace test
