// SPDX-License-Identifier: BSD-3-Clause
// VLAN tags, IEEE 802.1Q: what a tag is, which VLANs are let in, and who takes tags out. SDM 9.
#pragma once

#include <array>
#include <cstdint>

#include "device.hpp"
#include "regs/receive.hpp"

namespace e1k::hw {

/// The type of a tag unless somebody says otherwise: the TPID of a C-VLAN, IEEE 802.1Q.
inline constexpr std::uint16_t usual_vlan_type = 0x8100;

/// The VLANs that a station is in, as RCTL.VFE has them judged: frames without a tag pass always, those of a VLAN that
/// is not in the table never, whatever else would let them in. VLAN 0, of tags that hold a priority alone, is one like
/// any other.
/// @sdm 9.3, 13.5.4
class VlanTable {
public:
    /// @param id  0..4095
    /// @return whether that changes anything
    bool set(std::uint16_t id, bool in) noexcept;

    /// Every VLAN: as good as no filter.
    [[nodiscard]] static VlanTable all() noexcept;

    /// Put the whole table into the device. VLANs in it before and after are let in throughout.
    void write(const Device& dev) const;
    /// Put into the device what the table says of VLAN @p id; it holds the rest already.
    void write(const Device& dev, std::uint16_t id) const;

private:
    std::array<std::uint32_t, reg::VFTA.count> words_{};
};

/// The type by which tags are known, and which inserted ones get. @sdm 13.4.11
void set_vlan_type(const Device& dev, std::uint16_t type);

/// CTRL.VME: tags are taken out of received frames. It also has VLE insert them on transmit, which is not used: one
/// would not be had without the other. @sdm 9.2, 13.4.1
void set_vlan_mode(const Device& dev, bool on);

namespace vlan {

/// Tags are of the usual type. What VLANs the table holds stays, for that counts only with RCTL.VFE: who sets it writes
/// the whole table. CTRL.VME is the reset's.
void scrub(const Device& dev);

}  // namespace vlan

}  // namespace e1k::hw
