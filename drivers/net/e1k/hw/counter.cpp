// SPDX-License-Identifier: BSD-3-Clause
#include "counter.hpp"

#include <limits>

namespace e1k::hw {

namespace {

/// No count goes backwards, not even of a device that lies.
void add(std::uint64_t& sum, std::uint64_t more)
{
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    sum = more > most - sum ? most : sum + more;
}

}  // namespace

bool Counter::take_first(std::uint64_t reading) noexcept
{
    const bool known = reading == last_;
    add(if_cleared_, reading);
    add(if_kept_, reading >= last_ ? reading - last_ : reading);  // less: the device began anew
    last_ = reading;
    return known;
}

void Counter::take_next(std::uint64_t reading) noexcept
{
    add(if_cleared_, reading);
    if (reading < last_)
        clears_ = true;
    else
        add(if_kept_, reading - last_);
    last_ = reading;
}

}  // namespace e1k::hw
