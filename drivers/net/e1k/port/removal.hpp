// SPDX-License-Identifier: BSD-3-Clause
// What the bus tells of a device that is pulled out: vfio-pci asks its user to give it back, which EAL hands on as an
// event of the device; for others the kernel sends a uevent, for which EAL has to be asked.
#pragma once

#include "port/adapter.hpp"

namespace e1k {

/// Have such an event raise RTE_ETH_EVENT_INTR_RMV, see tell_removal(), in whatever state the port is.
void listen_for_removal(const Port& p);
/// Have EAL receive uevents while the port is there, where its configuration asks for that event and the bus has no
/// other way.
void receive_uevents(const Port& p);
/// The reverse of both; nothing follows the port any more when this returns. Any thread, callbacks of the event too.
void end_listening(const Port& p);

}  // namespace e1k
