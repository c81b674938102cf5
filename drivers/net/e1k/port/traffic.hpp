// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "hw/receiver.hpp"
#include "hw/result.hpp"
#include "port/adapter.hpp"

namespace e1k {

/// What the port's configuration asks of the receiver. Queue 0 is set up, or there is none.
[[nodiscard]] hw::RxMode rx_mode(const Port& p);
/// The same at another MTU.
[[nodiscard]] hw::RxMode rx_mode(const Port& p, std::uint16_t mtu);

/// Enable the transmitter, and the receiver in @p mode, as far as there are rings: the last step of a start. Nothing
/// happens while the link is switched off.
void enable_traffic(const Port& p, const hw::RxMode& mode);

/// End all traffic by a reset of the device that gives receive @p rx_packet_buffer KiB of its packet buffer.
[[nodiscard]] hw::Result reset_device(const Port& p, std::uint32_t rx_packet_buffer);

/// Switch both off. The rings stay as they are.
void halt_traffic(const Port& p);

/// Go on after halt_traffic(): what waits in the transmit ring is sent, at the latest with the next burst. The queues
/// may be in use meanwhile.
void resume_traffic(const Port& p);

/// Switch the transmitter on, where the link is not off, and off.
void enable_tx(const Port& p);
void disable_tx(const Port& p);

/// Switch the receiver off, if it is on.
void disable_rx(const Port& p);

/// Have the receiver of a running port, whose queue is started, in @p mode; nothing happens if it is.
void change_rx(const Port& p, const hw::RxMode& mode);

}  // namespace e1k
