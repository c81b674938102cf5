// SPDX-License-Identifier: BSD-3-Clause
#include "filter.hpp"

namespace e1k::hw {

void set_receive_address(const Device& dev, std::uint32_t index, const MacAddress& mac)
{
    const std::uint32_t low =
        mac[0] | std::uint32_t{mac[1]} << 8 | std::uint32_t{mac[2]} << 16 | std::uint32_t{mac[3]} << 24;
    const std::uint32_t high = mac[4] | std::uint32_t{mac[5]} << 8;
    dev.mmio.write(reg::RAH, index, Rah{});  // invalid while it changes
    dev.mmio.write(reg::RAL, index, low);
    dev.mmio.write(reg::RAH, index, RahAddr::put(high) | Rah::AV);
}

void clear_receive_address(const Device& dev, std::uint32_t index)
{
    dev.mmio.write(reg::RAH, index, Rah{});  // AV first: no half address is ever valid
    dev.mmio.write(reg::RAL, index, 0);
}

void MulticastTable::add(const MacAddress& group) noexcept
{
    const unsigned hash = unsigned{group[5]} << 4 | unsigned{group[4]} >> 4;
    words_[hash / 32] |= 1u << hash % 32;
}

MulticastTable MulticastTable::all() noexcept
{
    MulticastTable table;
    table.words_.fill(~0u);
    return table;
}

/// From the end: on the 82544, a write to an odd word spoils the even one before it.
void MulticastTable::write(const Device& dev) const
{
    for (std::uint32_t i = reg::MTA.count; i-- != 0;)
        dev.mmio.write(reg::MTA, i, words_[i]);
}

void filter::scrub(const Device& dev)
{
    for (std::uint32_t i = 0; i < receive_addresses; ++i)
        clear_receive_address(dev, i);
}

bool read_station_address(const Device& dev, MacAddress& out)
{
    const Rah rah = dev.mmio.read(reg::RAH, 0);
    const std::uint64_t octets = std::uint64_t{RahAddr::get(rah)} << 32 | dev.mmio.read(reg::RAL, 0);
    MacAddress mac{};
    for (unsigned i = 0; i < mac.size(); ++i)
        mac[i] = static_cast<std::uint8_t>(octets >> (8 * i));
    if (!any(rah, Rah::AV) || !valid_unicast(mac))
        return false;
    out = mac;
    return true;
}

}  // namespace e1k::hw
