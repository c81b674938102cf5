// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>

#include "support/model/core.hpp"
#include "support/model/phy.hpp"

namespace test::model {

/// MDIC, the way to the PHY's registers, SDM 13.4.6; see MdioPins for the chip that has none.
class Mdic {
public:
    /// @param done  called when an access with its interrupt bit ends
    Mdic(Core& core, Phy& phy, std::function<void()> done) : core_(core), phy_(phy), done_(std::move(done)) {}

    void power_on();
    [[nodiscard]] std::uint32_t read() const;
    void write(std::uint32_t value);

private:
    Core& core_;
    Phy& phy_;
    std::function<void()> done_;
    std::uint32_t value_ = 0;
    std::uint64_t ready_us_ = 0;
};

}  // namespace test::model
