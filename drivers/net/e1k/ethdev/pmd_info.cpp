// SPDX-License-Identifier: BSD-3-Clause
// What dpdk-pmdinfo.py reads out of the plugin. DPDK's own macros and build step cannot make it: C++ mangles the names
// they look for.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dpdk/constant_text.hpp"
#include "ethdev/devargs.hpp"
#include "hw/chips.hpp"

namespace e1k {

namespace {

constexpr std::string_view head = R"(PMD_INFO_STRING= {"name": "net_e1k", "params": ")";
constexpr std::string_view middle = R"(", "kmod": "* igb_uio | uio_pci_generic | vfio-pci", "pci_ids": [)";
constexpr std::string_view tail = "]}";

constexpr auto info = [] {
    constexpr std::uint16_t any_id = 0xffff;
    constexpr std::size_t longest_id = std::string_view{", [65535, 65535, 65535, 65535]"}.size();
    constexpr std::string_view params = devargs_help.view();
    ConstantText<head.size() + params.size() + middle.size() + hw::chips.size() * longest_id + tail.size()> text;
    text.put(head);
    text.put(params);
    text.put(middle);
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
[[gnu::used, gnu::retain]] const std::array<char, info.chars.size()> pmd_info = info.chars;

}  // namespace e1k
