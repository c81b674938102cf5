// SPDX-License-Identifier: BSD-3-Clause
#include "counters.hpp"

namespace e1k::hw {

void Counter::add(std::uint32_t first, std::uint32_t second) noexcept
{
    if_cleared_ += std::uint64_t{first} + second;
    clears_ = clears_ || second < first;
    if (clears_)
        return;
    if_kept_ += first >= last_ ? first - last_ : first;  // less: the device began anew
    if_kept_ += second - first;
    last_ = second;
}

void Counters::update(const Device& dev) noexcept
{
    Counters now = *this;
    now.missed.update(dev);
    now.rx_errors.update(dev);
    now.undersized.update(dev);
    now.tx_errors.update(dev);
    if (!removed(dev))  // asked last: what a device that goes meanwhile answers is all-ones, and no count
        *this = now;
}

void Counters::reset(const Device& dev) noexcept
{
    update(dev);
    missed.clear();
    rx_errors.clear();
    undersized.clear();
    tx_errors.clear();
}

}  // namespace e1k::hw
