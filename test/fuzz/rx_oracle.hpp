// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rxtx/rx_queue.hpp"

namespace fuzz {

/// What RxQueue owes to its user, told one descriptor at a time and without its shortcuts.
class RxOracle {
public:
    /// What is told of a frame besides its bytes.
    struct Told {
        std::uint64_t flags;
        std::uint16_t tag;
    };

    /// @param room   what one mbuf holds, of which hardware fills @p buffer_size
    /// @param asked  what the queue is asked for, without what software does
    RxOracle(std::uint16_t ring_size, std::uint32_t room, std::uint16_t buffer_size, std::uint32_t max_packet,
             e1k::RxOffloads asked)
        : ring_size_{ring_size}, room_{room}, buffer_size_{buffer_size}, max_packet_{max_packet}, asked_{asked}
    {
    }

    /// From now on something else is asked for, or frames may be longer or not so long.
    void ask(e1k::RxOffloads asked) { asked_ = asked; }
    void limit(std::uint32_t max_packet) { max_packet_ = max_packet; }

    /// Slots with mbufs have come: @p mbufs, the first of them behind the last that came. Hardware may fill all but the
    /// last.
    void armed(std::span<rte_mbuf* const> mbufs) { queue_.insert(queue_.end(), mbufs.begin(), mbufs.end()); }

    /// Go through what a burst of at most @p most frames takes from @p ring as it stands.
    void burst(std::span<const e1k::hw::RxDesc> ring, std::size_t most);

    /// The frames of that burst, each the list of its mbufs.
    [[nodiscard]] const std::vector<std::vector<rte_mbuf*>>& frames() const { return frames_; }
    /// What the device has said of each of them.
    [[nodiscard]] const std::vector<Told>& told() const { return told_; }
    /// The descriptor that the next burst looks at first.
    [[nodiscard]] std::uint16_t next() const { return next_; }
    /// How many slots hold an mbuf.
    [[nodiscard]] std::size_t armed_slots() const { return queue_.size() - taken_; }
    /// How many mbufs wait for the rest of their frame.
    [[nodiscard]] std::size_t chained() const { return chain_.size(); }
    [[nodiscard]] const e1k::RxCounters& counters() const { return counters_; }

private:
    void take(std::uint64_t writeback);
    [[nodiscard]] Told tell(std::uint64_t writeback) const;
    [[nodiscard]] bool fits(std::uint16_t length, bool last) const;

    std::uint16_t ring_size_;
    std::uint32_t room_;
    std::uint16_t buffer_size_;
    std::uint32_t max_packet_;
    e1k::RxOffloads asked_;
    std::uint16_t next_ = 0;
    std::vector<rte_mbuf*> queue_;  ///< every mbuf that was ever in a slot, in order
    std::size_t taken_ = 0;         ///< how many of them are no longer in one
    std::vector<rte_mbuf*> chain_;
    std::uint32_t chain_length_ = 0;
    bool skipping_ = false;
    std::vector<std::vector<rte_mbuf*>> frames_;
    std::vector<Told> told_;
    e1k::RxCounters counters_;
};

}  // namespace fuzz
