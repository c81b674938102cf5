// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/probe.hpp"

#include <algorithm>
#include <new>

#include "dpdk/log.hpp"
#include "ethdev/adapter.hpp"
#include "ethdev/frame_size.hpp"
#include "ethdev/interrupts.hpp"
#include "ethdev/ops.hpp"
#include "ethdev/packet_log.hpp"
#include "ethdev/traffic.hpp"
#include "hw/chips.hpp"
#include "hw/eeprom.hpp"
#include "hw/filter.hpp"
#include "hw/phy.hpp"

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

/// The EEPROM's address; where there is none or it is damaged, the one that firmware had put into the filter.
[[nodiscard]] hw::Result find_mac(const rte_eth_dev* d, bool has_firmware_mac, hw::MacAddress& mac)
{
    hw::Eeprom words{};
    const hw::Result r = hw::read_eeprom(device(d), words);
    if (r == hw::Result::ok && hw::valid_unicast(hw::mac_address(words))) {
        mac = hw::mac_address(words);
        return r;
    }
    if (r == hw::Result::corrupt)
        E1K_LOG(init, WARNING, name(d), "EEPROM words add up to 0x%04x, not 0x%04x", hw::sum(words), hw::eeprom_sum);
    else if (r != hw::Result::ok)
        E1K_LOG(init, INFO, name(d), "no EEPROM answers (%s)", rte_strerror(-to_errno(r)));
    else
        E1K_LOG(init, WARNING, name(d), "the EEPROM holds no unicast MAC address");
    if (has_firmware_mac)
        return hw::Result::ok;
    E1K_LOG(init, ERR, name(d), "no MAC address, neither in the EEPROM nor in receive address 0");
    return r == hw::Result::ok ? hw::Result::corrupt : r;
}

void log_device(const rte_eth_dev* d, const hw::MacAddress& mac)
{
    const rte_pci_device& pci = pci_device(d);
    const hw::Device dev = device(d);
    E1K_LOG(init, INFO, name(d), "%s (%04x:%04x), registers at %p, 0x%zx bytes", hw::find_chip(pci.id.device_id)->name,
            pci.id.vendor_id, pci.id.device_id, pci.mem_resource[0].addr, hw::bar_length);
    E1K_LOG(init, INFO, name(d), "MAC %02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    E1K_LOG(init, INFO, name(d), "CTRL 0x%08x STATUS 0x%08x", hw::control_word(dev), hw::status_word(dev));
    std::uint32_t phy_id = 0;
    if (const hw::Result r = hw::read_phy_id(dev, phy_id); r == hw::Result::ok)
        E1K_LOG(init, INFO, name(d), "PHY 0x%08x", phy_id);
    else
        E1K_LOG(init, WARNING, name(d), "the PHY does not answer (%s)", rte_strerror(-to_errno(r)));
}

/// The functions that live in this process, not in the memory that processes share.
void bind_functions(rte_eth_dev* d, const eth_dev_ops& ops)
{
    d->dev_ops = &ops;
    d->rx_pkt_burst = rx_burst;
    d->tx_pkt_burst = tx_burst;
    d->tx_pkt_prepare = tx_prepare;
}

/// Reset the device, its packet buffer shared out for the MTU that a port has at first. The failure is logged.
[[nodiscard]] hw::Result reset_to_defaults(const rte_eth_dev* d)
{
    const hw::Result r = reset_device(d, rx_packet_buffer(RTE_ETHER_MTU));
    if (r != hw::Result::ok)
        E1K_LOG(init, ERR, name(d), "the reset failed (%s)", rte_strerror(-to_errno(r)));
    return r;
}

/// What @p r, the outcome of all that was done to the device, is worth. Asked last: the steps before take all-ones for
/// a missing EEPROM and go on.
[[nodiscard]] hw::Result unless_removed(const rte_eth_dev* d, hw::Result r)
{
    if (!hw::removed(device(d)))
        return r;
    E1K_LOG(init, ERR, name(d), "the device does not answer any more");
    return hw::Result::removed;
}

/// Reset the device, learn its address and log what it is. The failure is logged.
[[nodiscard]] hw::Result bring_up(const rte_eth_dev* d, hw::MacAddress& mac)
{
    const hw::Device dev = device(d);
    // A reset may clear what firmware had set, and some emulations have no EEPROM to load it from again.
    const bool has_firmware_mac = hw::read_station_address(dev, mac);
    hw::Result r = reset_to_defaults(d);
    if (r == hw::Result::ok)
        r = find_mac(d, has_firmware_mac, mac);
    if (r == hw::Result::ok) {
        hw::set_receive_address(dev, 0, mac);  // without an EEPROM, this is how the next driver learns it
        log_device(d, mac);
        adapter(d).stats.reset(dev);
    }
    return unless_removed(d, r);
}

/// The port's own address and no other.
void set_mac_addresses(rte_eth_dev_data& data, const hw::MacAddress& own)
{
    std::fill_n(data.mac_addrs, hw::receive_addresses, rte_ether_addr{});
    std::fill_n(data.mac_pool_sel, hw::receive_addresses, 0);
    std::copy(own.begin(), own.end(), data.mac_addrs[0].addr_bytes);
}

/// In a secondary process: use the port as the primary has set it up.
[[nodiscard]] int attach_port(rte_eth_dev* d)
{
    bind_functions(d, secondary_ops_table);
    void* const registers = pci_device(d).mem_resource[0].addr;
    if (hw::Mmio{registers} == adapter(d).mmio)
        return 0;
    E1K_LOG(
        init, ERR, name(d),
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
    const rte_pci_device& pci = pci_device(d);
    auto* a = new (d->data->dev_private) Adapter{.mmio = hw::Mmio{pci.mem_resource[0].addr},
                                                 .stats = PortStats{hw::pads_received(pci.id.subsystem_vendor_id)}};
    if (const hw::Result r = bring_up(d, a->own_mac); r != hw::Result::ok)
        return to_errno(r);

    d->data->mac_addrs = macs.release();  // ethdev frees it with the port
    set_mac_addresses(*d->data, a->own_mac);
    attach_interrupts(d);
    d->data->dev_flags |= RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS;
    return 0;
}

}  // namespace

/// Make of a stopped port what a probe makes of its device: to be configured and set up again. Where that fails, the
/// port stays stopped and set up, and may be started or reset again.
int ops::dev_reset(rte_eth_dev* d) noexcept
{
    if (d->data->dev_started != 0) {  // ethdev goes on after a stop that failed
        E1K_LOG(init, ERR, name(d), "reset: the port could not be stopped; try again");
        return -EAGAIN;
    }
    Adapter& a = adapter(d);
    hw::Result r = reset_to_defaults(d);
    if (r == hw::Result::ok)
        hw::set_receive_address(device(d), 0, a.own_mac);
    if (r = unless_removed(d, r); r != hw::Result::ok)
        return r == hw::Result::timeout ? -EAGAIN : -EIO;  // the words that ethdev has for this call
    release_queues(d);
    a.multicast = {};
    a.link_off = false;
    set_mac_addresses(*d->data, a.own_mac);
    return 0;
}

int probe(rte_pci_driver*, rte_pci_device* pci) noexcept
{
    return usable(*pci) ? rte_eth_dev_pci_generic_probe(pci, sizeof(Adapter), init_port) : -ENOTSUP;
}

int remove(rte_pci_device* pci) noexcept
{
    return rte_eth_dev_pci_generic_remove(pci, ops::dev_close);
}

}  // namespace e1k
