// SPDX-License-Identifier: BSD-3-Clause
// What a port tells of itself that ethdev has no word for, one fact after another, for a text or a table.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "hw/trait_list.hpp"
#include "port/adapter.hpp"
#include "port/ring_look.hpp"

namespace e1k {

/// A list, if there is one; else a text or, where that is null, a number.
struct Fact {
    const char* name;
    const char* text;
    int number = 0;
    std::optional<std::span<const hw::TraitText>> list{};
};

/// Who is told. He may take his time: no lock is held.
struct Listener {
    void* who;
    void (*tell)(void* who, const Fact& fact);
};

/// Chip, platform and what the driver does otherwise there, what the device says, and in which state the port is. Any
/// thread of any process.
void tell_port(const Port& p, const Listener& listener);

/// Where a ring stands.
void tell_ring(const RingLook& ring, const Listener& listener);

}  // namespace e1k
