// SPDX-License-Identifier: BSD-3-Clause
#include "port/bring_up.hpp"

#include <algorithm>

#include "dpdk/log.hpp"
#include "hw/chips.hpp"
#include "hw/eeprom.hpp"
#include "hw/filter.hpp"
#include "hw/phy.hpp"
#include "hw/platforms.hpp"
#include "port/frame_size.hpp"
#include "port/io_space.hpp"
#include "port/pcix.hpp"
#include "port/traffic.hpp"
#include "port/watchdog.hpp"

namespace e1k {

namespace {

/// Ids may be borrowed: see what the EEPROM tells of who plays the chip, if the user has not said it.
void recognise(const Port& p, const hw::Eeprom& words)
{
    if (p.a.devargs.platform)
        return;
    p.a.platform = hw::told_by(words, p.a.platform);
    const hw::ResetWay reset = p.a.traits.reset;  // as far as the bus has it
    p.a.traits = hw::seen_on(hw::find_chip(p.pci().id.device_id)->traits, p.a.platform);
    p.a.traits.reset = reset;
}

/// The EEPROM's address; where there is none or it is damaged, the one that firmware had put into the filter.
[[nodiscard]] hw::Result find_mac(const Port& p, bool has_firmware_mac, hw::MacAddress& mac)
{
    hw::Eeprom words{};
    const hw::Result r = hw::read_eeprom(p.dev, words);
    std::uint16_t size = 0;
    const bool answers = r == hw::Result::ok || r == hw::Result::corrupt;
    p.a.eeprom_words = answers && hw::find_eeprom_size(p.dev, size) == hw::Result::ok ? size : 0;
    if (r == hw::Result::ok)
        recognise(p, words);
    if (r == hw::Result::ok && hw::valid_unicast(hw::mac_address(p.dev, words))) {
        mac = hw::mac_address(p.dev, words);
        return r;
    }
    if (r == hw::Result::corrupt)
        E1K_LOG(init, WARNING, p.name, "EEPROM words add up to 0x%04x, not 0x%04x", hw::sum(words), hw::eeprom_sum);
    else if (r != hw::Result::ok)
        E1K_LOG(init, INFO, p.name, "no EEPROM answers (%s)", rte_strerror(-to_errno(r)));
    else
        E1K_LOG(init, WARNING, p.name, "the EEPROM holds no unicast MAC address");
    if (has_firmware_mac)
        return hw::Result::ok;
    E1K_LOG(init, ERR, p.name, "no MAC address, neither in the EEPROM nor in receive address 0");
    return r == hw::Result::ok ? hw::Result::corrupt : r;
}

void log_device(const Port& p, const hw::MacAddress& mac)
{
    const rte_pci_device& pci = p.pci();
    E1K_LOG(init, INFO, p.name, "%s (%04x:%04x), %s%s, registers at %p, 0x%zx bytes",
            hw::find_chip(pci.id.device_id)->name, pci.id.vendor_id, pci.id.device_id, hw::name(p.a.platform),
            p.a.devargs.platform ? " by devarg" : "", pci.mem_resource[0].addr, hw::bar_length);
    E1K_LOG(init, INFO, p.name, "MAC %02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    E1K_LOG(init, INFO, p.name, "CTRL 0x%08x STATUS 0x%08x", hw::control_word(p.dev), hw::status_word(p.dev));
    if (p.a.traits.media != hw::Media::copper) {
        E1K_LOG(init, INFO, p.name, "no PHY: %s", p.a.traits.media == hw::Media::fiber ? "optics" : "SerDes");
        return;
    }
    std::uint32_t phy_id = 0;
    hw::release_phy(p.dev);
    if (const hw::Result r = hw::read_phy_id(p.dev, phy_id); r == hw::Result::ok)
        E1K_LOG(init, INFO, p.name, "PHY 0x%08x", phy_id);
    else
        E1K_LOG(init, WARNING, p.name, "the PHY does not answer (%s)", rte_strerror(-to_errno(r)));
}

/// Memory must do for a reset where the bus gives no I/O space: it is the way of DPDK's own driver, whatever the chip.
void choose_reset(const Port& p)
{
    if (p.a.traits.reset != hw::ResetWay::io || has_io_space(&p.pci()))
        return;
    E1K_LOG(init, WARNING, p.name,
            "no I/O space: the chip is reset through memory, which it may not survive on a bus of 64 bits");
    p.a.traits.reset = hw::ResetWay::ctrl;
}

/// Reset the device, its packet buffer shared out for the MTU that a port has at first. The failure is logged.
[[nodiscard]] hw::Result reset_to_defaults(const Port& p)
{
    const hw::Result r = reset_device(p, rx_packet_buffer(p, RTE_ETHER_MTU));
    if (r == hw::Result::ok)
        limit_reads(p);
    else
        E1K_LOG(init, ERR, p.name, "the reset failed (%s)", rte_strerror(-to_errno(r)));
    return r;
}

/// What @p r, the outcome of all that was done to the device, is worth. Asked last: the steps before take all-ones for
/// a missing EEPROM and go on.
[[nodiscard]] hw::Result unless_removed(const Port& p, hw::Result r)
{
    if (!hw::removed(p.dev))
        return r;
    E1K_LOG(init, ERR, p.name, "the device does not answer any more");
    return hw::Result::removed;
}

}  // namespace

hw::Result bring_up(const Port& p)
{
    hw::MacAddress& mac = p.a.own_mac;
    // A reset may clear what firmware had set, and some emulations have no EEPROM to load it from again.
    const bool has_firmware_mac = hw::read_station_address(p.dev, mac);
    choose_reset(p);
    hw::Result r = reset_to_defaults(p);
    if (r == hw::Result::ok)
        r = find_mac(p, has_firmware_mac, mac);
    if (r == hw::Result::ok) {
        hw::set_receive_address(p.dev, 0, mac);  // without an EEPROM, this is how the next driver learns it
        log_device(p, mac);
        leave_rx_enabled(p, true);
    }
    return unless_removed(p, r);
}

hw::Result begin_anew(const Port& p)
{
    hw::Result r = reset_to_defaults(p);
    if (r == hw::Result::ok) {
        hw::set_receive_address(p.dev, 0, p.a.own_mac);
        leave_rx_enabled(p, true);
    }
    if (r = unless_removed(p, r); r != hw::Result::ok)
        return r;
    p.a.multicast = {};
    p.a.packet_types = unasked(p.a.devargs);
    p.a.flow = {};
    p.a.vlans = {};
    p.data().vlan_filter_conf = {};
    p.a.link_off = false;
    expect_removal(p);
    set_own_address(p);
    return r;
}

void end_bus_mastering(const Port& p)
{
    std::uint16_t command = 0;
    constexpr int size = sizeof command;
    if (rte_pci_read_config(&p.pci(), &command, size, RTE_PCI_COMMAND) != size || command == 0xffff)
        return;
    command = static_cast<std::uint16_t>(command & ~RTE_PCI_COMMAND_MASTER);
    if (rte_pci_write_config(&p.pci(), &command, size, RTE_PCI_COMMAND) != size)
        E1K_LOG(init, DEBUG, p.name, "close: the PCI command register cannot be written");
}

void set_own_address(const Port& p)
{
    std::fill_n(p.data().mac_addrs, hw::receive_addresses, rte_ether_addr{});
    std::fill_n(p.data().mac_pool_sel, hw::receive_addresses, 0);
    std::copy(p.a.own_mac.begin(), p.a.own_mac.end(), p.data().mac_addrs[0].addr_bytes);
}

}  // namespace e1k
