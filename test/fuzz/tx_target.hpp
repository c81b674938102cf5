// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "rxtx/paths.hpp"
#include "rxtx/tx_queue.hpp"
#include "support/descriptors.hpp"
#include "support/input.hpp"

namespace fuzz {

/// A packet between its doorbell and its completion.
struct InFlight {
    rte_mbuf* head;
    std::uint16_t last;  ///< its last descriptor
};

/// A TxQueue, its application and its device, in the hands of an Input, and what must hold: what an application sees of
/// the queue, and the device, is what was handed in.
class TxTarget {
public:
    explicit TxTarget(Input& input);
    ~TxTarget();
    TxTarget(const TxTarget&) = delete;
    TxTarget& operator=(const TxTarget&) = delete;

protected:
    static constexpr unsigned pool_size = 400;
    static inline rte_mempool *pool, *other_pool;

    void prepare();
    void burst();
    /// Give up what is in flight. @param lied  from now on a report proves nothing
    void forget(bool lied);
    void restart();

    [[nodiscard]] bool multi_segs() const { return (path_->offloads & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0; }

    Input& input_;
    e1k::TxQueue queue_;
    const e1k::Path* path_ = nullptr;  ///< any: nothing that packets ask for is configured
    bool lied_ = false;                ///< the device has reported what it has not done
    std::vector<rte_mbuf*> ready_;     ///< not sent yet
    std::deque<InFlight> in_flight_;
    std::vector<rte_mbuf*> shared_;  ///< references that the application has kept
    rte_mbuf_ext_shared_info external_{};
    std::array<std::byte, 64> external_buffer_{};

    struct {
        unsigned loads = 0;  ///< until it happens; 0: it does not
        std::uint64_t value = 0;
    } race_;

private:
    static void race(std::size_t offset);
    void check_chunk(std::span<rte_mbuf* const> packets);
    void check_packet(rte_mbuf* packet, std::uint16_t& at, std::uint16_t end);

    static constexpr std::uint32_t no_doorbell = ~0u;
    static inline TxTarget* current_ = nullptr;

    Descriptors<e1k::hw::TxDesc> descriptors_;
    volatile std::uint32_t doorbell_ = no_doorbell;
    std::uint16_t tail_ = 0;
    bool raced_ = false;  ///< the ring changed during a burst, perhaps where that had just written
};

}  // namespace fuzz
