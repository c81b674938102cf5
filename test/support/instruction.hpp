// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ucontext.h>

#include <cstdint>

namespace test {

/// What stands in for the memory that an instruction addresses.
class MemoryOperand {
public:
    virtual std::uint64_t load(unsigned bytes) = 0;
    virtual void store(unsigned bytes, std::uint64_t value) = 0;

    /// Keep everyone else from the device until let_go(). @return false: that cannot be done
    [[nodiscard]] virtual bool hold() = 0;
    virtual void let_go() = 0;

protected:
    ~MemoryOperand() = default;
};

/// Execute the x86-64 instruction at the saved RIP in software and step over it.
///
/// Known are what compilers make of volatile and atomic accesses: MOV with register and immediate, MOVZX, MOVSX,
/// MOVSXD, MOVBE, integer arithmetic with one and two operands, shifts, single bits, XCHG, XADD and CMPXCHG up to 8
/// bytes. With a LOCK prefix, or XCHG, it is one access: memory is held from its load to its store.
/// @param context  the registers at the fault; changed as the instruction changes them
/// @param memory   takes the place of the memory operand
/// @return false: no such instruction; nothing was changed and the reason was written to stderr
[[nodiscard]] bool execute(ucontext_t& context, MemoryOperand& memory);

}  // namespace test
