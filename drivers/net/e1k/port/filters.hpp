// SPDX-License-Identifier: BSD-3-Clause
// Which frames are let in by their address: what is asked for, and the tables of the device that say so. What RCTL says
// of it is traffic.hpp's.
#pragma once

#include "hw/filter.hpp"
#include "port/adapter.hpp"

namespace e1k {

/// Put the station's addresses and groups into the device: at a start, before there is a ring.
void program_filters(const Port& p);

/// Have the port let in every frame, or every group's, from now on or from its next start on.
void set_promiscuous(const Port& p, bool on);
void set_all_multicast(const Port& p, bool on);

/// Have it let in the groups of @p groups, from now on or from its next start on.
void set_groups(const Port& p, const hw::MulticastTable& groups);

}  // namespace e1k
