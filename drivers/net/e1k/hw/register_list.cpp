// SPDX-License-Identifier: BSD-3-Clause
#include "register_list.hpp"

namespace e1k::hw {

void read_registers(const Device& dev, std::uint32_t first, std::span<std::uint32_t> out)
{
    std::uint32_t at = 0;
    for (const ListedRegister& row : register_list)
        for (std::uint32_t i = 0; i < row.count; ++i, ++at)
            if (at >= first && at - first < out.size())
                out[at - first] = row.read(dev.mmio, i);
}

}  // namespace e1k::hw
