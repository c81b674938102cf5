// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace e1k::hw {

/// A statistics register accumulated to 64 bits. Silicon clears the registers on reading; QEMU clears most, but keeps
/// MPC, RNBC and the error counters. None wraps: a full register stays full, SDM 13.7.
///
/// Which of the two it is shows when a value is read again at once: only one that was cleared can be less then. It need
/// not be, where as much was counted in between; so it is read several times, and both accounts are kept until one of
/// them is proved.
class Counter {
public:
    /// Take in what @p read, which reads the register, returns: once, where it is known what reading does; else often
    /// enough for it to show. What it need not do is to lie still meanwhile.
    template <class Read>
    void update(Read read) noexcept
    {
        const bool news = !take_first(read());
        for (unsigned more = news ? most_readings - 1 : 1; more != 0 && !clears_ && last_ != 0; --more)
            take_next(read());
    }

    /// Have counted as much as @p before, an earlier state of this counter; what is known of the register stays.
    void take_back_to(const Counter& before) noexcept
    {
        if_kept_ = before.if_kept_;
        if_cleared_ = before.if_cleared_;
    }
    void clear() noexcept { if_kept_ = if_cleared_ = 0; }
    [[nodiscard]] std::uint64_t total() const noexcept { return clears_ ? if_cleared_ : if_kept_; }

private:
    /// Of a register that clears and counts all the time, so many would have to show no less each than the one before.
    static constexpr unsigned most_readings = 4;

    /// @return whether it is what was read last
    bool take_first(std::uint64_t reading) noexcept;
    void take_next(std::uint64_t reading) noexcept;

    std::uint64_t if_kept_ = 0;     ///< what was counted, if readings leave the register as it is
    std::uint64_t if_cleared_ = 0;  ///< what was counted, if they clear it
    std::uint64_t last_ = 0;        ///< the last reading
    bool clears_ = false;           ///< proved
};

}  // namespace e1k::hw
