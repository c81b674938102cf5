// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <rte_devargs.h>

#include "dpdk/constant_text.hpp"
#include "hw/platforms.hpp"
#include "port/adapter.hpp"

namespace e1k {

/// A key that the user may give behind a device's address, and the words that are its values.
struct Devarg {
    std::string_view key;
    std::span<const std::string_view> values;
    void (*choose)(Devargs& out, std::size_t value);  ///< by its place among the values
};

inline constexpr std::array<std::string_view, 2> off_on{"0", "1"};

template <bool Devargs::*Switch>
constexpr void switch_to(Devargs& out, std::size_t on)
{
    out.*Switch = on != 0;
}

/// All there are: parse() goes by this table, messages and dpdk-pmdinfo list it, and the user guide's table is held
/// against it.
inline constexpr std::array devarg_table{
    Devarg{"rx_sw_csum", off_on, switch_to<&Devargs::rx_sw_csum>},
    Devarg{"rx_scatter", off_on, switch_to<&Devargs::rx_scatter>},
    Devarg{"rx_ptypes", off_on, switch_to<&Devargs::rx_ptypes>},
    Devarg{"platform", hw::platform_words,
           [](Devargs& out, std::size_t value) { out.platform = hw::Platform{static_cast<std::uint8_t>(value)}; }},
};

/// A row as the user is to write it: KEY=<VALUE|VALUE>.
[[nodiscard]] constexpr auto describe(const Devarg& row)
{
    ConstantText<100> text;
    text.put(row.key);
    for (const std::string_view& value : row.values) {
        text.put(&value == row.values.data() ? "=<" : "|");
        text.put(value);
    }
    text.put(">");
    return text;
}

/// All rows, with a space between two.
inline constexpr auto devargs_help = [] {
    ConstantText<101 * devarg_table.size()> text;
    for (const Devarg& row : devarg_table) {
        text.put(&row == devarg_table.data() ? "" : " ");
        text.put(describe(row).view());
    }
    return text;
}();

/// Read @p args; there are none where that is null.
/// @param device  that log lines begin with
/// @return false if something in it is unknown, malformed or said twice: a line says what, and what there is. @p out is
///         untouched
[[nodiscard]] bool parse(const rte_devargs* args, const char* device, Devargs& out);

}  // namespace e1k
