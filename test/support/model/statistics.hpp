// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "support/model/core.hpp"

namespace test::model {

/// The statistics registers, SDM 13.7: cleared by reading, and stuck at their greatest value.
class Statistics {
public:
    explicit Statistics(const Core& core) : core_(core) {}

    /// @param counter  offset of a 32-bit counter, or of the low half of a 64-bit one
    void add(std::uint32_t counter, std::uint32_t amount = 1);
    void add_octets(std::uint32_t low_half, std::uint64_t amount);

    /// A frame is handed over that is sound, or that was sent. Without its FCS, as it was on the wire.
    /// @param crc_kept  the FCS is in memory, too  @param by_hash  MTA let it in
    void received(std::span<const std::uint8_t> frame, bool crc_kept, bool by_hash);
    /// @param tagged  the device has put in its VLAN tag
    void sent(std::span<const std::uint8_t> frame, bool tagged);
    /// A frame came that is damaged or finds no room.
    void received_in_vain(std::size_t length);
    /// Count @p frame if it is flow control, SDM 13.7.16 to 13.7.20. @return whether it is
    bool flow_control(std::span<const std::uint8_t> frame);

    /// Let a counter stand at @p value, e.g. just below its end.
    void set(std::uint32_t counter, std::uint32_t value) { at(counter) = value; }
    [[nodiscard]] std::uint32_t peek(std::uint32_t counter) const { return values_[(counter & 0xff) / 4]; }

    /// A register read, with its side effect.
    [[nodiscard]] std::uint32_t read(std::uint32_t counter);
    void reset() { values_.fill(0); }

private:
    std::uint32_t& at(std::uint32_t counter) { return values_[(counter & 0xff) / 4]; }
    [[nodiscard]] bool counts(std::uint32_t counter) const;
    [[nodiscard]] bool clears(std::uint32_t counter) const;
    void add_to_histogram(std::uint32_t first, std::size_t length);
    void add_group(std::span<const std::uint8_t> frame);
    void copy_totals(std::uint32_t packets, std::uint32_t octets, std::uint32_t from_packets,
                     std::uint32_t from_octets);

    const Core& core_;
    std::array<std::uint32_t, 64> values_{};
};

}  // namespace test::model
