// SPDX-License-Identifier: BSD-3-Clause
// When the device receives and sends. The usual way is the manual's: the receiver is enabled at a start, as the last
// step, and disabled at a stop, and RCTL says what it lets in. On some devices a write to RCTL ends reception for long
// (see hw/traits.hpp); there it stays enabled from the probe on, in the mode that most ask for. Giving it a ring is the
// start then, taking the ring away the stop, and tables say what RCTL need not.
#pragma once

#include <cstdint>

#include "hw/receiver.hpp"
#include "hw/result.hpp"
#include "port/adapter.hpp"

namespace e1k {

/// Whether RCTL is written only where nothing else can say what it says.
[[nodiscard]] bool spares_rctl(const Port& p);

/// Who is let in beside the station's own addresses and groups.
struct Admission {
    bool everyone, every_group;
};

/// What ethdev keeps of it.
[[nodiscard]] Admission admission(const Port& p);

/// Whether MTA is to be full: that lets everyone in where RCTL is to be spared.
[[nodiscard]] bool fills_hashes(const Port& p, const Admission& admitted);

/// What the port's configuration asks of the receiver. Queue 0 is set up, or there is none.
[[nodiscard]] hw::RxMode rx_mode(const Port& p);
/// The same at another MTU, or with others admitted.
[[nodiscard]] hw::RxMode rx_mode(const Port& p, std::uint16_t mtu);
[[nodiscard]] hw::RxMode rx_mode(const Port& p, const Admission& admitted, std::uint16_t mtu);

/// End all traffic by a reset of the device that gives receive @p rx_packet_buffer KiB of its packet buffer.
[[nodiscard]] hw::Result reset_device(const Port& p, std::uint32_t rx_packet_buffer);

/// Behind a reset, where the receiver stays enabled: have it be so, in the mode that most ask for. Elsewhere nothing.
/// @param begins  whatever mode another driver has left; else one that is enabled stays as it is
void leave_rx_enabled(const Port& p, bool begins);

/// Enable the transmitter, and give the receiver, in @p mode, its ring, as far as there are rings: the last step of a
/// start. Nothing happens while the link is switched off.
void enable_traffic(const Port& p, const hw::RxMode& mode);

/// Switch both off. The rings stay as they are.
void halt_traffic(const Port& p);

/// Go on after halt_traffic(): what waits in the transmit ring is sent, at the latest with the next burst. The queues
/// may be in use meanwhile.
void resume_traffic(const Port& p);

/// Switch the transmitter on, where the link is not off, and off.
void enable_tx(const Port& p);
void disable_tx(const Port& p);

/// Have the receiver of a running port, whose queue is started and filled, receive in @p mode; not while the link is
/// off.
void start_rx(const Port& p, const hw::RxMode& mode);

/// End reception. Nobody polls: the ring may be taken away.
void stop_rx(const Port& p);

/// Have the receiver that has the ring of a running port in @p mode; nothing happens if it is.
void change_rx(const Port& p, const hw::RxMode& mode);

}  // namespace e1k
