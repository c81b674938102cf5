// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace test {

/// The time a device lives in, in microseconds.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual std::uint64_t now_us() const = 0;
    /// A register access took place, which takes about a microsecond on PCI.
    virtual void access() {}
};

/// Real time.
class MonotonicClock final : public Clock {
public:
    [[nodiscard]] std::uint64_t now_us() const override
    {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
    }
};

/// Time that a test owns: it passes when someone says so, and a microsecond with every register access.
class SimulatedClock final : public Clock {
public:
    [[nodiscard]] std::uint64_t now_us() const override { return now_us_; }
    void access() override { advance(1); }
    void advance(std::uint64_t us) { now_us_ += us; }

private:
    std::atomic<std::uint64_t> now_us_ = 0;
};

}  // namespace test
