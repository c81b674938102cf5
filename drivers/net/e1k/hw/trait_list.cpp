// SPDX-License-Identifier: BSD-3-Clause
#include "trait_list.hpp"

#include <cstdio>

namespace e1k::hw {

std::size_t tell_differences(const Traits& traits, std::span<TraitText, trait_list.size()> out)
{
    std::size_t n = 0;
    for (const ListedTrait& each : trait_list) {
        const unsigned value = each.value(traits);
        if (value == each.value(Traits{}))
            continue;
        TraitText& text = out[n++];
        if (value < each.words.size())
            (void)std::snprintf(text.data(), text.size(), "%s=%s", each.name, each.words[value]);
        else
            (void)std::snprintf(text.data(), text.size(), "%s=%u", each.name, value);
    }
    return n;
}

}  // namespace e1k::hw
