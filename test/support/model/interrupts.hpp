// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>

#include "support/model/core.hpp"

namespace test::model {

/// Interrupt causes, mask and throttling, SDM 13.4.17 to 13.4.21.
class Interrupts {
public:
    Interrupts(Core& core, std::function<void(bool)> line) : core_(core), line_(std::move(line)) {}

    /// Set causes, as events do.
    void raise(std::uint32_t causes);

    void clear(std::uint32_t causes);
    [[nodiscard]] std::uint32_t read_icr();
    void write_ims(std::uint32_t bits);
    void write_imc(std::uint32_t bits);
    [[nodiscard]] std::uint32_t ims() const { return ims_; }
    [[nodiscard]] std::uint32_t causes() const { return icr_; }

    void reset();
    /// Assert what throttling held back.
    void tick() { update(); }

private:
    void update();

    Core& core_;
    std::function<void(bool)> line_;
    std::uint32_t icr_ = 0;
    std::uint32_t ims_ = 0;
    bool asserted_ = false;
    std::uint64_t not_before_us_ = 0;
};

}  // namespace test::model
