// SPDX-License-Identifier: BSD-3-Clause
#include "rx_oracle.hpp"

#include <utility>

namespace fuzz {

using e1k::hw::RxDesc;

void RxOracle::burst(std::span<const RxDesc> ring, std::size_t most)
{
    frames_.clear();
    told_.clear();
    while (frames_.size() < most && armed_slots() > 1 && (ring[next_].writeback & RxDesc::DD) != 0) {
        const std::uint64_t writeback = ring[next_].writeback;
        next_ = e1k::hw::advance(next_, 1, ring_size_);
        take(writeback);
    }
}

void RxOracle::take(std::uint64_t writeback)
{
    rte_mbuf* const m = queue_[taken_++];
    const bool last = (writeback & RxDesc::EOP) != 0;
    const std::uint16_t length = RxDesc::length(writeback);
    if (skipping_) {
        skipping_ = !last;
        return;
    }
    if ((last && (writeback & RxDesc::ERRORS) != 0) || !fits(length, last)) {
        ++counters_.errors;
        chain_.clear();
        chain_length_ = 0;
        skipping_ = !last;
        return;
    }
    chain_length_ += length;
    const std::uint32_t crc = last ? asked_.crc() : 0u;
    const bool brought_to_the_first = chain_.size() == 1 && chain_length_ - crc <= room_;
    if (chain_.empty() || (length > crc && !brought_to_the_first))  // else it held nothing but the CRC
        chain_.push_back(m);
    if (!last)
        return;
    ++counters_.packets;
    counters_.bytes += std::exchange(chain_length_, 0) - crc;
    frames_.push_back(std::exchange(chain_, {}));
    told_.push_back(tell(writeback));
}

/// What the manual makes of status and errors, as far as it is asked for. @sdm 3.2.3
RxOracle::Told RxOracle::tell(std::uint64_t writeback) const
{
    const auto status = static_cast<std::uint8_t>(writeback >> 32), errors = static_cast<std::uint8_t>(writeback >> 40);
    constexpr unsigned IXSM = 4, VP = 8, TCPCS = 32, IPCS = 64, TCPE = 32, IPE = 64;
    std::uint64_t flags = 0;
    if ((status & VP) != 0)
        flags |= RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
    if ((status & (IXSM | IPCS)) == IPCS)
        flags |= (errors & IPE) != 0 ? RTE_MBUF_F_RX_IP_CKSUM_BAD : RTE_MBUF_F_RX_IP_CKSUM_GOOD;
    if ((status & (IXSM | TCPCS)) == TCPCS)
        flags |= (errors & TCPE) != 0 ? RTE_MBUF_F_RX_L4_CKSUM_BAD : RTE_MBUF_F_RX_L4_CKSUM_GOOD;
    flags &= asked_.flags;
    const bool tagged = (flags & RTE_MBUF_F_RX_VLAN) != 0;
    return {.flags = flags, .tag = tagged ? static_cast<std::uint16_t>(writeback >> 48) : std::uint16_t{0}};
}

/// Only the last buffer of a frame is not full; a frame has a header and no more bytes than the MTU admits.
bool RxOracle::fits(std::uint16_t length, bool last) const
{
    const std::uint32_t crc = asked_.crc();
    if (chain_length_ + length > max_packet_ + crc)
        return false;
    return last ? length <= buffer_size_ && chain_length_ + length >= 14 + crc : length == buffer_size_;
}

}  // namespace fuzz
