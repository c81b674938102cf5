// SPDX-License-Identifier: BSD-3-Clause
// Queues that are started and stopped by themselves while the port runs.
#pragma once

#include <cstdint>

#include "hw/receiver.hpp"
#include "port/adapter.hpp"

namespace e1k {

/// The port starts or stops: so do its queues, but those that wait for a start of their own.
void mark_queues_started(const Port& p);
void mark_queues_stopped(const Port& p);

/// Give the RX ring, if there is one and it is started, its buffers. @return 0, or -ENOMEM, logged
[[nodiscard]] int fill_rx(const Port& p, const hw::RxMode& mode);

/// The receiver is off while its queue is stopped, and no buffer is the device's.
/// @return 0; a negative errno, logged: it is stopped still
[[nodiscard]] int start_rx_queue(const Port& p);
void stop_rx_queue(const Port& p);

/// A queue that is stopped takes no packets. What it had in the ring is sent; once all queues are stopped, it has been,
/// or is freed and counted as errors after 100 ms.
void start_tx_queue(const Port& p, std::uint16_t id);
void stop_tx_queue(const Port& p, std::uint16_t id);

}  // namespace e1k
