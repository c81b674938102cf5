// SPDX-License-Identifier: BSD-3-Clause
// What dpdk-pmdinfo.py reads out of the plugin. DPDK's own macros and build step cannot make it: C++ mangles the names
// they look for.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hw/chips.hpp"

namespace e1k {

namespace {

constexpr std::string_view head =
    R"(PMD_INFO_STRING= {"name": "net_e1k", "params": "rx_sw_csum=<0|1> rx_scatter=<0|1> rx_ptypes=<0|1>", )"
    R"("kmod": "* igb_uio | uio_pci_generic | vfio-pci", "pci_ids": [)";
constexpr std::string_view tail = "]}";

/// Text of a length known when compiling, zero-terminated.
template <std::size_t Capacity>
struct Text {
    std::array<char, Capacity> chars{};
    std::size_t size = 0;

    constexpr void put(std::string_view s)
    {
        std::copy(s.begin(), s.end(), chars.begin() + static_cast<std::ptrdiff_t>(size));
        size += s.size();
    }

    constexpr void put(std::uint16_t number)
    {
        std::array<char, 5> digits{};
        std::size_t n = 0;
        do
            digits[n++] = static_cast<char>('0' + number % 10);
        while ((number /= 10) != 0);
        while (n != 0)
            chars[size++] = digits[--n];
    }
};

constexpr auto info = [] {
    constexpr std::uint16_t any_id = 0xffff;
    constexpr std::size_t longest_id = std::string_view{", [65535, 65535, 65535, 65535]"}.size();
    Text<head.size() + hw::chips.size() * longest_id + tail.size() + 1> text;
    text.put(head);
    for (const hw::Chip& c : hw::chips) {
        text.put(&c == hw::chips.data() ? "[" : ", [");
        text.put(hw::vendor_intel);
        text.put(", ");
        text.put(c.device_id);
        for (int subsystem_part = 0; subsystem_part < 2; ++subsystem_part) {
            text.put(", ");
            text.put(any_id);
        }
        text.put("]");
    }
    text.put(tail);
    return text;
}();

}  // namespace

extern const std::array<char, info.chars.size()> pmd_info;
[[gnu::used]] const std::array<char, info.chars.size()> pmd_info = info.chars;

}  // namespace e1k
