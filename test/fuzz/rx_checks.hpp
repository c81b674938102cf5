// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "rx_oracle.hpp"
#include "rxtx/rx_queue.hpp"
#include "support/packets.hpp"

namespace fuzz {

/// An RxQueue, what is known of it, and what must hold of it and of the frames that it delivers.
class RxChecks {
public:
    RxChecks(const RxChecks&) = delete;
    RxChecks& operator=(const RxChecks&) = delete;

protected:
    static constexpr unsigned pool_size = 300;
    static constexpr std::uint64_t ip_flags = RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD,
                                   l4_flags = RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD,
                                   checksum_flags = ip_flags | l4_flags,
                                   tag_flags = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
    static constexpr std::uint32_t no_doorbell = ~0u;

    explicit RxChecks(rte_mempool* pool) : pool_{pool} {}

    /// Before a burst: note where a tag would be, for software may move it away.
    void foresee_tags();
    /// The doorbell was rung: the slots up to it have been given mbufs.
    void check_armed();
    /// The device knows of what was delivered: a quarter of the ring at least, unless that is all there is.
    void check_delivery();
    void check_slots(std::uint16_t waiting);
    void check_frame(rte_mbuf* frame);
    void check_oracle(std::span<rte_mbuf* const> got);

    rte_mempool* pool_;
    e1k::RxQueue queue_;
    e1k::RxOffloads asked_;
    std::uint32_t room_ = 0;         ///< what one mbuf holds
    std::uint16_t buffer_size_ = 0;  ///< what hardware fills of it
    std::uint32_t max_packet_ = 0;
    std::optional<RxOracle> oracle_;
    volatile std::uint32_t doorbell_ = no_doorbell, delivery_ = no_doorbell;
    std::uint16_t refill_at_ = 0;  ///< behind the last slot that was given an mbuf
    std::uint64_t taken_out_ = 0;  ///< bytes of tags, by software
    bool raced_ = false;           ///< the ring changed during a burst: the oracle no longer knows it
    std::vector<rte_mbuf*> frames_, hoard_;
    std::unordered_map<const rte_mbuf*, test::Packet> packets_in_;  ///< whole ones that the device has laid down

private:
    void check_told(const rte_mbuf& frame, const RxOracle::Told& told);
    void check_verdict(const rte_mbuf& frame, const RxOracle::Told& told);
    [[nodiscard]] std::uint16_t stripped(const rte_mbuf& frame) const;
    void check_tag(const rte_mbuf& frame, std::uint32_t type_and_tag);

    std::vector<std::uint32_t> tags_;  ///< of each frame that the oracle expects: what stands where a tag would
    std::size_t undelivered_ = 0;      ///< slots handed over since the last write to ICS
};

}  // namespace fuzz
