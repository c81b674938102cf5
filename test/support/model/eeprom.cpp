// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/eeprom.hpp"

#include <bit>
#include <numeric>

#include "support/model/registers.hpp"

namespace test::model {

namespace {

namespace eerd {
constexpr std::uint32_t START = bit(0), DATA_SHIFT = 16;
}
namespace eecd {
constexpr std::uint32_t SK = bit(0), CS = bit(1), DI = bit(2), DO = bit(3), REQ = bit(6), GNT = bit(7), PRES = bit(8),
                        SIZE = bit(9), ADDR_BITS = bit(10), TYPE = bit(13);
constexpr std::uint32_t pins = SK | CS | DI;
}  // namespace eecd

constexpr std::uint32_t opcode_read = 0b110, opcode_write = 0b101, opcode_special = 0b100;
constexpr std::uint32_t spi_read = 0x03, spi_ninth_bit = 0x08, spi_read_status = 0x05;

/// EERD as a chip lays it out.
struct EerdLayout {
    std::uint32_t done, address_shift, address_mask;
};
EerdLayout layout(const Chip& chip)
{
    return chip.eerd == Eerd::narrow ? EerdLayout{.done = bit(1), .address_shift = 2, .address_mask = 0x3fff}
                                     : EerdLayout{.done = bit(4), .address_shift = 8, .address_mask = 0xff};
}

}  // namespace

void Eeprom::program(const Mac& mac, std::uint16_t device_id)
{
    const Chip& chip = core_.chip;
    constexpr unsigned configuration = 0x12, size_shift = 10;
    words.assign(chip.eeprom_words, 0);
    if (chip.spi)  // 1: 256 words, and so on in powers of two
        words[configuration] = static_cast<std::uint16_t>((std::bit_width(chip.eeprom_words) - 8) << size_shift);
    for (std::uint32_t i = size; i < chip.eeprom_words; ++i)
        words[i] = static_cast<std::uint16_t>(0x5a00 ^ i * 7);
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
    const unsigned sum = std::accumulate(words.begin(), words.begin() + size - 1, 0u);
    words[size - 1] = static_cast<std::uint16_t>(checksum - sum);
}

bool Eeprom::begin_reload()
{
    const Chip& chip = core_.chip;
    if (chip.reload_on_request)
        core_.reload_is_due = true;
    else if (chip.eeprom_reload_us != 0)
        core_.eeprom_loaded_at_us = core_.clock.now_us() + chip.eeprom_reload_us;
    return chip.eeprom_reload_us != 0;
}

std::uint32_t Eeprom::read_eerd() const
{
    const bool stalled = core_.faults.eerd_never_done || (!core_.profile.emulated && (eecd_ & eecd::REQ) != 0);
    return stalled ? eerd_ & ~layout(core_.chip).done : eerd_;
}

void Eeprom::write_eerd(std::uint32_t value)
{
    const auto [done, shift, mask] = layout(core_.chip);
    eerd_ = value & ~done;
    if (core_.chip.eerd == Eerd::none || (value & eerd::START) == 0)
        return;
    const std::uint32_t address = value >> shift & mask;
    const std::uint16_t word = busy()                   ? std::uint16_t{0xffff}
                               : address < words.size() ? words[address]
                                                        : std::uint16_t{0};
    eerd_ = (value & mask << shift) | std::uint32_t{word} << eerd::DATA_SHIFT | done;
}

/// The hardware reads it itself, after a reset.
bool Eeprom::busy() const
{
    return core_.clock.now_us() < core_.eeprom_loaded_at_us;
}

bool Eeprom::granted() const
{
    return core_.chip.eecd_grants && (eecd_ & eecd::REQ) != 0 && !core_.faults.eecd_never_granted && !busy();
}

bool Eeprom::software_has_pins() const
{
    return !core_.chip.eecd_grants || core_.profile.emulated || granted();
}

/// SPI parts listen while the pin is low.
bool Eeprom::selected(std::uint32_t eecd) const
{
    return ((eecd & eecd::CS) != 0) != core_.chip.spi;
}

std::uint32_t Eeprom::read_eecd() const
{
    const Chip& chip = core_.chip;
    const bool large = chip.eeprom_address_bits == (chip.spi ? 16u : 8u);
    return (eecd_ & (eecd::pins | eecd::REQ)) | eecd::PRES | (granted() ? eecd::GNT : 0) | (output_ ? eecd::DO : 0) |
           (chip.eecd_tells_size && large ? eecd::SIZE : 0) | (chip.eecd_tells_type && large ? eecd::ADDR_BITS : 0) |
           (chip.eecd_tells_type && chip.spi ? eecd::TYPE : 0);
}

void Eeprom::write_eecd(std::uint32_t value)
{
    const std::uint32_t before = eecd_;
    const bool had_pins = software_has_pins();
    eecd_ = value;
    if (!software_has_pins()) {
        if ((value & (core_.chip.spi ? eecd::SK : eecd::CS)) != 0)
            core_.failures.add("EECD: pins moved without a grant (SDM 13.4.3)");
        return;
    }
    if (!selected(value))
        return;
    if (!selected(before) || !had_pins)
        begin_command();
    if ((before & eecd::SK) == 0 && (value & eecd::SK) != 0)
        clock_in((value & eecd::DI) != 0);
}

void Eeprom::begin_command()
{
    shifted_ = in_ = out_ = 0;
    reading_ = telling_status_ = false;
    output_ = true;  // ready
}

void Eeprom::clock_in(bool bit)
{
    if (core_.chip.spi)
        clock_spi(bit);
    else
        clock_microwire(bit);
}

void Eeprom::clock_microwire(bool bit)
{
    if (reading_) {  // sequential: the next word follows
        const std::uint16_t word = words[out_ / 16 % words.size()];
        output_ = busy() || ((word >> (15 - out_ % 16)) & 1) != 0;
        ++out_;
        return;
    }
    if (in_ == 0 && !bit)  // waiting for the start bit
        return;
    shifted_ = shifted_ << 1 | (bit ? 1u : 0u);
    ++in_;
    const unsigned command_bits = 3 + core_.chip.eeprom_address_bits;
    if (in_ == command_bits || in_ == command_bits + 16)
        finish_command();
}

void Eeprom::finish_command()
{
    const unsigned bits = core_.chip.eeprom_address_bits;
    const std::uint32_t mask = (1u << bits) - 1;
    if (in_ == 3 + bits + 16) {
        if (shifted_ >> (bits + 16) == opcode_write && write_enabled_)
            words[shifted_ >> 16 & mask] = static_cast<std::uint16_t>(shifted_);
        return;
    }
    const std::uint32_t opcode = shifted_ >> bits, address = shifted_ & mask, special = address >> (bits - 2);
    if (opcode == opcode_read) {
        reading_ = true;
        out_ = address * 16;
        output_ = false;  // the dummy bit
    } else if (opcode == opcode_special) {
        if (special == 0b11)  // EWEN
            write_enabled_ = true;
        else if (special == 0b00)  // EWDS
            write_enabled_ = false;
    }
}

std::uint8_t Eeprom::byte(std::uint32_t at) const
{
    const std::uint16_t word = words[at / 2 % words.size()];
    return static_cast<std::uint8_t>(at % 2 == 0 ? word : word >> 8);
}

/// Commands and data are bytes, the highest bit first.
void Eeprom::clock_spi(bool bit)
{
    if (reading_ || telling_status_) {
        const std::uint8_t now = reading_ ? byte(out_ / 8) : core_.faults.eeprom_busy ? 1 : 0;
        output_ = (now >> (7 - out_ % 8) & 1) != 0;
        ++out_;
        return;
    }
    shifted_ = shifted_ << 1 | (bit ? 1u : 0u);
    ++in_;
    const unsigned bits = core_.chip.eeprom_address_bits;
    if (in_ == 8 && shifted_ == spi_read_status)
        telling_status_ = true;
    if (in_ != 8 + bits || (shifted_ >> bits & ~spi_ninth_bit) != spi_read)
        return;
    const bool upper_half = bits == 8 && (shifted_ >> bits & spi_ninth_bit) != 0;
    reading_ = true;
    out_ = ((shifted_ & ((1u << bits) - 1)) | (upper_half ? 0x100u : 0u)) * 8;
}

}  // namespace test::model
