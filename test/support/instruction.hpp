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

protected:
    ~MemoryOperand() = default;
};

/// Execute the x86-64 instruction at the saved RIP in software and step over it.
///
/// Known are what compilers make of volatile loads and stores: MOV with register and immediate, MOVZX, MOVSX, MOVSXD,
/// and the two-operand ALU instructions (clang folds a volatile load into them).
/// @param context  the registers at the fault; changed as the instruction changes them
/// @param memory   takes the place of the memory operand
/// @return false: no such instruction; nothing was changed and the reason was written to stderr
[[nodiscard]] bool execute(ucontext_t& context, MemoryOperand& memory);

}  // namespace test
