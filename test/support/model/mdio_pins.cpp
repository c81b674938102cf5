// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/mdio_pins.hpp"

#include "support/model/registers.hpp"

namespace test::model {

namespace {

constexpr unsigned preamble_bits = 32, command_bits = 14, turnaround_and_data_bits = 18, data_bits = 16;
constexpr unsigned start = 1, op_write = 1, op_read = 2, field = 0x1f;

}  // namespace

void MdioPins::power_on()
{
    begin(Field::preamble, preamble_bits);
    clock_ = false;
    wire_ = true;
}

void MdioPins::begin(Field next, unsigned bits)
{
    field_ = next;
    left_ = bits;
    bits_ = 0;
    wire_ = true;
}

std::uint32_t MdioPins::write(std::uint32_t control)
{
    const bool clock = (control & ctrl::SWDPIO3) != 0 && (control & ctrl::SWDPIN3) != 0;
    const bool driven = (control & ctrl::SWDPIO2) != 0;
    if (clock && !clock_)
        rise((control & ctrl::SWDPIN2) != 0, driven);
    clock_ = clock;
    if (driven)
        return control;
    return (control & ~ctrl::SWDPIN2) | (wire_ ? ctrl::SWDPIN2 : 0);
}

void MdioPins::rise(bool level, bool driven)
{
    if (!driven && field_ != Field::turnaround && field_ != Field::read)
        level = true;  // the pull-up's
    switch (field_) {
    case Field::preamble:
        if (left_ == 0 && !level) {
            begin(Field::command, command_bits);
            take_command(level);
        } else if (level && left_ != 0) {
            --left_;
        } else if (!level) {
            begin(Field::preamble, preamble_bits);
        }
        break;
    case Field::command:
        take_command(level);
        break;
    case Field::written:
        bits_ = bits_ << 1 | (level ? 1u : 0u);
        if (--left_ == 0) {
            if (ours_)
                phy_.write(number_, static_cast<std::uint16_t>(bits_));
            begin(Field::preamble, preamble_bits);
        }
        break;
    case Field::turnaround:
    case Field::read:
        if (driven)
            core_.failures.add("MDIO is driven from both ends (IEEE 802.3, 22.2.4.5.5)");
        give_bit();
        break;
    }
}

/// Start, operation, address, register.
void MdioPins::take_command(bool level)
{
    bits_ = bits_ << 1 | (level ? 1u : 0u);
    if (--left_ != 0)
        return;
    const unsigned op = bits_ >> 10 & 3;
    number_ = bits_ & field;
    ours_ = bits_ >> 12 == start && (bits_ >> 5 & field) == Phy::address && phy_.answers() &&
            !core_.faults.mdic_never_ready && !core_.faults.mdic_error;
    if (op == op_write)
        begin(Field::written, turnaround_and_data_bits);
    else if (op == op_read)
        begin(Field::turnaround, 1);
    else
        begin(Field::preamble, preamble_bits);
}

void MdioPins::give_bit()
{
    if (field_ == Field::turnaround) {
        begin(Field::read, data_bits);
        bits_ = ours_ ? phy_.read(number_) : 0;
        wire_ = !ours_;
    } else if (left_ != 0) {
        --left_;
        wire_ = !ours_ || (bits_ >> left_ & 1) != 0;
    } else {
        begin(Field::preamble, preamble_bits);
    }
}

}  // namespace test::model
