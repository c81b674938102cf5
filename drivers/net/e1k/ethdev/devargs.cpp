// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/devargs.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <rte_kvargs.h>

#include "dpdk/log.hpp"

namespace e1k {

namespace {

struct FreeKvargs {
    void operator()(rte_kvargs* args) const { rte_kvargs_free(args); }
};

/// What the user has given so far.
struct Reading {
    Devargs values;
    std::array<bool, devarg_table.size()> given{};
};

/// EAL's words of its own in front of ours: driver=net_e1k,KEY=VALUE behind the bus and the class.
[[nodiscard]] bool names_this_driver(const rte_kvargs_pair& pair)
{
    return pair.key == std::string_view{RTE_DEVARGS_KEY_DRIVER} && pair.value != nullptr &&
           pair.value == std::string_view{"net_e1k"};
}

/// @p pair is one of a known key and value that has not been given before, and is taken over; or a line says why not.
[[nodiscard]] bool take(const rte_kvargs_pair& pair, const char* device, Reading& into)
{
    const auto* row = std::ranges::find(devarg_table, std::string_view{pair.key}, &Devarg::key);
    if (row == devarg_table.end()) {
        E1K_LOG(init, ERR, device, "devarg %s is unknown; there is %s", pair.key, devargs_help.c_str());
        return false;
    }
    const std::string_view given = pair.value == nullptr ? "" : pair.value;
    const auto value = std::ranges::find(row->values, given);
    if (value == row->values.end()) {
        E1K_LOG(init, ERR, device, "devarg %s=%s: expected %s", pair.key, given.data(), describe(*row).c_str());
        return false;
    }
    if (std::exchange(into.given[static_cast<std::size_t>(row - devarg_table.data())], true)) {
        E1K_LOG(init, ERR, device, "devarg %s is given twice; there is %s", pair.key, devargs_help.c_str());
        return false;
    }
    row->choose(into.values, static_cast<std::size_t>(value - row->values.begin()));
    return true;
}

}  // namespace

bool parse(const rte_devargs* args, const char* device, Devargs& out)
{
    if (args == nullptr || args->args == nullptr || *args->args == '\0')
        return true;
    const std::unique_ptr<rte_kvargs, FreeKvargs> pairs{rte_kvargs_parse(args->args, nullptr)};
    if (!pairs) {
        E1K_LOG(init, ERR, device, "devargs '%s' are not of the form KEY=VALUE,...; there is %s", args->args,
                devargs_help.c_str());
        return false;
    }
    Reading read;
    for (const rte_kvargs_pair& pair : std::span{pairs->pairs, pairs->count})
        if (!names_this_driver(pair) && !take(pair, device, read))
            return false;
    out = read.values;
    return true;
}

}  // namespace e1k
