// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include <rte_mbuf.h>

#include "dpdk/shared_lock.hpp"
#include "hw/device.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

/// The transmit FIFO of a chip that stands still for good when, at half duplex, a packet reaches too far over the
/// FIFO's end (hw::Traits::half_duplex_stalls). A packet that would do that waits with the application until the FIFO
/// is empty, and then lies at its beginning. In memory that processes share.
class TxFifo {
public:
    /// As after a reset. @param rx_packet_buffer  KiB in front of it  @param lock  who holds it may write TCTL
    void start(const hw::Mmio& mmio, std::uint32_t rx_packet_buffer, SharedLock& lock);

    /// What the link is. Any thread.
    void set_half_duplex(bool half) { half_duplex_.store(half, std::memory_order_relaxed); }

    /// The burst of the row that @p q has, for as many of @p pkts as the FIFO bears. Its lcore alone.
    [[nodiscard]] std::uint16_t burst(TxQueue& q, std::span<rte_mbuf*> pkts);

private:
    [[nodiscard]] std::uint16_t burst_some(TxQueue& q, std::span<rte_mbuf*> pkts);
    [[nodiscard]] bool take(std::uint32_t packet);
    [[nodiscard]] bool rewind();

    hw::Mmio mmio_{nullptr};
    SharedLock* lock_ = nullptr;
    std::uint32_t rx_packet_buffer_ = 0;
    std::uint32_t size_ = 0;  ///< bytes
    std::uint32_t head_ = 0;  ///< where the next packet will lie
    bool known_ = false;      ///< that is so
    std::atomic<bool> half_duplex_{};
};

/// ethdev's tx_pkt_burst of such a chip, in any process. It has one transmit queue. @p queue is a TxQueue.
std::uint16_t tx_burst_by_fifo(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

}  // namespace e1k
