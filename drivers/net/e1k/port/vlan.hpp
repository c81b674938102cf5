// SPDX-License-Identifier: BSD-3-Clause
// VLANs of a port: which are let in, what their tags look like and whether they are taken out. Kept over a
// stop.
#pragma once

#include <cstdint>

#include "hw/vlan.hpp"
#include "port/adapter.hpp"

namespace e1k {

/// Whether the port's configuration lets tagged frames in by their VLAN.
[[nodiscard]] bool filters_vlans(const Port& p);

/// Begin a start: what was needed in the run before is not any more.
void begin_vlans(const Port& p);
/// Tell a device that was reset all of it. The port counts as running by now, its engines are off.
void program_vlans(const Port& p);

/// VLAN @p id, 0..4095, is let in or no longer.
void set_vlan(const Port& p, std::uint16_t id, bool in);

/// The configuration asks for another filter than before. While the port runs, RCTL is written once at most: with VFE
/// set, no filter is a table of all VLANs.
void change_vlan_filter(const Port& p);

/// The configuration asks for tags in the frames, or out of them. The queues may be in use meanwhile: each frame has
/// its tag in its data or told, whichever way it has come in.
void change_vlan_strip(const Port& p);

/// Tags are those of type @p type from now on.
void set_vlan_type(const Port& p, std::uint16_t type);

}  // namespace e1k
