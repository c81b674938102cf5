// SPDX-License-Identifier: BSD-3-Clause
// The driver's ports, for threads that nobody tells when one is closed: those of telemetry, which EAL runs in the
// primary process alone. ethdev has no lock for that.
#pragma once

#include <cstdint>

#include <ethdev_driver.h>

#include "port/adapter.hpp"

namespace e1k::open_ports {

/// @p d is a port, and whole.
void add(rte_eth_dev* d);

/// It is about to be taken apart. Waits until nobody looks at it.
void remove(rte_eth_dev* d);

/// Look at port @p id, by one call of @p at(who, port): it stays as long as that takes.
/// @return false: there is no such port of this driver
bool look(std::uint16_t id, void (*at)(void* who, const Port& p), void* who);

/// The same, for a function object.
template <class At>
bool look(std::uint16_t id, At at)
{
    return look(
        id, [](void* who, const Port& p) { (*static_cast<At*>(who))(p); }, &at);
}

}  // namespace e1k::open_ports
