// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "specimen.hpp"

namespace test {

/// What a scenario saw, a line each.
class Transcript {
public:
    void say(std::string_view what, std::uint64_t value);
    /// Long contents are cut: the length and a digest stand for them.
    void say(std::string_view what, std::span<const std::uint8_t> bytes);
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// Lines of a transcript that model and QEMU do not share.
struct Difference {
    std::string_view line;  ///< how they begin
    std::string_view reason;
};

/// A script for a device.
struct Scenario {
    std::string_view name;
    std::function<void(Specimen&, Transcript&)> script;
    std::vector<Difference> known;
};

/// For gtest's messages.
inline void PrintTo(const Scenario& scenario, std::ostream* out)
{
    *out << scenario.name;
}

// What the scripts for both ways have in common: where the ring lies in the memory for DMA, and its length.
constexpr std::size_t ring_offset = 0;
constexpr std::uint32_t ring_size = 16;

/// All statistics, twice: what reading does to them is to be the same, too.
void tell_statistics(Specimen& device, Transcript& out);

[[nodiscard]] std::vector<Scenario> scenarios();

// The scripts, by what they are about.
void append_control_scenarios(std::vector<Scenario>& list);
void append_offload_scenarios(std::vector<Scenario>& list);
void append_receive_scenarios(std::vector<Scenario>& list);
void append_transmit_scenarios(std::vector<Scenario>& list);
void append_vlan_scenarios(std::vector<Scenario>& list);

}  // namespace test
