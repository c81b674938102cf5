// SPDX-License-Identifier: BSD-3-Clause
// When a queue refills, asks for reports and reclaims, where the application leaves that to the driver.
#pragma once

#include <algorithm>
#include <cstdint>

#include "hw/descriptors.hpp"

namespace e1k {

/// rx_free_thresh and tx_rs_thresh that ethdev tells as the defaults: who asks for that leaves it to the driver, and a
/// ring of less than four such batches gets smaller ones.
inline constexpr std::uint16_t usual_rx_batch = 64, usual_tx_batch = 32;

/// tx_free_thresh that ethdev tells as the default: it leaves to the driver, whatever the ring, how many packets wait
/// in it to be given back at once.
inline constexpr std::uint16_t usual_tx_kept = 64, usual_tx_free = hw::max_ring - usual_tx_kept;

/// Most that @p asked of rx_free_thresh and tx_rs_thresh can be: above half the ring of @p n, hardware would be left
/// without descriptors while software waits.
[[nodiscard]] constexpr std::uint16_t most_batch(std::uint16_t n)
{
    return static_cast<std::uint16_t>(n / 2);
}

/// What @p asked for; of 0 and the default @p usual, the driver's choice for a ring of @p n.
[[nodiscard]] constexpr std::uint16_t or_usual(std::uint16_t asked, std::uint16_t usual, std::uint16_t n)
{
    return asked != 0 && asked != usual ? asked : std::min<std::uint16_t>(usual, n / 4u);
}

/// Free slots below which a transmit queue with a ring of @p n reclaims. At most n - 1 are free: with that, it does at
/// every burst. Half of a small ring may wait, for a burst that finds no room reclaims, too.
[[nodiscard]] constexpr std::uint16_t or_usual_tx_free(std::uint16_t asked, std::uint16_t n)
{
    return asked != 0 && asked != usual_tx_free
               ? asked
               : static_cast<std::uint16_t>(n - std::min<std::uint16_t>(usual_tx_kept, n / 2u));
}

}  // namespace e1k
