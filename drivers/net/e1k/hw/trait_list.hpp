// SPDX-License-Identifier: BSD-3-Clause
// Traits as they are told: by their names in Traits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "traits.hpp"

namespace e1k::hw {

/// A trait: what it is called, its value as a number, and the words for that, if there are any.
struct ListedTrait {
    const char* name;
    unsigned (*value)(const Traits& of);
    std::span<const char* const> words;
};

inline constexpr std::array<const char*, 2> no_yes{"no", "yes"};
inline constexpr std::array<const char*, 3> reset_ways{"CTRL", "CTRL_DUP", "I/O space"};
inline constexpr std::array<const char*, 3> eeprom_ways{"EERD", "narrow EERD", "pins"};
inline constexpr std::array<const char*, 3> eeprom_part_ways{"64 words", "EECD.SIZE", "EECD.TYPE"};
inline constexpr std::array<const char*, 3> led_controls{"LEDCTL", "pin 0, low", "pin 0, high"};
inline constexpr std::array<const char*, 3> media_words{"copper", "fiber", "SerDes"};
inline constexpr std::array<const char*, 2> phy_kinds{"M88", "IGP"};
inline constexpr std::array<const char*, 2> phy_buses{"MDIC", "pins"};

/// The row of a member that is a number, a switch, or an enumeration with @p words for its values.
template <auto Member>
[[nodiscard]] constexpr ListedTrait listed_trait(const char* name, std::span<const char* const> words = {})
{
    constexpr bool is_switch = std::is_same_v<std::remove_cvref_t<decltype(Traits{}.*Member)>, bool>;
    return {.name = name,
            .value = [](const Traits& of) { return static_cast<unsigned>(of.*Member); },
            .words = is_switch ? std::span<const char* const>{no_yes} : words};
}

/// All that Traits has, in its order.
inline constexpr std::array trait_list{
    listed_trait<&Traits::reset>("reset", reset_ways),
    listed_trait<&Traits::eeprom_reload_us>("eeprom_reload_us"),
    listed_trait<&Traits::reloads_on_request>("reloads_on_request"),
    listed_trait<&Traits::management>("management"),
    listed_trait<&Traits::relaxed_ordering>("relaxed_ordering"),
    listed_trait<&Traits::most_descriptors>("most_descriptors"),
    listed_trait<&Traits::rx_buffer_kib>("rx_buffer_kib"),
    listed_trait<&Traits::rx_buffer_kib_of_long>("rx_buffer_kib_of_long"),
    listed_trait<&Traits::eeprom>("eeprom", eeprom_ways),
    listed_trait<&Traits::eeprom_part>("eeprom_part", eeprom_part_ways),
    listed_trait<&Traits::eeprom_pins_on_request>("eeprom_pins_on_request"),
    listed_trait<&Traits::two_ports>("two_ports"),
    listed_trait<&Traits::segments>("segments"),
    listed_trait<&Traits::cut_done_early>("cut_done_early"),
    listed_trait<&Traits::next_done_early>("next_done_early"),
    listed_trait<&Traits::pcix_short_start>("pcix_short_start"),
    listed_trait<&Traits::pcix_high_end>("pcix_high_end"),
    listed_trait<&Traits::longest_pcix_read>("longest_pcix_read"),
    listed_trait<&Traits::led>("led", led_controls),
    listed_trait<&Traits::media>("media", media_words),
    listed_trait<&Traits::light_is_low>("light_is_low"),
    listed_trait<&Traits::phy>("phy", phy_kinds),
    listed_trait<&Traits::phy_crosses>("phy_crosses"),
    listed_trait<&Traits::phy_bus>("phy_bus", phy_buses),
    listed_trait<&Traits::phy_reset_first>("phy_reset_first"),
    listed_trait<&Traits::phy_reset_pin>("phy_reset_pin"),
    listed_trait<&Traits::half_duplex_stalls>("half_duplex_stalls"),
    listed_trait<&Traits::mac_follows_phy>("mac_follows_phy"),
    listed_trait<&Traits::vfta_write_spoils_even>("vfta_write_spoils_even"),
    listed_trait<&Traits::takes_short>("takes_short"),
    listed_trait<&Traits::rctl_write_deafens_us>("rctl_write_deafens_us"),
    listed_trait<&Traits::rings_change_while_enabled>("rings_change_while_enabled"),
    listed_trait<&Traits::hash_judges_unicast>("hash_judges_unicast"),
    listed_trait<&Traits::mac_loops>("mac_loops"),
    listed_trait<&Traits::loops>("loops"),
    listed_trait<&Traits::loops_without_link>("loops_without_link"),
    listed_trait<&Traits::has_flow_control>("has_flow_control"),
    listed_trait<&Traits::has_gaps>("has_gaps"),
    listed_trait<&Traits::strips_vlan>("strips_vlan"),
    listed_trait<&Traits::empty_last_segment>("empty_last_segment"),
    listed_trait<&Traits::tx_ipv4_checksum_right>("tx_ipv4_checksum_right"),
    listed_trait<&Traits::good_counts_are_total>("good_counts_are_total"),
    listed_trait<&Traits::longest_tx_header>("longest_tx_header"),
};

/// A trait and its value: "reset=CTRL".
using TraitText = std::array<char, 48>;

/// Those that are not what they are of the commonest chip, as silicon: what the driver does otherwise, by name.
/// @return how many of @p out are filled
[[nodiscard]] std::size_t tell_differences(const Traits& traits, std::span<TraitText, trait_list.size()> out);

}  // namespace e1k::hw
