// SPDX-License-Identifier: BSD-3-Clause
// What a port tells of who plays the chip, and of what the driver does otherwise for it: in a private dump and by
// telemetry.
#define ALLOW_EXPERIMENTAL_API  // dumps are, in DPDK 22.11
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "driver.hpp"
#include "telemetry_client.hpp"

namespace test {

namespace {

using namespace model;

struct Told {
    const char* profile;
    std::uint16_t id;
    const char* devargs;
    const char* platform;
    bool by_devarg;
    std::vector<std::string> traits;
};
std::ostream& operator<<(std::ostream& out, const Told& told)
{
    return out << told.profile << ' ' << told.devargs;
}

const Told everybody[]{
    {"silicon", 0x100e, "", "silicon", false, {}},
    {"silicon",
     0x100d,
     "",
     "silicon",
     false,
     {"eeprom_reload_us=2000", "reloads_on_request=yes", "management=no", "eeprom=pins", "eeprom_part=64 words",
      "eeprom_pins_on_request=no", "next_done_early=no", "pcix_short_start=yes", "pcix_high_end=yes",
      "longest_pcix_read=2048", "led=pin 0, low", "light_is_low=yes", "vfta_write_spoils_even=yes"}},
    {"pcix", 0x100f, "", "silicon", false, {"pcix_short_start=yes", "longest_pcix_read=2048"}},
    {"silicon",
     0x107a,
     "",
     "silicon",
     false,
     {"reset=CTRL_DUP", "two_ports=yes", "pcix_short_start=yes", "led=pin 0, low", "media=fiber"}},
    {"qemu",
     0x100e,
     "",
     "QEMU",
     false,
     {"reset=CTRL", "cut_done_early=no", "next_done_early=no", "takes_short=yes", "rctl_write_deafens_us=1000000",
      "rings_change_while_enabled=yes", "hash_judges_unicast=yes", "mac_loops=no", "loops_without_link=no",
      "has_flow_control=no", "has_gaps=no", "empty_last_segment=yes", "good_counts_are_total=yes"}},
    {"virtualbox",
     0x100f,
     "",
     "VirtualBox",
     false,
     {"cut_done_early=no", "next_done_early=no", "loops_without_link=no", "has_flow_control=no"}},
    {"vmware",
     0x100f,
     "",
     "VMware",
     false,
     {"reset=CTRL", "cut_done_early=no", "next_done_early=no", "loops_without_link=no", "has_flow_control=no",
      "has_gaps=no", "tx_ipv4_checksum_right=no"}},
    {"bhyve",
     0x100f,
     "",
     "bhyve",
     false,
     {"reset=CTRL", "eeprom=pins", "cut_done_early=no", "next_done_early=no", "loops=no", "strips_vlan=no",
      "longest_tx_header=240"}},
    {"qemu",
     0x100f,
     "platform=bhyve",
     "bhyve",
     true,
     {"reset=CTRL", "eeprom=pins", "cut_done_early=no", "next_done_early=no", "loops=no", "strips_vlan=no",
      "longest_tx_header=240"}},
};

class TraitsToldOf : public Driver, public ::testing::WithParamInterface<Told> {
protected:
    TraitsToldOf() : Driver(Profile::named(GetParam().profile), GetParam().id) { devargs = GetParam().devargs; }

    [[nodiscard]] std::string dump() const
    {
        char* text = nullptr;
        std::size_t size = 0;
        FILE* const file = open_memstream(&text, &size);
        EXPECT_EQ(rte_eth_dev_priv_dump(port, file), 0);
        fclose(file);
        std::string out{text, size};
        free(text);
        return out;
    }
    /// The traits, @p before, @p between and @p behind them.
    [[nodiscard]] static std::string joined(const char* before, const char* between, const char* behind)
    {
        std::string out = before;
        for (const std::string& trait : GetParam().traits)
            out += (&trait == GetParam().traits.data() ? "" : between) + trait;
        return out + behind;
    }
    [[nodiscard]] static std::string bus() { return std::string_view{GetParam().profile} == "pcix" ? "PCI-X" : "PCI"; }
    static void expect_in(const std::string& part, const std::string& whole)
    {
        EXPECT_NE(whole.find(part), std::string::npos) << part << " in " << whole;
    }
};

TEST_P(TraitsToldOf, AreInAPrivateDump)
{
    const Told& told = GetParam();
    const std::string text = dump();
    expect_in(std::string{"\nplatform: "} + told.platform + '\n', text);
    expect_in(std::string{"\nplatform_by_devarg: "} + (told.by_devarg ? "yes" : "no") + '\n', text);
    expect_in("\nbus: " + bus() + '\n', text);
    expect_in(told.traits.empty() ? "\ntraits: none\n" : joined("\ntraits: ", ", ", "\n"), text);
}

TEST_P(TraitsToldOf, AreToldByTelemetry)
{
    const Told& told = GetParam();
    const std::string text = TelemetryClient{}.ask("/net_e1k/info,0");
    expect_in(std::string{R"("platform":")"} + told.platform + '"', text);
    expect_in(std::string{R"("platform_by_devarg":")"} + (told.by_devarg ? "yes" : "no") + '"', text);
    expect_in(R"("bus":")" + bus() + '"', text);
    expect_in(told.traits.empty() ? R"("traits":[])" : joined(R"("traits":[")", R"(",")", R"("])"), text);
    EXPECT_TRUE(text.ends_with("}}")) << "whole: " << text;
}

INSTANTIATE_TEST_SUITE_P(On, TraitsToldOf, ::testing::ValuesIn(everybody), [](const auto& chosen) {
    const bool chosen_by_user = chosen.param.by_devarg;
    return std::string{chosen.param.profile} + '_' + std::to_string(chosen.param.id) +
           (chosen_by_user ? "_by_user" : "");
});

}  // namespace

}  // namespace test
