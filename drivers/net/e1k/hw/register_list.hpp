// SPDX-License-Identifier: BSD-3-Clause
// The registers by name, in the order of their offsets, for who looks into a device. What may stand here their types
// decide: one that clears on reading, or that cannot be read, does not compile.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "device.hpp"
#include "filter.hpp"
#include "regs/control.hpp"
#include "regs/interrupts.hpp"
#include "regs/receive.hpp"
#include "regs/transmit.hpp"

namespace e1k::hw {

/// A register that reading leaves as it is.
template <class R>
concept Lasting = R::access == Access::rw || R::access == Access::ro;

/// A row of the list: a register, or several of one kind.
struct ListedRegister {
    const char* name;
    std::uint32_t count;
    bool several;
    std::uint32_t (*read)(const Mmio& mmio, std::uint32_t i);
};

template <Lasting R>
[[nodiscard]] constexpr ListedRegister listed(const char* name, R)
{
    return {.name = name, .count = 1, .several = false, .read = [](const Mmio& mmio, std::uint32_t) {
                return raw(mmio.read(R{}));
            }};
}

/// The first @p count of an array.
template <Lasting R>
[[nodiscard]] constexpr ListedRegister listed(const char* name, R, std::uint32_t count)
{
    return {.name = name, .count = count, .several = true, .read = [](const Mmio& mmio, std::uint32_t i) {
                return raw(mmio.read(R{}, i));
            }};
}

// clang-format off
inline constexpr std::array register_list{
    listed("CTRL",   reg::CTRL),
    listed("STATUS", reg::STATUS),
    listed("EERD",   reg::EERD),
    listed("CTRL_EXT", reg::CTRL_EXT),
    listed("MDIC",   reg::MDIC),
    listed("FCAL",   reg::FCAL),
    listed("FCAH",   reg::FCAH),
    listed("FCT",    reg::FCT),
    listed("VET",    reg::VET),
    listed("ITR",    reg::ITR),
    listed("IMS",    reg::IMS),
    listed("RCTL",   reg::RCTL),
    listed("FCTTV",  reg::FCTTV),
    listed("TXCW",   reg::TXCW),
    listed("TCTL",   reg::TCTL),
    listed("TIPG",   reg::TIPG),
    listed("LEDCTL", reg::LEDCTL),
    listed("PBA",    reg::PBA),
    listed("FCRTL",  reg::FCRTL),
    listed("FCRTH",  reg::FCRTH),
    listed("RDBAL",  reg::RDBAL),
    listed("RDBAH",  reg::RDBAH),
    listed("RDLEN",  reg::RDLEN),
    listed("RDH",    reg::RDH),
    listed("RDT",    reg::RDT),
    listed("RDTR",   reg::RDTR),
    listed("RADV",   reg::RADV),
    listed("TDBAL",  reg::TDBAL),
    listed("TDBAH",  reg::TDBAH),
    listed("TDLEN",  reg::TDLEN),
    listed("TDH",    reg::TDH),
    listed("TDT",    reg::TDT),
    listed("TIDV",   reg::TIDV),
    listed("TADV",   reg::TADV),
    listed("RXCSUM", reg::RXCSUM),
    listed("MTA",    reg::MTA, reg::MTA.count),
    listed("RAL",    reg::RAL, receive_addresses),  // bhyve aborts on entry 15, read or written
    listed("RAH",    reg::RAH, receive_addresses),
    listed("VFTA",   reg::VFTA, reg::VFTA.count),
    listed("WUC",    reg::WUC),
    listed("MANC",   reg::MANC),
};
// clang-format on

/// How many registers the list has, each of an array counted.
inline constexpr std::uint32_t listed_registers = [] {
    std::uint32_t n = 0;
    for (const ListedRegister& row : register_list)
        n += row.count;
    return n;
}();

/// Read registers of the list, from the @p first on: as many as @p out holds, and no more than there are behind it.
/// @note up to 2 us each where the device is emulated, control path only, not beside a reset
void read_registers(const Device& dev, std::uint32_t first, std::span<std::uint32_t> out);

}  // namespace e1k::hw
