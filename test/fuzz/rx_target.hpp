// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rx_oracle.hpp"
#include "rxtx/rx_queue.hpp"
#include "support/descriptors.hpp"
#include "support/input.hpp"

namespace fuzz {

/// An RxQueue, its application, its device and its mempool, in the hands of an Input.
class RxTarget {
public:
    static constexpr unsigned pool_size = 300;
    /// By data room: exactly a size of the hardware, or not, up to one that takes any frame.
    static inline std::array<rte_mempool*, 4> pools;

    explicit RxTarget(Input& input);
    ~RxTarget();
    RxTarget(const RxTarget&) = delete;
    RxTarget& operator=(const RxTarget&) = delete;

    void run();

private:
    void start();
    void stop();
    void step();

    void receive_frame();
    void write_back(std::uint16_t at, std::uint64_t value) { queue_.ring[at].writeback = value; }
    [[nodiscard]] std::uint64_t any_writeback();
    void prepare_race();
    static void race(std::size_t offset);

    void burst();
    void check_armed();
    void check_delivery();
    void check_frame(rte_mbuf* frame);
    void check_oracle(std::span<rte_mbuf* const> got);
    void free_frames(unsigned n);
    void hoard(unsigned n);
    void release_hoard(unsigned n);

    static constexpr std::uint32_t no_doorbell = ~0u;
    static inline RxTarget* current_ = nullptr;

    Input& input_;
    rte_mempool* pool_;
    Descriptors<e1k::hw::RxDesc> descriptors_;
    volatile std::uint32_t doorbell_ = no_doorbell, delivery_ = no_doorbell;
    e1k::RxQueue queue_;
    std::uint16_t buffer_size_ = 0;
    std::uint32_t max_packet_ = 0;

    bool running_ = false;
    std::optional<RxOracle> oracle_;
    bool raced_ = false;           ///< the ring changed during a burst: the oracle no longer knows it
    std::uint16_t refill_at_ = 0;  ///< behind the last slot that was given an mbuf
    std::size_t undelivered_ = 0;  ///< slots handed over since the last write to ICS
    std::uint16_t head_ = 0;       ///< where an honest device goes on
    std::uint64_t packets_ = 0;
    std::vector<rte_mbuf*> frames_, hoard_;

    struct {
        unsigned loads = 0;  ///< until it happens; 0: it does not
        std::uint16_t at = 0;
        std::uint64_t value = 0;
    } race_;
};

}  // namespace fuzz
