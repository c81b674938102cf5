// SPDX-License-Identifier: BSD-3-Clause
// PAUSE frames, IEEE 802.3 annexes 28B and 31B: who may stop whom, and when.
#pragma once

#include <cstdint>

#include "device.hpp"

namespace e1k::hw {

/// Which PAUSE frames there are: those that we obey, those that we send. The two are bits.
enum class Pause : std::uint8_t { none = 0, rx = 1, tx = 2, full = 3 };

[[nodiscard]] constexpr bool includes(Pause all, Pause one) noexcept
{
    return (static_cast<unsigned>(all) & static_cast<unsigned>(one)) != 0;
}

/// When the partner is told to stop, and for how long.
struct PauseLimits {
    std::uint16_t high_water = 0;  ///< bytes in the receive buffer at which it is; a multiple of 8
    std::uint16_t low_water = 0;   ///< bytes at which it may go on; a multiple of 8
    std::uint16_t pause_time = 0;  ///< in 512 bit times
    bool send_xon = false;         ///< tell it to go on, else it waits for the time

    [[nodiscard]] bool operator==(const PauseLimits&) const noexcept = default;
};

namespace flow_control {

/// ANAR's bits for who wants @p asked. One who only wants to obey cannot say so: it offers both. Annex 28B.2.
[[nodiscard]] std::uint16_t advertisement(Pause asked) noexcept;

/// What is to be of two advertisements: table 28B-3.
[[nodiscard]] Pause resolve(std::uint16_t ours, std::uint16_t partners) noexcept;

/// Ask the PHY, or the chip's own 1000BASE-X, what both sides have advertised. The link is up, by autonegotiation.
/// @return what they agreed on; none if the PHY does not answer
/// @note 2 readings of the PHY
[[nodiscard]] Pause negotiated(const Device& dev);

/// Tell the device what PAUSE frames look like, and its limits. @sdm 8.7, 13.4.8 to 13.4.12, 13.4.23, 13.4.24
void program(const Device& dev, const PauseLimits& limits);

/// Obey and send such as @p pause says from now on. Only at full duplex may that be another than none. @sdm 8.7.5
void set(const Device& dev, Pause pause);

}  // namespace flow_control

}  // namespace e1k::hw
