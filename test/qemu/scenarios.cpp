// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios.hpp"

#include <algorithm>
#include <cstdio>

#include "support/model/registers.hpp"

namespace test {

void Transcript::say(std::string_view what, std::uint64_t value)
{
    char text[32];
    std::snprintf(text, sizeof(text), " %llx\n", static_cast<unsigned long long>(value));
    text_.append(what).append(text);
}

void Transcript::say(std::string_view what, std::span<const std::uint8_t> bytes)
{
    std::uint32_t digest = 2166136261;  // FNV-1a
    for (const auto byte : bytes)
        digest = (digest ^ byte) * 16777619;
    char text[64];
    std::snprintf(text, sizeof(text), " %zu bytes, digest %08x:", bytes.size(), digest);
    text_.append(what).append(text);
    for (const auto byte : bytes.first(std::min<std::size_t>(bytes.size(), 64))) {
        std::snprintf(text, sizeof(text), " %02x", byte);
        text_.append(text);
    }
    text_.append("\n");
}

void tell_statistics(Specimen& device, Transcript& out)
{
    for (const bool again : {false, true})
        for (std::uint32_t at = model::reg::STATISTICS; at < model::reg::STATISTICS_END; at += 4) {
            char name[16];
            std::snprintf(name, sizeof name, "%s%x", again ? "again " : "", at);
            out.say(name, device.read(at));
        }
}

std::vector<Scenario> scenarios()
{
    std::vector<Scenario> list;
    append_control_scenarios(list);
    append_receive_scenarios(list);
    append_transmit_scenarios(list);
    append_offload_scenarios(list);
    append_vlan_scenarios(list);
    return list;
}

}  // namespace test
