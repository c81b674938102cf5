// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/tx_fifo.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "support/model/registers.hpp"

namespace test::model {

bool TxFifo::pass(std::size_t length, bool full_duplex)
{
    if (!core_.chip.half_duplex_stalls)
        return true;
    constexpr std::array pointers{reg::TDFH, reg::TDFT, reg::TDFHS, reg::TDFTS};
    constexpr std::uint32_t kib = 1024, unit_of_pointers = 8, bearable = 0x3e0;
    constexpr std::size_t unit = 16;
    const std::uint32_t begin = core_.packet_buffer * kib, end = core_.chip.packet_buffer_kib * kib;
    // A reset leaves them where the FIFO begins.
    std::uint32_t at = std::max(core_.regs[reg::TDFT] * unit_of_pointers, begin);
    const auto space = static_cast<std::uint32_t>((length + 2 * unit - 1) / unit * unit);
    for (const std::uint32_t each : pointers)
        if (core_.regs[each] != core_.regs[reg::TDFT])
            core_.failures.add("transmit: the FIFO's pointers are not where one another is");
    if (!full_duplex && at + space >= end + bearable) {
        core_.failures.add("transmit: " + std::to_string(length) + " bytes " + std::to_string(end - at) +
                           " in front of the FIFO's end stop the transmitter at half duplex");
        return false;
    }
    at += space;
    if (at >= end)
        at -= end - begin;
    for (const std::uint32_t each : pointers)
        core_.regs[each] = at / unit_of_pointers;
    return true;
}

}  // namespace test::model
