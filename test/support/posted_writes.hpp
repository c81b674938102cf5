// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace test {

/// Writes to an emulated 8254x as KVM lets them through: most wait in a ring of 170 entries. They arrive, in their
/// order, when there is no room for another, with an access to one of seven registers, or with a read of any. QEMU
/// names the seven in hw/net/e1000.c, e1000_mmio_setup().
class PostedWrites {
public:
    static constexpr std::size_t kvm_limit = 170;

    /// @param limit  how many wait at most; 0: none does
    explicit PostedWrites(std::size_t limit = 0) : limit_{limit} {}

    /// Post a write, or have it and all that wait arrive. @param arrive  takes offset and value of each
    template <class Arrive>
    void write(std::uint32_t offset, std::uint32_t value, Arrive arrive)
    {
        if (waiting_.size() < limit_ && std::ranges::find(at_once, offset) == at_once.end()) {
            waiting_.emplace_back(offset, value);
            return;
        }
        deliver(arrive);
        arrive(offset, value);
    }

    /// Before a read: all that wait arrive.
    template <class Arrive>
    void deliver(Arrive arrive)
    {
        for (const auto& [offset, value] : std::exchange(waiting_, {}))
            arrive(offset, value);
    }

    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

private:
    static constexpr std::array<std::uint32_t, 7> at_once{
        0x0020,  // MDIC
        0x00c0,  // ICR
        0x00c8,  // ICS
        0x00d0,  // IMS
        0x00d8,  // IMC
        0x0400,  // TCTL
        0x3818,  // TDT
    };

    std::size_t limit_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> waiting_;
};

}  // namespace test
