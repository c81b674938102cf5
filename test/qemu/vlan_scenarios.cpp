// SPDX-License-Identifier: BSD-3-Clause
#include <initializer_list>
#include <string>

#include "receiving.hpp"
#include "scenarios.hpp"
#include "support/model/registers.hpp"

namespace test {

namespace {

using namespace receiving;

void vlan_filter(Specimen& device, Transcript& out)
{
    clear_tables(device);
    device.write(reg::VET, 0x8100);
    device.write(reg::VFTA + (100 >> 5) * 4, 1u << (100 & 31));
    const auto control = device.read(reg::CTRL);
    for (const bool strip : {false, true}) {
        device.write(reg::CTRL, strip ? control | model::ctrl::VME : control & ~model::ctrl::VME);
        for (const bool filter : {false, true}) {
            open(device, usual | (filter ? rctl::VFE : 0));
            for (const std::uint16_t tag : {std::uint16_t{0x6064}, std::uint16_t{0x6065}})  // VLAN 100 and 101
                device.arrive(tagged(frame_to(mac, 100), tag));
            device.arrive(frame_to(mac, 100));
            tell(device, out, std::string{strip ? "VME" : "no VME"} + (filter ? " VFE" : ""));
        }
    }
}

/// Which tags the filter and the stripping know, by their type; two of them; a priority alone; the filter before all
/// that would let a frame in.
void vlan_types(Specimen& device, Transcript& out)
{
    clear_tables(device);
    const auto control = device.read(reg::CTRL);
    for (const std::uint16_t type : {std::uint16_t{0x8100}, std::uint16_t{0x88a8}}) {
        device.write(reg::VET, type);
        device.write(reg::VFTA + (100 >> 5) * 4, 1u << (100 & 31));
        for (const bool strip : {false, true}) {
            device.write(reg::CTRL, strip ? control | model::ctrl::VME : control & ~model::ctrl::VME);
            open(device, usual | rctl::VFE | rctl::UPE | rctl::MPE);
            for (const auto& to : {mac, someone, everyone, group})
                for (const std::uint16_t tci : {std::uint16_t{100}, std::uint16_t{0xf064}, std::uint16_t{0xe000}})
                    device.arrive(tagged(frame_to(to, 64), tci, type));
            device.arrive(tagged(frame_to(mac, 64), 101, 0x9100));
            device.arrive(tagged(tagged(frame_to(mac, 64), 5), 100, type));
            device.arrive(tagged(frame_to(mac, 44), 100, type));
            tell(device, out, "type " + std::to_string(type) + (strip ? " VME" : " no VME"));
        }
    }
}

/// No filter is a table of all VLANs.
void full_vlan_table(Specimen& device, Transcript& out)
{
    clear_tables(device);
    device.write(reg::VET, 0x8100);
    for (std::uint32_t offset = reg::VFTA; offset < reg::VFTA_END; offset += 4)
        device.write(offset, ~0u);
    open(device, usual | rctl::VFE);
    for (const std::uint16_t tci : std::initializer_list<std::uint16_t>{0, 1, 0x64, 0xfff, 0x1000, 0xe000, 0xffff})
        device.arrive(tagged(frame_to(mac, 64), tci));
    device.arrive(frame_to(mac, 64));
    device.arrive(tagged(frame_to(someone, 64), 1));
    tell(device, out, "full");
}

}  // namespace

void append_vlan_scenarios(std::vector<Scenario>& list)
{
    list.push_back({"Vlan", vlan_filter, {}});
    list.push_back({"VlanTypes", vlan_types, {}});
    list.push_back({"FullVlanTable", full_vlan_table, {}});
}

}  // namespace test
