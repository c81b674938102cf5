// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/interrupts.hpp"

#include <algorithm>

#include "support/model/registers.hpp"

namespace test::model {

void Interrupts::raise(std::uint32_t causes)
{
    icr_ |= causes;
    update();
}

void Interrupts::clear(std::uint32_t causes)
{
    icr_ &= ~causes;
    update();
}

std::uint32_t Interrupts::read_icr()
{
    const std::uint32_t value = icr_;
    icr_ = 0;
    update();
    if (core_.faults.storm != 0)
        raise(core_.faults.storm);
    if (core_.faults.line_shared)
        line_(asserted_ || value != 0);
    return value;
}

void Interrupts::write_ims(std::uint32_t bits)
{
    ims_ |= bits;
    update();
}

void Interrupts::write_imc(std::uint32_t bits)
{
    ims_ &= ~bits;
    if (core_.profile.imc_lowers_line && asserted_) {
        asserted_ = false;
        line_(false);
    }
    update();
}

void Interrupts::reset()
{
    icr_ = ims_ = 0;
    not_before_us_ = 0;
    update();
}

void Interrupts::update()
{
    const bool wanted = (icr_ & ims_) != 0 && !core_.faults.interrupt_line_dead;
    if (wanted == asserted_)
        return;
    const std::uint64_t now = core_.clock.now_us();
    if (wanted) {
        if (now < not_before_us_)
            return;
        const std::uint64_t itr_us = std::uint64_t{core_.regs[reg::ITR] & 0xffff} * 256 / 1000;
        not_before_us_ = now + std::max<std::uint64_t>(itr_us, core_.profile.interrupt_gap_us);
    }
    asserted_ = wanted;
    line_(wanted);
}

}  // namespace test::model
