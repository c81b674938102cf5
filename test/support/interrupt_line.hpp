// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <mutex>
#include <thread>

#include "support/backend.hpp"

namespace test {

/// An interrupt pin as Linux UIO shows it to user space: a file descriptor that gives a 4-byte count per interrupt and
/// takes a 4-byte 1 to unmask, 0 to mask. Level triggered: masked on delivery, delivered again after unmasking if the
/// pin is still asserted.
class InterruptLine final : public InterruptSink {
public:
    InterruptLine();
    ~InterruptLine();
    InterruptLine(const InterruptLine&) = delete;
    InterruptLine& operator=(const InterruptLine&) = delete;

    /// The driver's end, for RTE_INTR_HANDLE_UIO.
    [[nodiscard]] int fd() const { return ours_[0]; }

    void level(bool asserted) override;

    /// Interrupts delivered so far.
    [[nodiscard]] std::uint32_t delivered() const;

private:
    void serve();
    void deliver();

    int ours_[2] = {-1, -1};
    mutable std::mutex mutex_;
    bool asserted_ = false;
    bool masked_ = true;
    std::uint32_t count_ = 0;
    std::thread thread_;
};

}  // namespace test
