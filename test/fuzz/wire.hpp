// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hw/descriptors.hpp"
#include "support/clock.hpp"
#include "support/frame.hpp"
#include "support/model/core.hpp"
#include "support/model/interrupts.hpp"
#include "support/model/statistics.hpp"
#include "support/model/transmitter.hpp"

namespace fuzz {

/// The test bed's model of a transmitter, on a ring: what goes out of it. What a correct driver never does is a
/// finding.
class Wire {
public:
    /// The device has just been reset. @param profile  whose transmitter  @param care  what it wants
    Wire(const test::model::Profile& profile, const e1k::hw::TxCare& care, std::span<e1k::hw::TxDesc> ring);
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// TDT is written, and all up to there is sent and reported. @return the frames
    [[nodiscard]] std::vector<test::Frame> send(std::uint32_t tail);

private:
    test::SimulatedClock clock_;
    test::model::Core core_;
    test::model::Statistics statistics_{core_};
    test::model::Interrupts interrupts_{core_, [](bool) {}};
    std::vector<test::Frame> sent_;
    test::model::Transmitter transmitter_{core_, statistics_, interrupts_,
                                          [this](test::Frame frame) { sent_.push_back(std::move(frame)); }};
};

}  // namespace fuzz
