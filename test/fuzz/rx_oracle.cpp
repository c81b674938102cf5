// SPDX-License-Identifier: BSD-3-Clause
#include "rx_oracle.hpp"

#include <utility>

namespace fuzz {

using e1k::hw::RxDesc;

void RxOracle::burst(std::span<const RxDesc> ring, std::size_t most)
{
    frames_.clear();
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
    const bool brought_to_the_first = chain_.size() == 1 && chain_length_ <= room_;
    if (length != 0 && !brought_to_the_first)  // of a last buffer that holds nothing but the CRC nothing is left
        chain_.push_back(m);
    if (!last)
        return;
    ++counters_.packets;
    counters_.bytes += std::exchange(chain_length_, 0);
    frames_.push_back(std::exchange(chain_, {}));
}

/// Only the last buffer of a frame is not full; a frame has a header and no more bytes than the MTU admits.
bool RxOracle::fits(std::uint16_t length, bool last) const
{
    if (chain_length_ + length > max_packet_)
        return false;
    return last ? length <= buffer_size_ && chain_length_ + length >= 14 : length == buffer_size_;
}

}  // namespace fuzz
