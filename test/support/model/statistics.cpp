// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/statistics.hpp"

#include <algorithm>
#include <limits>

#include "support/model/registers.hpp"

namespace test::model {

namespace {

constexpr std::array<std::uint32_t, 4> low_halves{counter::GORCL, counter::GOTCL, counter::TORL, counter::TOTL};

bool is_low_half(std::uint32_t counter)
{
    return std::ranges::find(low_halves, counter) != low_halves.end();
}

/// QEMU has handlers that clear for these alone.
bool cleared_by_qemu(std::uint32_t counter)
{
    return (counter >= counter::PRC64 && counter <= counter::GOTCH) || counter == counter::RUC ||
           counter == counter::ROC || (counter >= counter::TORL && counter <= counter::TSCTC);
}

}  // namespace

void Statistics::add(std::uint32_t counter, std::uint32_t amount)
{
    if (!core_.profile.statistics)
        return;
    std::uint32_t& value = at(counter);
    const std::uint32_t room = std::numeric_limits<std::uint32_t>::max() - value;
    value += std::min(room, amount);
}

void Statistics::add_octets(std::uint32_t low_half, std::uint64_t amount)
{
    if (!core_.profile.statistics)
        return;
    const std::uint64_t before = std::uint64_t{at(low_half + 4)} << 32 | at(low_half);
    const std::uint64_t after = before + std::min(amount, ~before);
    at(low_half) = static_cast<std::uint32_t>(after);
    at(low_half + 4) = static_cast<std::uint32_t>(after >> 32);
}

void Statistics::add_to_histogram(std::uint32_t first, std::size_t length)
{
    constexpr std::array<std::size_t, 5> up_to{64, 127, 255, 511, 1023};
    const auto bucket = std::ranges::lower_bound(up_to, length) - up_to.begin();
    add(first + 4 * static_cast<std::uint32_t>(bucket));
}

bool Statistics::clears(std::uint32_t counter) const
{
    return !is_low_half(counter) && (core_.profile.errors_clear_on_read || cleared_by_qemu(counter));
}

std::uint32_t Statistics::read(std::uint32_t counter)
{
    const std::uint32_t value = at(counter);
    if (clears(counter)) {
        at(counter) = 0;
        if (is_low_half(counter - 4))  // reading the high half ends both (SDM 13.7.29)
            at(counter - 4) = 0;
    }
    return value;
}

}  // namespace test::model
