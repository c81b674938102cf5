// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/leftovers.hpp"

#include "support/model/registers.hpp"

namespace test::model {

void leave_dirty(RegisterFile& regs)
{
    constexpr std::uint32_t gone_memory = 0x00001000;  // below what a process may map: touching it is a failure
    for (const std::uint32_t ring : {reg::RDBAL, reg::TDBAL}) {
        regs[ring] = gone_memory;
        regs[ring + 4] = 0x7;
        regs[ring + 8] = 256 * 16;
        regs[ring + 0x10] = 17;
        regs[ring + 0x18] = 16;
    }
    regs[reg::RCTL] = rctl::EN | rctl::UPE | rctl::MPE | rctl::BAM | rctl::SBP;
    regs[reg::TCTL] = tctl::EN | tctl::PSP;
    regs[reg::ITR] = 0xffff;
    regs[reg::RDTR] = 0x20;
    for (std::uint32_t at = reg::MTA; at < reg::VFTA_END; at += 4)
        regs[at] = 0xffffffff;
}

}  // namespace test::model
