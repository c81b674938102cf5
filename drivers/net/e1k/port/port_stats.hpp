// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "dpdk/shared_lock.hpp"
#include "hw/counters.hpp"
#include "port/queue_accounts.hpp"
#include "rxtx/counters.hpp"
#include "rxtx/tx_shared.hpp"

namespace e1k {

/// As many queues as a port may have.
inline constexpr std::size_t max_rx_queues = 1, max_tx_queues = max_sharing;

/// What a port has counted since it was made or its statistics were reset.
struct PortTotals {
    std::array<RxCounters, max_rx_queues> rx_queues;  ///< by their number; of one that is released, what it has counted
    std::array<TxCounters, max_tx_queues> tx_queues;
    hw::CounterTotals device;  ///< by the rows of hw::counter_table; what was read of them so far
    std::uint64_t missed;      ///< frames for which there was no buffer
    std::uint64_t rx_errors;   ///< frames that the device dropped: damaged, too short, too long
    std::uint64_t tx_errors;   ///< packets that the wire refused
};

/// The statistics of a port: exact, and never less than before, for any number of callers in any process. The registers
/// clear on reading, so that each reading must be added by who made it, and queues come and go under the readers' eyes.
/// A process that dies while it reads takes with it what it had read of the registers, no more.
class PortStats {
public:
    /// Count queue @p id from now on. @param counters  its own, until detach
    void attach_rx(std::uint16_t id, RxCounters& counters);
    void attach_tx(std::uint16_t id, TxCounters& counters);
    /// Keep what queue @p id has counted; nobody looks at it any more.
    void detach_rx(std::uint16_t id);
    void detach_tx(std::uint16_t id);

    /// Forget what the registers have held until the first call of this object with a device; later, do nothing.
    void begin(const hw::Device& dev);

    /// @param which  the registers to read
    [[nodiscard]] PortTotals read(const hw::Device& dev, hw::CounterSet which);
    /// Begin at zero. The queues' lcores go on counting: they alone write their counters.
    void reset(const hw::Device& dev);

    /// Reset the device, which clears the registers, after their last reading; nobody reads them meanwhile.
    /// @return as hw::reset()
    [[nodiscard]] hw::Result reset_device(const hw::Device& dev, std::uint32_t rx_packet_buffer);

    /// Do @p what with the device, and count no frame of it. Whoever reads the statistics meanwhile waits.
    template <class What>
    void uncounted(const hw::Device& dev, What what)
    {
        const std::lock_guard held{lock_};
        if (begun_)
            hw_.update(dev, hw::all_counters);
        what();
        if (begun_)
            hw_.skip(dev);
    }

private:
    void begin_locked(const hw::Device& dev);

    SharedLock lock_;
    bool begun_ = false;
    hw::Counters hw_{};
    QueueAccounts<RxCounters, max_rx_queues> rx_;
    QueueAccounts<TxCounters, max_tx_queues> tx_;
};

}  // namespace e1k
