// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "device.hpp"
#include "regs/statistics.hpp"

namespace e1k::hw {

/// A statistics register accumulated to 64 bits. Silicon clears the registers on reading; QEMU clears most, but keeps
/// MPC, RNBC and the error counters. Neither wraps: a full register stays full, SDM 13.7.
///
/// Which of the two it is shows when a value is read twice: only one that was cleared can be less the second time. It
/// need not be, where as much was counted in between; so both accounts are kept until one of them is proved.
class Counter {
public:
    /// Take in two readings of the register, one right after the other.
    void add(std::uint32_t first, std::uint32_t second) noexcept;
    void clear() noexcept { if_kept_ = if_cleared_ = 0; }
    [[nodiscard]] std::uint64_t total() const noexcept { return clears_ ? if_cleared_ : if_kept_; }

private:
    std::uint64_t if_kept_ = 0;     ///< what was counted, if readings leave the register as it is
    std::uint64_t if_cleared_ = 0;  ///< what was counted, if they clear it
    std::uint32_t last_ = 0;        ///< the last reading
    bool clears_ = false;           ///< proved
};

/// Registers that count towards one number.
template <Stat... Registers>
class CounterGroup {
public:
    void update(const Device& dev) noexcept
    {
        constexpr std::array registers{Registers...};
        for (std::size_t i = 0; i < registers.size(); ++i) {
            const std::uint32_t first = dev.mmio.read(reg::STATS, raw(registers[i]));
            const std::uint32_t second = first == 0 ? 0 : dev.mmio.read(reg::STATS, raw(registers[i]));
            counters_[i].add(first, second);
        }
    }

    void clear() noexcept
    {
        for (Counter& c : counters_)
            c.clear();
    }

    [[nodiscard]] std::uint64_t total() const noexcept
    {
        std::uint64_t sum = 0;
        for (const Counter& c : counters_)
            sum += c.total();
        return sum;
    }

private:
    std::array<Counter, sizeof...(Registers)> counters_{};
};

/// The hardware's own account of frames that software never sees.
struct Counters {
    CounterGroup<Stat::MPC> missed;  ///< no receive buffer, or no room in the packet buffer
    /// Damaged, or too long. RLEC counts RFC, RUC, ROC and RJC once more, and CRCERRS what RJC does, SDM 13.7.1.
    CounterGroup<Stat::CRCERRS, Stat::ALGNERRC, Stat::RXERRC, Stat::CEXTERR, Stat::RFC, Stat::ROC> rx_errors;
    CounterGroup<Stat::RUC> undersized;  ///< too short, and otherwise sound
    CounterGroup<Stat::ECOL> tx_errors;  ///< given up after collisions; late ones are retried, TCTL.RTLC

    /// Read the registers; a device that is gone adds nothing.
    void update(const Device& dev) noexcept;
    /// Begin at zero: what the registers hold now is forgotten.
    void reset(const Device& dev) noexcept;
};

}  // namespace e1k::hw
