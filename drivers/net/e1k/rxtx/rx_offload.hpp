// SPDX-License-Identifier: BSD-3-Clause
// What a receive burst tells of a frame beyond its bytes. A burst is written once, for a rule that says how much of it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include <rte_ether.h>
#include <rte_mbuf.h>

#include "hw/descriptors.hpp"
#include "rxtx/counters.hpp"
#include "rxtx/mbuf.hpp"

namespace e1k {

/// What is asked of a receive queue, as one word: it may change while the queue's lcore receives.
struct alignas(8) RxOffloads {
    std::uint16_t flags = 0;              ///< RTE_MBUF_F_RX_… that frames may bear because of what the device reports
    std::uint16_t software_tpid = 0;      ///< outermost tags of this type are taken out by software; 0: none
    std::uint32_t packet_types : 28 = 0;  ///< RTE_PTYPE_…_MASK of the layers that software tells of
    std::uint32_t keeps_crc : 1 = 0;      ///< the device leaves the CRC behind each frame
    std::uint32_t verifies : 1 = 0;       ///< software verifies those checksums of `flags` that the device does not

    /// Bytes of CRC behind each frame.
    [[nodiscard]] std::uint16_t crc() const { return keeps_crc != 0 ? RTE_ETHER_CRC_LEN : 0; }

    /// Something of it takes a look at each frame.
    [[nodiscard]] bool software() const { return software_tpid != 0 || packet_types != 0 || verifies != 0; }
};
static_assert(std::atomic<RxOffloads>::is_always_lock_free);

/// The flags that @p writeback of a frame's last descriptor stands for. @sdm 3.2.3.1, 3.2.3.2, 3.2.9
[[nodiscard]] constexpr std::uint16_t rx_flags(std::uint64_t writeback) noexcept
{
    using hw::RxDesc;
    std::uint64_t flags = 0;
    if ((writeback & RxDesc::VP) != 0)
        flags |= RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
    if ((writeback & RxDesc::IXSM) != 0)  // not a word about checksums, which is how all emulations have it
        return static_cast<std::uint16_t>(flags);
    if ((writeback & RxDesc::IPCS) != 0)
        flags |= (writeback & RxDesc::IPE) != 0 ? RTE_MBUF_F_RX_IP_CKSUM_BAD : RTE_MBUF_F_RX_IP_CKSUM_GOOD;
    if ((writeback & RxDesc::TCPCS) != 0)
        flags |= (writeback & RxDesc::TCPE) != 0 ? RTE_MBUF_F_RX_L4_CKSUM_BAD : RTE_MBUF_F_RX_L4_CKSUM_GOOD;
    return static_cast<std::uint16_t>(flags);
}

/// The same as a table, by the five bits from IXSM to IPCS and the two of errors.
class RxFlags {
public:
    constexpr RxFlags()
    {
        for (std::size_t i = 0; i < table_.size(); ++i)
            table_[i] = rx_flags(std::uint64_t{i & low} << ixsm_at | std::uint64_t{i >> low_bits} << tcpe_at);
    }

    [[nodiscard]] constexpr std::uint16_t operator[](std::uint64_t writeback) const noexcept
    {
        return table_[(writeback >> ixsm_at & low) | (writeback >> (tcpe_at - low_bits) & (3u << low_bits))];
    }

private:
    static constexpr unsigned ixsm_at = 34, tcpe_at = 45, low_bits = 5, low = (1u << low_bits) - 1;
    static_assert(hw::RxDesc::IXSM == 1ull << ixsm_at && hw::RxDesc::TCPE == 1ull << tcpe_at &&
                  hw::RxDesc::IPE == hw::RxDesc::TCPE << 1 && hw::RxDesc::IPCS >> ixsm_at <= low);

    std::array<std::uint16_t, 4u << low_bits> table_{};
};

/// The rule of a burst that delivers frames as they lie there. It may be under way, in its lcore, while the device is
/// told to take tags out: a frame that has lost its own has it told.
class NoRxOffloads {
public:
    explicit NoRxOffloads(const std::atomic<RxOffloads>& asked) : asked_(asked) {}

    /// In a write-back: the frame is not plain, whatever else it is.
    static constexpr std::uint64_t apart = hw::RxDesc::VP;
    /// Flags and tags of plain frames are told.
    static constexpr bool tells = false;

    /// Bytes behind a frame that are not of it.
    [[nodiscard]] static constexpr std::uint16_t crc() { return 0; }

    /// Make @p m a frame of one segment. @param writeback  its descriptor's
    static void describe(rte_mbuf* m, std::uint64_t rearm, std::uint16_t length, std::uint64_t)
    {
        e1k::describe(m, rearm, length);
    }

    /// Complete the first segment @p head of a frame. @param writeback  its last descriptor's
    void complete(rte_mbuf* head, std::uint64_t writeback) const;

    static void count(RxCounters& counters, std::uint64_t packets, std::uint64_t bytes)
    {
        counters.packets += packets;
        counters.bytes += bytes;
    }

    /// The last step of a burst that has got @p frames.
    static void finish(RxCounters&, std::span<rte_mbuf* const>) {}

private:
    const std::atomic<RxOffloads>& asked_;
};

/// The rule of a burst that can all. What it is asked for it reads once.
class AllRxOffloads {
public:
    explicit AllRxOffloads(const std::atomic<RxOffloads>& asked) : asked_(asked.load(std::memory_order_relaxed)) {}

    static constexpr std::uint64_t apart = 0;
    static constexpr bool tells = true;

    [[nodiscard]] std::uint16_t crc() const { return asked_.crc(); }

    /// RTE_MBUF_F_RX_… that frames may bear because of what the device reports.
    [[nodiscard]] std::uint16_t flags() const { return asked_.flags; }

    void describe(rte_mbuf* m, std::uint64_t rearm, std::uint16_t length, std::uint64_t writeback) const
    {
        const std::uint16_t flags = told(writeback);
        e1k::describe(m, rearm, length, flags, tag(flags, writeback));
    }

    void complete(rte_mbuf* head, std::uint64_t writeback) const
    {
        const std::uint16_t flags = told(writeback);
        head->ol_flags = flags;
        head->vlan_tci = tag(flags, writeback);
    }

    /// Counted at the end, when software has done its part.
    void count(RxCounters&, std::uint64_t packets, std::uint64_t bytes)
    {
        packets_ += packets;
        bytes_ += bytes;
    }

    void finish(RxCounters& counters, std::span<rte_mbuf* const> frames);

private:
    void look_at(RxCounters& counters, rte_mbuf* frame);
    void verify(RxCounters& counters, rte_mbuf* frame) const;

    [[nodiscard]] std::uint16_t told(std::uint64_t writeback) const
    {
        static constexpr RxFlags flags;
        return flags[writeback] & asked_.flags;
    }

    /// A frame without a tag, in the slot of one with, has none.
    [[nodiscard]] static std::uint16_t tag(std::uint16_t flags, std::uint64_t writeback)
    {
        return (flags & RTE_MBUF_F_RX_VLAN) != 0 ? hw::RxDesc::vlan_tag(writeback) : std::uint16_t{0};
    }

    RxOffloads asked_;
    std::uint64_t packets_ = 0, bytes_ = 0;
};

inline void NoRxOffloads::complete(rte_mbuf* head, std::uint64_t writeback) const
{
    if ((writeback & apart) != 0)
        AllRxOffloads{asked_}.complete(head, writeback);
}

}  // namespace e1k
