// SPDX-License-Identifier: BSD-3-Clause
// What a packet asks for, as descriptors.
#pragma once

#include <atomic>
#include <cstdint>

#include <rte_ether.h>
#include <rte_mbuf.h>

#include "hw/descriptors.hpp"
#include "hw/offload.hpp"

namespace e1k {

/// What packets may ask for, since the start: what is not configured is not done, and what the device does wrong,
/// software does.
struct TxAbilities {
    std::uint64_t flags = 0;  ///< of IP_CKSUM, TCP_SEG, UDP_SEG and VLAN, RTE_MBUF_F_TX_…
    bool tcp_checksum = false, udp_checksum = false;
    bool segments = true;                             ///< hardware does: TCP over IPv4
    bool empty_last_segment = false;                  ///< and one too many, behind a multiple of the MSS
    bool ipv4_checksum_right = true;                  ///< else software makes that of the header
    std::uint8_t longest_header = hw::max_tx_header;  ///< bytes in front of what is segmented, a tag inserted included
    std::uint16_t most_cuts = 0;                      ///< frames that software may make of a packet for such a reason
};

/// How one packet goes out.
struct TxPlan {
    int error = 0;               ///< EINVAL: its lengths or flags cannot be right; ENOTSUP: no hardware can do it
    bool as_it_is = true;        ///< nothing is asked for: the rest is not set
    bool segmented = false;      ///< hardware cuts it
    bool cut = false;            ///< software does
    bool tagged = false;         ///< software inserts the VLAN tag
    bool software_ipv4 = false;  ///< software makes the IPv4 header's checksum
    bool uses_context = false;
    std::uint16_t head = 0;   ///< bytes at the packet's beginning that software writes anew, in another place
    std::uint16_t least = 0;  ///< bytes that any packet with this context must have
    std::uint32_t longest_piece = hw::max_tx_segment;  ///< bytes that one descriptor may name
    std::uint64_t command = 0;                         ///< of each descriptor that names data
    hw::TxDesc context{};
    hw::TxHeaders at{};         ///< of the frames of one that is cut
    std::uint32_t payload = 0;  ///< bytes behind its headers
};

/// What the packets of a queue ask for. It remembers the context that hardware was given last: while nothing changes,
/// none is sent. A packet that is segmented always has one of its own, for VirtualBox counts its payload down; and
/// that replaces the other, for bhyve keeps one only.
class TxOffload {
public:
    /// TPID of the tags that are inserted. Any thread; a packet has the one at the time it is queued.
    std::atomic<std::uint16_t> tag_type = RTE_ETHER_TYPE_VLAN;

    /// Hardware knows of no context.
    void start(const TxAbilities& abilities);

    /// @p m may ask for something: plan() tells.
    [[nodiscard]] bool asked_by(const rte_mbuf& m) const { return (m.ol_flags & asks_) != 0; }
    /// The same as the last packet, of @p length bytes: it goes out with command(), without a context.
    [[nodiscard]] bool same_again(const rte_mbuf& m, std::uint32_t length) const
    {
        return (m.ol_flags & compared) == last_flags_ && m.tx_offload == last_lengths_ && length >= last_least_;
    }
    [[nodiscard]] std::uint64_t command() const { return last_command_; }

    /// Those of @p flags that ask for what is not configured, or what no hardware of the family can do.
    [[nodiscard]] std::uint64_t unheard(std::uint64_t flags) const;

    /// What becomes of @p m, of @p total bytes. It is not changed.
    [[nodiscard]] TxPlan plan(const rte_mbuf& m, std::uint32_t total) const;

    /// Whether @p plan needs its context descriptor.
    [[nodiscard]] bool needs_context(const TxPlan& plan) const
    {
        return plan.uses_context && (plan.segmented || !(plan.context == context_));
    }
    /// @p m is queued as planned.
    void queued(const rte_mbuf& m, const TxPlan& plan);

private:
    /// All that tells a packet's request from another's, with the lengths in rte_mbuf::tx_offload.
    static constexpr std::uint64_t compared = RTE_MBUF_F_TX_OFFLOAD_MASK;

    [[nodiscard]] std::uint64_t wishes(std::uint64_t flags) const;
    void plan_checksums(const rte_mbuf& m, std::uint64_t wishes, std::uint32_t total, TxPlan& plan) const;
    void plan_segments(const rte_mbuf& m, std::uint64_t wishes, std::uint32_t total, TxPlan& plan) const;
    [[nodiscard]] bool cuts_itself(const rte_mbuf& m, const TxPlan& plan) const;
    void plan_cut(const rte_mbuf& m, TxPlan& plan) const;
    void forget();

    TxAbilities abilities_;
    std::uint64_t asks_ = 0;  ///< flags that may ask for something
    hw::TxDesc context_{};    ///< hardware's, as far as it is known; else zeros
    std::uint64_t last_flags_ = 0, last_lengths_ = 0, last_command_ = 0;
    std::uint32_t last_least_ = 0;
};

}  // namespace e1k
