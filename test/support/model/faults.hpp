// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

namespace test::model {

/// Bits of a register that keep nothing.
struct StuckBits {
    std::uint32_t offset, low = 0, high = 0;  ///< which register; those that read as 0, and as 1
};

/// How the device lies or dies. All off by default and after power_on(); set any member at any time, with the mutex
/// held where another thread touches the device.
struct Faults {
    bool reset_never_ends = false;      ///< CTRL.RST stays set
    bool bears_any_reset = false;       ///< CTRL.RST is taken by whichever way it comes: on a bus of 32 bits
    bool eerd_never_done = false;       ///< EERD.DONE stays clear
    bool eeprom_busy = false;           ///< an SPI part says that it is writing
    bool eecd_never_granted = false;    ///< EECD.GNT stays clear
    bool management_takes_arp = false;  ///< the EEPROM of a business board sets MANC.ARP_EN at each reset
    bool mdic_never_ready = false;      ///< MDIC.R stays clear
    bool mdic_error = false;            ///< MDIC.E with every result
    bool no_link_ever = false;          ///< autonegotiation never ends
    bool tx_stalled = false;            ///< descriptors are taken but not processed; run() after clearing it goes on
    bool rx_stalled = false;            ///< frames are missed, though descriptors are free
    bool tx_no_writeback = false;       ///< frames go out, DD is never written
    bool interrupt_line_dead = false;   ///< whatever causes there are, the line stays low
    bool line_shared = false;           ///< another device interrupts too, until ICR is read once more
    bool ics_ignored = false;           ///< software can set no cause
    bool loopback_drops = false;        ///< what is sent in loopback does not come back
    bool loopback_corrupts = false;     ///< it comes back with another last byte
    std::optional<StuckBits> stuck;     ///< of one register that is only stored
    std::uint32_t storm = 0;            ///< interrupt causes that are set again as soon as ICR was read

    std::optional<std::uint64_t>
        remove_at_access;                   ///< the access, counted from now on as 0, 1, …, that finds no device
    std::uint32_t removed_at = 0;           ///< the register of that access
    std::uint32_t gone_value = 0xffffffff;  ///< what registers read as once the device is gone
};

}  // namespace test::model
