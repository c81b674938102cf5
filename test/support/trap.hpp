// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "support/backend.hpp"

namespace test {

/// A BAR of inaccessible memory: every load and store of any thread traps to a Backend.
///
/// Unmodified driver code is given base() as its mapped BAR 0. Faults elsewhere go where they went before. Accesses of
/// 1 and 2 bytes become an access to the dword around them, accesses of 8 bytes two of them, low half first. What of an
/// access lies behind the last dword reads as all ones, is not written and not counted.
class TrappedBar {
public:
    /// @param backend  answers; must outlive this
    explicit TrappedBar(Backend& backend);
    ~TrappedBar();
    TrappedBar(const TrappedBar&) = delete;
    TrappedBar& operator=(const TrappedBar&) = delete;

    [[nodiscard]] void* base() const { return base_; }
    [[nodiscard]] std::uint32_t length() const { return length_; }

    /// Accesses so far, in dwords; of all registers, or of the one at @p offset.
    [[nodiscard]] std::uint64_t reads() const { return reads_; }
    [[nodiscard]] std::uint64_t writes() const { return writes_; }
    [[nodiscard]] std::uint64_t reads_of(std::uint32_t offset) const { return counts_[offset / 4].reads; }
    [[nodiscard]] std::uint64_t writes_of(std::uint32_t offset) const { return counts_[offset / 4].writes; }
    void reset_counts();

    /// Put plain memory where the registers are: nothing traps and nobody answers until trap().
    void become_memory();
    void trap() noexcept;

    /// The access that a fault at @p address stands for; called by the signal handler.
    [[nodiscard]] bool contains(const void* address) const;
    [[nodiscard]] std::uint64_t load(std::uint32_t offset, unsigned bytes);
    void store(std::uint32_t offset, unsigned bytes, std::uint64_t value);

    /// Take the backend's mutex until let_go(), for several accesses that are one.
    /// @return false: that keeps nobody away, see Backend::exclusive()
    [[nodiscard]] bool hold();
    void let_go();

private:
    struct Count {
        std::atomic<std::uint32_t> reads, writes;
    };

    std::uint32_t read(std::uint32_t offset);
    void write(std::uint32_t offset, std::uint32_t value);
    void merge(std::uint32_t offset, std::uint32_t mask, std::uint32_t value);
    void map(int protection);

    Backend& backend_;
    std::uint32_t length_;
    std::uint8_t* base_;
    std::atomic<std::uint64_t> reads_ = 0, writes_ = 0;
    std::unique_ptr<Count[]> counts_;
};

}  // namespace test
