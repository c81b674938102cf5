// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/eeprom.hpp"

#include <numeric>

#include "support/model/registers.hpp"

namespace test::model {

namespace {

namespace eerd {
constexpr std::uint32_t START = bit(0), DONE = bit(4), ADDRESS_SHIFT = 8, DATA_SHIFT = 16;
}
namespace eecd {
constexpr std::uint32_t SK = bit(0), CS = bit(1), DI = bit(2), DO = bit(3), REQ = bit(6), GNT = bit(7), PRES = bit(8);
constexpr std::uint32_t pins = SK | CS | DI;
}  // namespace eecd

constexpr unsigned command_bits = 9;  // start, two of opcode, six of address
constexpr unsigned write_bits = command_bits + 16;
constexpr std::uint32_t opcode_read = 0b110, opcode_write = 0b101, opcode_special = 0b100;

}  // namespace

void Eeprom::program(const Mac& mac, std::uint16_t device_id)
{
    words.fill(0);
    words[0x0a] = 0x640a;  // initialization control 1: PCI ids are taken from here
    words[0x0b] = device_id;
    words[0x0c] = 0x8086;
    words[0x0d] = device_id;
    words[0x0e] = 0x8086;
    words[0x0f] = 0x3000;  // initialization control 2
    if (core_.profile.eeprom_is_virtualboxs)
        program_virtualboxs();
    set_mac(mac);
    fix_checksum();
}

/// DevE1000.cpp, E1kEEPROM::init().
void Eeprom::program_virtualboxs()
{
    words[0x04] = 0xffff;
    words[0x0a] = 0x4408;
    words[0x0b] = 0x001e;
    words[0x0d] = 0x100e;
    words[0x0f] = 0x3040;
    words[0x21] = 0x7061;
    words[0x22] = 0x280c;
    words[0x23] = words[0x24] = 0x00c8;
    words[0x2f] = 0x0602;
}

Mac Eeprom::mac() const
{
    Mac out;
    for (unsigned i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint8_t>(words[i / 2] >> (8 * (i % 2)));
    return out;
}

void Eeprom::set_mac(const Mac& mac)
{
    for (std::size_t i = 0; i < 3; ++i)
        words[i] = static_cast<std::uint16_t>(mac[2 * i] | mac[2 * i + 1] << 8);
}

void Eeprom::fix_checksum()
{
    const unsigned sum = std::accumulate(words.begin(), words.end() - 1, 0u);
    words.back() = static_cast<std::uint16_t>(checksum - sum);
}

std::uint32_t Eeprom::read_eerd() const
{
    return core_.faults.eerd_never_done ? eerd_ & ~eerd::DONE : eerd_;
}

void Eeprom::write_eerd(std::uint32_t value)
{
    eerd_ = value & ~eerd::DONE;
    if (!core_.profile.has_eerd || (value & eerd::START) == 0)
        return;
    const std::uint32_t address = (value >> eerd::ADDRESS_SHIFT) & 0xff;
    const bool busy = core_.clock.now_us() < core_.eeprom_loaded_at_us;
    const std::uint16_t word = busy ? std::uint16_t{0xffff} : address < size ? words[address] : std::uint16_t{0};
    eerd_ = (value & 0xff00) | std::uint32_t{word} << eerd::DATA_SHIFT | eerd::DONE;
}

std::uint32_t Eeprom::read_eecd() const
{
    const bool granted = (eecd_ & eecd::REQ) != 0 && !core_.faults.eecd_never_granted;
    return (eecd_ & (eecd::pins | eecd::REQ)) | eecd::PRES | (granted ? eecd::GNT : 0) | (output_ ? eecd::DO : 0);
}

void Eeprom::write_eecd(std::uint32_t value)
{
    const std::uint32_t before = eecd_;
    eecd_ = value;
    if ((value & eecd::CS) == 0)
        return;
    if (core_.profile.eecd_needs_grant && (read_eecd() & eecd::GNT) == 0) {
        core_.failures.add("EECD: pins moved without a grant (SDM 13.4.3)");
        return;
    }
    if ((before & eecd::CS) == 0) {
        shifted_ = in_ = 0;
        reading_ = false;
        output_ = true;  // ready
    }
    if ((before & eecd::SK) == 0 && (value & eecd::SK) != 0)
        clock_in((value & eecd::DI) != 0);
}

void Eeprom::clock_in(bool bit)
{
    if (reading_) {  // sequential: the next word follows
        const std::uint16_t word = words[out_ / 16 % size];
        output_ = ((word >> (15 - out_ % 16)) & 1) != 0;
        ++out_;
        return;
    }
    if (in_ == 0 && !bit)  // waiting for the start bit
        return;
    shifted_ = shifted_ << 1 | (bit ? 1u : 0u);
    ++in_;
    if (in_ == command_bits || in_ == write_bits)
        finish_command();
}

void Eeprom::finish_command()
{
    if (in_ == write_bits) {
        if (shifted_ >> 22 == opcode_write && write_enabled_)
            words[shifted_ >> 16 & (size - 1)] = static_cast<std::uint16_t>(shifted_);
        return;
    }
    const std::uint32_t opcode = shifted_ >> 6;
    const std::uint32_t address = shifted_ & (size - 1);
    if (opcode == opcode_read) {
        reading_ = true;
        out_ = address * 16;
        output_ = false;  // the dummy bit
    } else if (opcode == opcode_special) {
        if (address >> 4 == 0b11)  // EWEN
            write_enabled_ = true;
        else if (address >> 4 == 0b00)  // EWDS
            write_enabled_ = false;
    }
}

}  // namespace test::model
