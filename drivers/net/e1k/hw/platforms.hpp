// SPDX-License-Identifier: BSD-3-Clause
// Who plays the chip, and what of it is then different. One line a quirk, each with its source.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "traits.hpp"

namespace e1k::hw {

enum class Platform : std::uint8_t { silicon, qemu, virtualbox, vmware, bhyve };

/// In the order of Platform: what the user calls them, and what they are called in a log.
inline constexpr std::array<std::string_view, 5> platform_words{"silicon", "qemu", "virtualbox", "vmware", "bhyve"};
inline constexpr std::array platform_names{"silicon", "QEMU", "VirtualBox", "VMware", "bhyve"};

[[nodiscard]] constexpr const char* name(Platform p) noexcept
{
    return platform_names[static_cast<std::size_t>(p)];
}

/// Whom a device's subsystem ids tell of; silicon, if nobody else claims them. VirtualBox has none of its own: it gives
/// those of an Intel board or, with its 82545EM, VMware's. told_by() knows better.
[[nodiscard]] constexpr Platform find_platform(std::uint16_t subsystem_vendor, std::uint16_t subsystem_device) noexcept
{
    if (subsystem_vendor == 0x1af4)  // Red Hat
        return Platform::qemu;
    if (subsystem_vendor == 0x15ad)
        return Platform::vmware;
    if (subsystem_vendor == 0x8086 && subsystem_device == 0x1008)  // E82545_SUBDEV_ID; no board of Intel's has it
        return Platform::bhyve;
    return Platform::silicon;
}

/// Whom the words of an EEPROM tell of that is good, where its subsystem ids tell of @p by_ids. No register is touched
/// for that but those which a probe reads the address with anyway: nothing that silicon or an assertion could mind.
///
/// VirtualBox writes the same words for each chip that it shows (DevE1000.cpp, E1kEEPROM::init()): of the 82540EM, with
/// no board's number in words 8 and 9, where a board of Intel's has one.
[[nodiscard]] constexpr Platform told_by(std::span<const std::uint16_t> words, Platform by_ids) noexcept
{
    constexpr std::size_t needed = 0x25;
    const bool may_be = by_ids == Platform::silicon || by_ids == Platform::vmware;
    if (may_be && words.size() >= needed && words[0x08] == 0 && words[0x09] == 0 && words[0x0a] == 0x4408 &&
        words[0x0b] == 0x001e && words[0x0f] == 0x3040 && words[0x21] == 0x7061 && words[0x22] == 0x280c &&
        words[0x23] == 0x00c8 && words[0x24] == 0x00c8)
        return Platform::virtualbox;
    return by_ids;
}

/// @p chip as it is on @p platform.
[[nodiscard]] constexpr Traits seen_on(Traits chip, Platform platform) noexcept
{
    if (platform != Platform::silicon) {
        chip.cut_done_early = chip.next_done_early = false;
        chip.pcix_short_start = chip.pcix_high_end = false;  // what lies in the guest's memory is copied as it lies
        chip.longest_pcix_read = Traits{}.longest_pcix_read;
    }
    switch (platform) {
    case Platform::qemu:
        chip.reset = ResetWay::ctrl;             // its I/O BAR takes no writes: e1000_io_write()
        chip.eeprom = EepromWay::eerd;           // flash_eerd_read(), whichever chip it shows
        chip.rctl_write_deafens_us = 1'000'000;  // set_rx_control(): flush_queue_timer
        chip.rings_change_while_enabled = true;  // e1000_receive_iov() is over before a register is written; set_ctrl()
        chip.hash_judges_unicast = true;         // e1000x_rx_group_filter()
        chip.mac_loops = false;                  // e1000_send_packet() asks the PHY alone
        // e1000_receive_iov(): padded up to 8.0, as they are since 8.1; RUC counts them in 2.5 to 4.0
        chip.takes_short = true;
        // xmit_seg(), e1000x_update_rx_total_stats(): up to 7.2.0 they are copied from those at each frame, and what
        // was read and so cleared comes back. Later, they count the same.
        chip.good_counts_are_total = true;
        chip.empty_last_segment = true;  // process_tx_desc(), at EOP
        chip.has_flow_control = false;   // macreg_readops[], macreg_writeops[]
        chip.has_gaps = false;
        chip.loops_without_link = false;  // receive_filter() comes behind e1000x_hw_rx_enabled(), which asks for LU
        break;
    case Platform::vmware:
        chip.reset = ResetWay::ctrl;  // needs no other
        // Its sources are not public: what others lack, or ask for, is not taken for granted.
        chip.has_flow_control = chip.has_gaps = false;
        chip.loops_without_link = false;
        chip.tx_ipv4_checksum_right = false;  // users of ESXi 5.5 report checksums of zero
        break;
    case Platform::bhyve:
        chip.reset = ResetWay::ctrl;    // e82545_devctl()
        chip.eeprom = EepromWay::pins;  // pci_e82545.c knows no EERD
        chip.strips_vlan = false;       // pci_e82545.c, e82545_rx_*(): the tag stays in the frame
        chip.loops = false;             // e82545_transmit_backend() knows the wire alone
        chip.longest_tx_header = 240;   // e82545_transmit(): a longer one is dropped
        break;
    case Platform::virtualbox:
        chip.has_flow_control = false;    // g_aE1kRegMap[]: FCAL and the others are "unimplemented"
        chip.loops_without_link = false;  // e1kXmitPending() sends nothing without STATUS.LU
        break;
    case Platform::silicon:
        break;
    }
    return chip;
}

}  // namespace e1k::hw
