// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "support/model/core.hpp"

namespace test::model {

/// The statistics registers, SDM 13.7: cleared by reading, and stuck at their greatest value.
class Statistics {
public:
    explicit Statistics(const Core& core) : core_(core) {}

    /// @param counter  offset of a 32-bit counter, or of the low half of a 64-bit one
    void add(std::uint32_t counter, std::uint32_t amount = 1);
    void add_octets(std::uint32_t low_half, std::uint64_t amount);
    /// The bucket of a frame of @p length bytes, FCS included, in the six from @p first on (PRC64 or PTC64).
    void add_to_histogram(std::uint32_t first, std::size_t length);

    /// Let a counter stand at @p value, e.g. just below its end.
    void set(std::uint32_t counter, std::uint32_t value) { at(counter) = value; }
    [[nodiscard]] std::uint32_t peek(std::uint32_t counter) const { return values_[(counter & 0xff) / 4]; }

    /// A register read, with its side effect.
    [[nodiscard]] std::uint32_t read(std::uint32_t counter);
    void reset() { values_.fill(0); }

private:
    std::uint32_t& at(std::uint32_t counter) { return values_[(counter & 0xff) / 4]; }
    [[nodiscard]] bool clears(std::uint32_t counter) const;

    const Core& core_;
    std::array<std::uint32_t, 64> values_{};
};

}  // namespace test::model
