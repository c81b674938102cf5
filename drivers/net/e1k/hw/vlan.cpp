// SPDX-License-Identifier: BSD-3-Clause
#include "vlan.hpp"

#include <utility>

#include "regs/control.hpp"

namespace e1k::hw {

namespace {

constexpr std::uint32_t ids_of_a_word = 32;

}  // namespace

bool VlanTable::set(std::uint16_t id, bool in) noexcept
{
    const std::uint32_t bit = 1u << id % ids_of_a_word;
    std::uint32_t& word = words_[id / ids_of_a_word];
    const std::uint32_t before = std::exchange(word, in ? word | bit : word & ~bit);
    return word != before;
}

VlanTable VlanTable::all() noexcept
{
    VlanTable table;
    table.words_.fill(~0u);
    return table;
}

/// From the end: on the 82544, a write to an odd word spoils the even one before it.
void VlanTable::write(const Device& dev) const
{
    for (std::uint32_t i = reg::VFTA.count; i-- != 0;)
        dev.mmio.write(reg::VFTA, i, words_[i]);
}

void VlanTable::write(const Device& dev, std::uint16_t id) const
{
    const std::uint32_t i = id / ids_of_a_word;
    dev.mmio.write(reg::VFTA, i, words_[i]);
    if (dev.traits->vfta_write_spoils_even && i % 2 != 0)
        dev.mmio.write(reg::VFTA, i - 1, words_[i - 1]);
}

void set_vlan_type(const Device& dev, std::uint16_t type)
{
    dev.mmio.write(reg::VET, type);
}

void set_vlan_mode(const Device& dev, bool on)
{
    dev.mmio.change(reg::CTRL, bits_if(on, Ctrl::VME), bits_if(!on, Ctrl::VME));
}

void vlan::scrub(const Device& dev)
{
    set_vlan_type(dev, usual_vlan_type);
}

}  // namespace e1k::hw
