// SPDX-License-Identifier: BSD-3-Clause
#include "stats.hpp"

namespace e1k::hw {

void Counter::add(std::uint32_t first, std::uint32_t second) noexcept
{
    total_ += first >= last_ ? first - last_ : first;
    const bool kept = second >= first;
    total_ += kept ? second - first : second;
    last_ = kept ? second : 0;
}

void Stats::update(const Device& dev) noexcept
{
    Stats now = *this;
    now.missed.update(dev);
    now.rx_errors.update(dev);
    now.tx_errors.update(dev);
    if (!removed(dev))  // asked last: what a device that goes meanwhile answers is all-ones, and no count
        *this = now;
}

void Stats::reset(const Device& dev) noexcept
{
    update(dev);
    missed.clear();
    rx_errors.clear();
    tx_errors.clear();
}

}  // namespace e1k::hw
