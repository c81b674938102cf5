// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/mdic.hpp"

#include "support/model/registers.hpp"

namespace test::model {

namespace {

constexpr std::uint32_t op_write = 1, op_read = 2, op_shift = 26, ready = bit(28), interrupt = bit(29), error = bit(30);
constexpr std::uint64_t frame_us = 64;  // 64 bits at about 1 MHz

}  // namespace

void Mdic::power_on()
{
    value_ = 0;
    ready_us_ = 0;
}

std::uint32_t Mdic::read() const
{
    const bool done = core_.clock.now_us() >= ready_us_ && !core_.faults.mdic_never_ready;
    return done && !core_.chip.mdio_by_pins ? value_ : value_ & ~(ready | error);
}

void Mdic::write(std::uint32_t value)
{
    const unsigned number = (value >> 16) & 0x1f, address = (value >> 21) & 0x1f, op = (value >> op_shift) & 3;
    value_ = (value & ~error) | ready;
    ready_us_ = core_.clock.now_us() + frame_us;
    if (core_.chip.mdio_by_pins)
        return;
    if (address != Phy::address || !phy_.answers() || core_.faults.mdic_error)
        value_ |= error;
    else if (op == op_read)
        value_ = (value_ & 0xffff0000) | phy_.read(number);
    else if (op == op_write)
        phy_.write(number, static_cast<std::uint16_t>(value));
    if ((value & interrupt) != 0)
        done_();
}

}  // namespace test::model
