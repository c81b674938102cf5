// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/core.hpp"

#include <cstdio>

namespace test::model {

std::uint8_t* Memory::at(std::uint64_t address, std::size_t length, const char* purpose)
{
    constexpr std::uint64_t first_page = 4096;
    const bool sane = address >= first_page && address + length > address;
    if (sane && (!permitted || permitted(address, length)))
        return reinterpret_cast<std::uint8_t*>(address);
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "%s: %zu bytes at 0x%llx are not memory for DMA", purpose, length,
                  static_cast<unsigned long long>(address));
    failures_.add(text.data());
    return nullptr;
}

}  // namespace test::model
