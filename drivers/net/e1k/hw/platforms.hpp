// SPDX-License-Identifier: BSD-3-Clause
// Who plays the chip, and what of it is then different. One line a quirk, each with its source.
#pragma once

#include <cstdint>

#include "traits.hpp"

namespace e1k::hw {

enum class Platform : std::uint8_t { silicon, qemu, vmware, bhyve };

[[nodiscard]] constexpr const char* name(Platform p) noexcept
{
    switch (p) {
    case Platform::qemu:
        return "QEMU";
    case Platform::vmware:
        return "VMware";
    case Platform::bhyve:
        return "bhyve";
    case Platform::silicon:
        break;
    }
    return "silicon";
}

/// Whom a device's subsystem ids tell of. Silicon, if nobody else claims them; VirtualBox gives those of an Intel
/// board or, with its 82545EM, VMware's, and needs nothing that silicon does not.
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

/// @p chip as it is on @p platform.
[[nodiscard]] constexpr Traits seen_on(Traits chip, Platform platform) noexcept
{
    switch (platform) {
    case Platform::qemu:
        chip.rctl_write_deafens_us = 1'000'000;  // set_rx_control(): flush_queue_timer
        chip.rings_change_while_enabled = true;  // e1000_receive_iov() is over before a register is written; set_ctrl()
        chip.hash_judges_unicast = true;         // e1000x_rx_group_filter()
        chip.mac_loops = false;                  // e1000_send_packet() asks the PHY alone
        chip.pads_received = true;               // hw/net/e1000.c, e1000_receive_iov(): RUC counts them in 2.5 to 4.0
        // xmit_seg(), e1000x_update_rx_total_stats(): up to 7.2.0 they are copied from those at each frame, and what
        // was read and so cleared comes back. Later, they count the same.
        chip.good_counts_are_total = true;
        chip.empty_last_segment = true;  // process_tx_desc(), at EOP
        break;
    case Platform::vmware:
        chip.tx_ipv4_checksum_right = false;  // users of ESXi 5.5 report checksums of zero
        break;
    case Platform::bhyve:
        chip.strips_vlan = false;      // pci_e82545.c, e82545_rx_*(): the tag stays in the frame
        chip.longest_tx_header = 240;  // e82545_transmit(): a longer one is dropped
        break;
    case Platform::silicon:
        break;
    }
    return chip;
}

}  // namespace e1k::hw
