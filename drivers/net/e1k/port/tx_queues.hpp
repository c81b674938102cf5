// SPDX-License-Identifier: BSD-3-Clause
// What a port sends through: one ring, whatever the number of its transmit queues.
#pragma once

#include <cstdint>

#include "port/adapter.hpp"

namespace e1k {

/// The offloads that any of the transmit queues asks for.
[[nodiscard]] std::uint64_t tx_offloads(const Port& p);

/// Have the memory that this configuration of the queues needs beyond their rings and slots: what only some need, and
/// what the next one may need of a queue that stays. All are set up. @return 0, or -ENOMEM, which a line tells
[[nodiscard]] int take_tx_memory(const Port& p);

/// Begin with an empty ring and empty queues. All are set up, DMA is off, and nobody sends.
void start_tx(const Port& p);

/// Free every packet, and count those as errors that hardware has not reported done. DMA is off, and nobody sends.
void drain_tx(const Port& p);

}  // namespace e1k
