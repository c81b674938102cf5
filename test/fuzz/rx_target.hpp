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

/// An RxQueue, its application, its device and its mempool, in the hands of an Input, and what must hold of them.
class RxTarget {
public:
    explicit RxTarget(Input& input);
    ~RxTarget();
    RxTarget(const RxTarget&) = delete;
    RxTarget& operator=(const RxTarget&) = delete;

protected:
    static constexpr unsigned pool_size = 300;
    static inline std::array<rte_mempool*, 4> pools;
    static inline rte_mempool* touched_pool = nullptr;  ///< one of them, whose frames software may look into

    void start();
    void stop();
    void burst();
    void write_back(std::uint16_t at, std::uint64_t value) { queue_.ring[at].writeback = value; }
    void free_frames(unsigned n);
    void release_hoard(unsigned n);

    Input& input_;
    rte_mempool* pool_;
    e1k::RxQueue queue_;
    e1k::RxOffloads asked_;
    std::uint32_t room_ = 0;         ///< what one mbuf holds
    std::uint16_t buffer_size_ = 0;  ///< what hardware fills of it
    bool running_ = false;
    std::uint16_t refill_at_ = 0;  ///< behind the last slot that was given an mbuf
    std::uint16_t head_ = 0;       ///< where an honest device goes on
    std::vector<rte_mbuf*> frames_, hoard_;

    struct {
        unsigned loads = 0;  ///< until it happens; 0: it does not
        std::uint16_t at = 0;
        std::uint64_t value = 0;
    } race_;

private:
    static constexpr std::uint64_t ip_flags = RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD,
                                   l4_flags = RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD,
                                   checksum_flags = ip_flags | l4_flags,
                                   tag_flags = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;

    [[nodiscard]] bool with_offloads() const { return queue_.port_id >= 128; }
    [[nodiscard]] e1k::RxOffloads draw_offloads();
    void check_told(const rte_mbuf& frame, const RxOracle::Told& told);
    static void race(std::size_t offset);
    void check_armed();
    void check_delivery();
    void check_frame(rte_mbuf* frame);
    void check_oracle(std::span<rte_mbuf* const> got);

    static constexpr std::uint32_t no_doorbell = ~0u;
    static inline RxTarget* current_ = nullptr;

    Descriptors<e1k::hw::RxDesc> descriptors_;
    volatile std::uint32_t doorbell_ = no_doorbell, delivery_ = no_doorbell;
    std::uint32_t max_packet_ = 0;
    std::optional<RxOracle> oracle_;
    bool raced_ = false;           ///< the ring changed during a burst: the oracle no longer knows it
    std::size_t undelivered_ = 0;  ///< slots handed over since the last write to ICS
    std::uint64_t packets_ = 0;
};

}  // namespace fuzz
