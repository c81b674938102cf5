// SPDX-License-Identifier: BSD-3-Clause
#include "counters.hpp"

namespace e1k::hw {

namespace {

[[nodiscard]] std::uint64_t read(const Device& dev, const CounterRow& row)
{
    const std::uint64_t low = dev.mmio.read(reg::STATS, raw(row.at));
    return row.octets ? std::uint64_t{dev.mmio.read(reg::STATS, raw(row.at) + 1)} << 32 | low : low;
}

/// The row whose register tells what @p row is about.
[[nodiscard]] std::size_t told_by(std::size_t row, const Traits& traits)
{
    if (traits.good_counts_are_total)
        switch (counter_table[row].at) {
        case Stat::GPRC:
            return row_of(Stat::TPR);
        case Stat::GPTC:
            return row_of(Stat::TPT);
        case Stat::GORC:
            return row_of(Stat::TOR);
        case Stat::GOTC:
            return row_of(Stat::TOT);
        default:
            break;
        }
    return row;
}

}  // namespace

void Counters::update(const Device& dev, CounterSet which) noexcept
{
    if (which.none())
        return;
    CounterSet read_those;
    for (std::size_t i = 0; i < counters_n; ++i)
        if (which[i])
            read_those[told_by(i, *dev.traits)] = true;
    Counters now = *this;
    for (std::size_t i = 0; i < counters_n; ++i)
        if (read_those[i])
            now.counters_[i].update([&] { return read(dev, counter_table[i]); });
    if (!removed(dev))  // asked last: what a device that goes meanwhile answers is all-ones, and no count
        *this = now;
}

void Counters::reset(const Device& dev) noexcept
{
    update(dev, all_counters);
    for (Counter& c : counters_)
        c.clear();
}

void Counters::skip(const Device& dev) noexcept
{
    const Counters before = *this;
    update(dev, all_counters);
    for (std::size_t i = 0; i < counters_n; ++i)
        counters_[i].take_back_to(before.counters_[i]);
}

CounterTotals Counters::totals(const Traits& traits) const noexcept
{
    CounterTotals out;
    for (std::size_t i = 0; i < counters_n; ++i)
        out[i] = counters_[told_by(i, traits)].total();
    return out;
}

}  // namespace e1k::hw
