// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/devargs.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>

#include <rte_kvargs.h>

#include "dpdk/log.hpp"

namespace e1k {

namespace {

struct Switch {
    const char* key;
    bool Devargs::*value;
};
constexpr Switch switches[]{
    {"rx_sw_csum", &Devargs::rx_sw_csum}, {"rx_scatter", &Devargs::rx_scatter}, {"rx_ptypes", &Devargs::rx_ptypes}};

struct FreeKvargs {
    void operator()(rte_kvargs* args) const { rte_kvargs_free(args); }
};

[[nodiscard]] bool read_switch(const char* device, const char* key, const char* value, bool& out)
{
    const bool on = value != nullptr && std::strcmp(value, "1") == 0;
    if (!on && (value == nullptr || std::strcmp(value, "0") != 0)) {
        E1K_LOG(init, ERR, device, "devarg %s=%s: expected 0 or 1", key, value == nullptr ? "" : value);
        return false;
    }
    out = on;
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
                devargs_help);
        return false;
    }
    Devargs read;
    for (const rte_kvargs_pair& each : std::span{pairs->pairs, pairs->count}) {
        const auto* known =
            std::ranges::find_if(switches, [&](const Switch& s) { return s.key == std::string_view{each.key}; });
        if (known == std::end(switches)) {
            E1K_LOG(init, ERR, device, "devarg %s is unknown; there is %s", each.key, devargs_help);
            return false;
        }
        if (!read_switch(device, each.key, each.value, read.*known->value))
            return false;
    }
    out = read;
    return true;
}

}  // namespace e1k
