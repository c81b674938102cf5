// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/probe.hpp"

#include <new>

#include "dpdk/log.hpp"
#include "ethdev/devargs.hpp"
#include "ethdev/ops.hpp"
#include "hw/chips.hpp"
#include "hw/filter.hpp"
#include "hw/platforms.hpp"
#include "port/adapter.hpp"
#include "port/bring_up.hpp"
#include "port/bursts.hpp"
#include "port/interrupts.hpp"
#include "port/open_ports.hpp"
#include "port/removal.hpp"

namespace e1k {

namespace {

[[nodiscard]] bool usable(const rte_pci_device& pci)
{
    const char* address = pci.device.name;
    if (pci.id.device_id == hw::refused_chip.device_id) {
        E1K_LOG(init, ERR, address, "%s (%04x:%04x) is not supported: its register map is another",
                hw::refused_chip.name, pci.id.vendor_id, pci.id.device_id);
        return false;
    }
    const rte_mem_resource& bar0 = pci.mem_resource[0];
    if (bar0.addr == nullptr || bar0.len < hw::bar_length) {
        E1K_LOG(init, ERR, address, "BAR 0 has %llu bytes mapped at %p, 0x%zx are needed",
                static_cast<unsigned long long>(bar0.len), bar0.addr, hw::bar_length);
        return false;
    }
    return true;
}

[[nodiscard]] std::uint8_t revision(const rte_pci_device& pci)
{
    constexpr off_t revision_id = 8;
    std::uint8_t value = 0;
    return rte_pci_read_config(&pci, &value, sizeof value, revision_id) == sizeof value ? value : 0;
}

/// The functions that live in this process, not in the memory that processes share.
void bind_functions(rte_eth_dev* d, const eth_dev_ops& table)
{
    d->dev_ops = &table;
    d->rx_queue_count = ops::rx_queue_count;
    d->rx_descriptor_status = ops::rx_descriptor_status;
    d->tx_descriptor_status = ops::tx_descriptor_status;
    set_full_bursts(d);
}

/// In a secondary process: use the port as the primary has set it up.
[[nodiscard]] int attach_port(rte_eth_dev* d)
{
    bind_functions(d, secondary_ops_table);
    const Port p = open(d);
    void* const registers = p.pci().mem_resource[0].addr;
    if (hw::Mmio{registers} == p.a.mmio)
        return 0;
    E1K_LOG(
        init, ERR, p.name,
        "registers at %p, the primary process has them elsewhere; start both processes with the same driver (-d), or "
        "this one again",
        registers);
    return -EADDRNOTAVAIL;
}

int init_port(rte_eth_dev* d) noexcept
{
    if (rte_eal_process_type() != RTE_PROC_PRIMARY)
        return attach_port(d);
    bind_functions(d, ops_table);

    auto macs = make_rte_array<rte_ether_addr>("mac_addrs", hw::receive_addresses, d->data->numa_node);
    if (!macs)
        return -ENOMEM;
    const rte_pci_device& pci = pci_of(*d);
    Devargs devargs;
    if (!parse(pci.device.devargs, pci.device.name, devargs))
        return -EINVAL;
    const hw::Platform platform =
        devargs.platform.value_or(hw::find_platform(pci.id.subsystem_vendor_id, pci.id.subsystem_device_id));
    new (d->data->dev_private) Adapter{.mmio = hw::Mmio{pci.mem_resource[0].addr},
                                       .platform = platform,
                                       .traits = hw::seen_on(hw::find_chip(pci.id.device_id)->traits, platform),
                                       .revision = revision(pci),
                                       .devargs = devargs,
                                       .packet_types = unasked(devargs),
                                       .stats = {}};
    const Port p = open(d);
    if (const hw::Result r = bring_up(p); r != hw::Result::ok)
        return to_errno(r);

    d->data->mac_addrs = macs.release();  // ethdev frees it with the port
    set_own_address(p);
    attach_interrupts(p);
    listen_for_removal(p);
    d->data->dev_flags |= RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS;
    open_ports::add(d);
    return 0;
}

}  // namespace

int probe(rte_pci_driver*, rte_pci_device* pci) noexcept
{
    return usable(*pci) ? rte_eth_dev_pci_generic_probe(pci, sizeof(Adapter), init_port) : -ENOTSUP;
}

int remove(rte_pci_device* pci) noexcept
{
    return rte_eth_dev_pci_generic_remove(pci, ops::dev_close);
}

}  // namespace e1k
