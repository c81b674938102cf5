// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

#include "regs/mmio.hpp"
#include "result.hpp"
#include "traits.hpp"

namespace e1k::hw {

using MacAddress = std::array<std::uint8_t, 6>;

/// An address of a group of stations, broadcast among them.
[[nodiscard]] constexpr bool multicast(const MacAddress& a) noexcept
{
    return (a[0] & 1) != 0;
}

/// A MAC address that a station may have: not multicast, not all zero.
[[nodiscard]] constexpr bool valid_unicast(const MacAddress& a) noexcept
{
    return !multicast(a) && a != MacAddress{};
}

inline constexpr Traits usual_traits{};

/// The registers' second door, IOADDR and IODATA of the I/O BAR, SDM 13.2.2. Opened by whoever knows the bus.
struct IoSpace {
    void* bus = nullptr;  ///< what write() needs to know
    /// Write @p value to the register at @p offset. @return false: it could not be opened. Null: there is none
    bool (*write)(void* bus, std::uint32_t offset, std::uint32_t value) = nullptr;
};

/// What the hardware layer needs of the world: registers, a way to pass time, and what is different here. A value, made
/// for each call: it holds pointers into the process, so it must not be kept in memory that processes share.
struct Device {
    Mmio mmio;
    void (*delay_us)(unsigned us);
    const Traits* traits = &usual_traits;
    IoSpace io{};
};

/// Poll @p done every @p step_us until it holds or @p limit_us have passed. The only wait of the driver.
template <class Done>
[[nodiscard]] Result wait_until(const Device& dev, unsigned step_us, unsigned limit_us, Done done)
{
    for (unsigned waited = 0; !done(); waited += step_us) {
        if (waited >= limit_us)
            return Result::timeout;
        dev.delay_us(step_us);
    }
    return Result::ok;
}

/// The device no longer answers: a register that cannot be all-ones reads so.
/// @sdm 13.4.2
[[nodiscard]] bool removed(const Device& dev);

/// Have the device know of every write so far. Under KVM most writes wait until 170 have come together, or for an
/// access to one of seven registers or any read: what ends in another write might never be seen.
void deliver(const Device& dev);

/// What CTRL and STATUS hold, for a log line.
[[nodiscard]] std::uint32_t control_word(const Device& dev);
[[nodiscard]] std::uint32_t status_word(const Device& dev);

/// What a STATUS word says of the bus: PCI-X, else PCI.
[[nodiscard]] bool is_pcix(std::uint32_t status) noexcept;

}  // namespace e1k::hw
