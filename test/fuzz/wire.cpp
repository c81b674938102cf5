// SPDX-License-Identifier: BSD-3-Clause
#include "wire.hpp"

#include <sanitizer/asan_interface.h>

#include <string>
#include <utility>

#include "support/model/registers.hpp"
#include "support/require.hpp"

namespace fuzz {

namespace reg = test::model::reg;

Wire::Wire(const test::model::Profile& profile, const e1k::hw::TxCare& care, std::span<e1k::hw::TxDesc> ring)
    : core_{clock_, profile}
{
    core_.chip.long_start_hangs = care.short_start;
    core_.chip.low_end_hangs = care.high_end;
    core_.chip.cut_reported_early = care.short_end;
    core_.chip.next_reported_early = care.short_next_end;
    core_.failures.on_failure = [](const std::string& reason) { require(false, reason.c_str()); };
    core_.memory.permitted = [](std::uint64_t address, std::size_t length) {
        auto* const memory = reinterpret_cast<void*>(address);  // NOLINT(performance-no-int-to-ptr): IOVA is VA
        return __asan_region_is_poisoned(memory, length) == nullptr;
    };
    const auto base = reinterpret_cast<std::uintptr_t>(ring.data());
    core_.regs[reg::TDBAL] = static_cast<std::uint32_t>(base);
    core_.regs[reg::TDBAH] = static_cast<std::uint32_t>(base >> 32);
    core_.regs[reg::TDLEN] = static_cast<std::uint32_t>(ring.size_bytes());
    transmitter_.write_tctl(test::model::tctl::EN);
}

std::vector<test::Frame> Wire::send(std::uint32_t tail)
{
    transmitter_.write_tdt(tail);
    transmitter_.run(true);
    return std::exchange(sent_, {});
}

}  // namespace fuzz
