// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "scenarios.hpp"
#include "support/model/registers.hpp"

namespace test {

namespace {

namespace reg = model::reg;

struct Named {
    const char* name;
    std::uint32_t offset;
};

constexpr std::array plain{Named{"RDBAL", reg::RDBAL},       Named{"RDBAH", reg::RDBAH}, Named{"RDLEN", reg::RDLEN},
                           Named{"RDTR", reg::RDTR},         Named{"RADV", reg::RADV},   Named{"TDBAL", reg::TDBAL},
                           Named{"TDBAH", reg::TDBAH},       Named{"TDLEN", reg::TDLEN}, Named{"TIDV", reg::TIDV},
                           Named{"TADV", reg::TADV},         Named{"ITR", reg::ITR},     Named{"VET", reg::VET},
                           Named{"MTA", reg::MTA},           Named{"VFTA", reg::VFTA},   Named{"RAL1", reg::RA + 8},
                           Named{"RAH1", reg::RA + 12},      Named{"FCAL", reg::FCAL},   Named{"RXCSUM", reg::RXCSUM},
                           Named{"CTRL_EXT", reg::CTRL_EXT}, Named{"TIPG", reg::TIPG},   Named{"RXDCTL", reg::RXDCTL},
                           Named{"TXDCTL", reg::TXDCTL}};

void power_on_values(Specimen& device, Transcript& out)
{
    for (const auto& each :
         {Named{"CTRL", reg::CTRL}, Named{"STATUS", reg::STATUS}, Named{"RCTL", reg::RCTL}, Named{"TCTL", reg::TCTL},
          Named{"ICR", reg::ICR}, Named{"IMS", reg::IMS}, Named{"RDH", reg::RDH}, Named{"RDT", reg::RDT},
          Named{"TDH", reg::TDH}, Named{"TDT", reg::TDT}, Named{"PBA", reg::PBA}, Named{"RAH0", reg::RA + 4}})
        out.say(each.name, device.read(each.offset) & (each.offset == reg::RA + 4 ? 0x8000'0000 : ~0u));
}

void stored_bits(Specimen& device, Transcript& out)
{
    for (const auto& each : plain) {
        for (const std::uint32_t value : {0xffff'ffffu, 0xa5a5'a5a5u, 0u}) {
            device.write(each.offset, value);
            out.say(each.name, device.read(each.offset));
        }
    }
}

void eeprom(Specimen& device, Transcript& out)
{
    unsigned sum = 0;
    for (unsigned address = 0; address < 64; ++address)
        sum += device.eeprom_word(address);
    out.say("sum", sum & 0xffff);
    device.write(reg::EERD, 0x0501);
    out.say("EERD bits", device.read(reg::EERD) & 0xffff);
}

void phy(Specimen& device, Transcript& out)
{
    for (const auto& each : {Named{"BMCR", 0}, Named{"BMSR", 1}, Named{"ID1", 2}, Named{"ID2", 3}, Named{"ANAR", 4},
                             Named{"ANLPAR", 5}, Named{"ANER", 6}, Named{"GCR", 9}, Named{"GSR", 10}}) {
        out.say(each.name, device.phy(1, each.offset));
    }
    out.say("PHY at address 2", device.phy(2, 2) & 0x7000'0000);
}

void link(Specimen& device, Transcript& out)
{
    const auto look = [&](const char* when) {
        out.say(std::string{when} + " LU", device.read(reg::STATUS) & model::status::LU);
        device.phy(1, 1);  // BMSR latches a lost link
        out.say(std::string{when} + " BMSR", device.phy(1, 1) & 0x24);
        out.say(std::string{when} + " LSC", device.read(reg::ICR) & model::icr::LSC);
        out.say(std::string{when} + " LSC, read again", device.read(reg::ICR) & model::icr::LSC);
    };
    device.read(reg::ICR);
    look("at first");
    device.plug(false);
    look("pulled");
    device.plug(true);
    look("plugged in");
}

void interrupt_registers(Specimen& device, Transcript& out)
{
    device.read(reg::ICR);
    device.write(reg::IMS, 0x84);
    out.say("IMS", device.read(reg::IMS));
    device.write(reg::IMS, 0x10);
    out.say("IMS, one more", device.read(reg::IMS));
    device.write(reg::IMC, 0x80);
    out.say("IMS, one less", device.read(reg::IMS));
    out.say("IMC", device.read(reg::IMC));
    device.write(reg::ICS, model::icr::RXT0 | model::icr::LSC);
    out.say("ICR", device.read(reg::ICR) & 0xffff);
    out.say("ICR, read again", device.read(reg::ICR) & 0xffff);
    device.write(reg::IMC, ~0u);
    device.write(reg::ICS, model::icr::TXDW);
    out.say("ICR, masked", device.read(reg::ICR) & 0xffff);
    device.write(reg::ICS, 0xff);
    device.write(reg::ICR, model::icr::TXDW);
    out.say("ICR, one written", device.read(reg::ICR) & 0xff);
}

void software_reset(Specimen& device, Transcript& out)
{
    device.write(reg::RDBAL, 0x1000);
    device.write(reg::IMS, 0x84);
    device.write(reg::CTRL, device.read(reg::CTRL) | model::ctrl::RST);
    out.say("CTRL.RST", device.read(reg::CTRL) & model::ctrl::RST);
    out.say("RDBAL", device.read(reg::RDBAL));
    out.say("IMS", device.read(reg::IMS));
}

}  // namespace

void append_control_scenarios(std::vector<Scenario>& list)
{
    const std::string_view of_qemu = "values of QEMU's own, of pins and fields that no driver needs";
    const std::string_view unnegotiated = "QEMU's link is up at power-on without a negotiation";
    const std::string_view sixteen = "QEMU keeps 16 bits, the reserved ones read as 0";
    list.push_back({"PowerOnValues", power_on_values, {{"CTRL ", of_qemu}, {"STATUS ", of_qemu}, {"PBA ", of_qemu}}});
    list.push_back(
        {"StoredBits", stored_bits, {{"RDTR ", sixteen}, {"RADV ", sixteen}, {"TADV ", sixteen}, {"ITR ", sixteen}}});
    list.push_back({"Eeprom", eeprom, {}});
    list.push_back({"Phy", phy, {{"BMSR ", unnegotiated}, {"ANLPAR ", unnegotiated}}});
    list.push_back({"Link", link, {{"at first BMSR", unnegotiated}}});
    list.push_back({"InterruptRegisters", interrupt_registers, {}});
    list.push_back({"SoftwareReset", software_reset, {}});
}

}  // namespace test
