// SPDX-License-Identifier: BSD-3-Clause
// When a queue refills, asks for reports and reclaims, where the application leaves that to the driver.
#pragma once

#include <algorithm>
#include <cstdint>

#include "hw/descriptors.hpp"

namespace e1k {

/// rx_free_thresh and tx_rs_thresh that ethdev tells as the defaults: who asks for that leaves it to the driver, and a
/// ring of less than four such batches gets smaller ones.
inline constexpr std::uint16_t usual_batch = 32;

/// tx_free_thresh that ethdev tells as the default: to give sent packets back at every burst, whatever the ring.
inline constexpr std::uint16_t always_reclaim = hw::max_ring - 1;

/// Most that @p asked of rx_free_thresh and tx_rs_thresh can be: above half the ring of @p n, hardware would be left
/// without descriptors while software waits.
[[nodiscard]] constexpr std::uint16_t most_batch(std::uint16_t n)
{
    return static_cast<std::uint16_t>(n / 2);
}

/// What @p asked for; of 0 and the default, the driver's choice for a ring of @p n.
[[nodiscard]] constexpr std::uint16_t or_usual_batch(std::uint16_t asked, std::uint16_t n)
{
    return asked != 0 && asked != usual_batch ? asked : std::min<std::uint16_t>(usual_batch, n / 4u);
}

/// Slots of a ring of @p n below which a transmit queue reclaims. A ring has at most n - 1 free ones.
[[nodiscard]] constexpr std::uint16_t or_always_reclaim(std::uint16_t asked, std::uint16_t n)
{
    const auto most = static_cast<std::uint16_t>(n - 1);
    return asked != 0 ? std::min(asked, most) : most;
}

}  // namespace e1k
