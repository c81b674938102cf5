// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "dpdk/shared_lock.hpp"
#include "hw/counters.hpp"
#include "rxtx/rx_queue.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

/// What a port has counted since it was made or its statistics were reset.
struct PortTotals {
    RxCounters rx;
    TxCounters tx;
    std::uint64_t missed;     ///< frames for which there was no buffer
    std::uint64_t rx_errors;  ///< frames that the device dropped: damaged, too short, too long
    std::uint64_t tx_errors;  ///< packets that the wire refused
};

/// The statistics of a port: exact, and never less than before, for any number of callers in any process. The registers
/// clear on reading, so that each reading must be added by who made it, and queues come and go under the readers' eyes.
/// A process that dies while it reads takes with it what it had read of the registers, no more.
class PortStats {
public:
    /// @param pads_received  frames that are too short are padded and come in: a count of them is not one of losses, as
    ///                       QEMU 2.5 to 4.0 has it in RUC
    explicit PortStats(bool pads_received) : pads_received_(pads_received) {}

    /// Count a queue from now on. @param q  until detach()
    void attach(RxQueue& q);
    void attach(TxQueue& q);
    /// Keep what a queue has counted; nobody looks at it any more.
    void detach(RxQueue& q);
    void detach(TxQueue& q);

    [[nodiscard]] PortTotals read(const hw::Device& dev);
    /// Begin at zero. The queues' lcores go on counting: they alone write their counters.
    void reset(const hw::Device& dev);

    /// Reset the device, which clears the registers, after their last reading; nobody reads them meanwhile.
    /// @return as hw::reset()
    [[nodiscard]] hw::Result reset_device(const hw::Device& dev, std::uint32_t rx_packet_buffer);

private:
    [[nodiscard]] RxCounters all_rx() const;
    [[nodiscard]] TxCounters all_tx() const;

    SharedLock lock_;
    bool pads_received_;
    hw::Counters hw_{};
    RxQueue* rx_queue_ = nullptr;
    TxQueue* tx_queue_ = nullptr;
    RxCounters released_rx_{}, zero_rx_{};  ///< of queues that are gone; what there was at the last reset
    TxCounters released_tx_{}, zero_tx_{};
};

}  // namespace e1k
