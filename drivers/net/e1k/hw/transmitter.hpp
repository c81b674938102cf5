// SPDX-License-Identifier: BSD-3-Clause
// The transmit engine: its ring, its gaps, on and off.
#pragma once

#include <cstddef>
#include <cstdint>

#include "descriptors.hpp"
#include "device.hpp"
#include "ring.hpp"

namespace e1k::hw {

/// TDT, where software hands descriptors over. @return for a queue to keep
[[nodiscard]] volatile std::uint32_t* tx_doorbell(const Device& dev) noexcept;

namespace transmitter {

/// Switch it on: short packets padded, late collisions retried. While it is on, change how far collisions reach: the
/// lcores may go on. @sdm 13.4.33
void enable(const Device& dev, bool full_duplex);
/// What is in the ring stays there.
void disable(const Device& dev);

[[nodiscard]] Progress progress(const Device& dev);
/// The link is up, and the partner has not paused us.
[[nodiscard]] bool may_send(const Device& dev);

/// What whoever fills descriptors must mind, on the bus that the device is on.
[[nodiscard]] TxCare care(const Device& dev);

/// How the wire is shared: the gaps between packets. @sdm 13.4.34
void set_gaps(const Device& dev);

/// The ring at @p iova, @p bytes long and empty. It must be disabled. @sdm 13.4.36 to 13.4.40
void set_ring(const Device& dev, std::uint64_t iova, std::size_t bytes);

/// Hand over the descriptors up to @p tail, without it. Of a ring that no queue has: theirs goes by tx_doorbell().
void give(const Device& dev, std::uint16_t tail);

/// Have the next packet lie at the FIFO's beginning, behind @p rx_packet_buffer KiB: if all of the ring is sent and the
/// FIFO is empty. Nobody else writes TCTL or TDT meanwhile. @return whether that is so
[[nodiscard]] bool rewind_fifo(const Device& dev, std::uint32_t rx_packet_buffer);

/// Disable it and forget its ring and its delays, whatever a reset has left of them.
void scrub(const Device& dev);

}  // namespace transmitter

}  // namespace e1k::hw
