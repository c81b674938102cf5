// SPDX-License-Identifier: BSD-3-Clause
// execute() for processors whose instructions either load or store one register, and compute elsewhere: the address is
// in the fault, so that what is left to decode is a width, a register and a direction.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <optional>

#include "support/instruction.hpp"

namespace test {

namespace {

struct Access {
    bool stores;
    unsigned bytes;        ///< of memory
    unsigned name;         ///< of the register that is loaded or stored
    unsigned sign_to = 0;  ///< bytes of the register that the sign goes up to; 0: above is 0
    unsigned length = 4;   ///< bytes of the instruction
    unsigned base = 0;     ///< register that is moved on
    int moves_on = 0;      ///< by so much
};

constexpr std::uint32_t bits(std::uint32_t word, unsigned high, unsigned low)
{
    return word >> low & ((1u << (high - low + 1)) - 1);
}

#if defined(__aarch64__)

/// The general registers of the interrupted thread. Number 31 is 0 as what is moved, and SP as an address.
class Registers {
public:
    explicit Registers(ucontext_t& context) : context_(context.uc_mcontext) {}
    [[nodiscard]] std::uint64_t get(unsigned name) const { return name == 31 ? 0 : context_.regs[name]; }
    void set(unsigned name, std::uint64_t value)
    {
        if (name != 31)
            context_.regs[name] = value;
    }
    void move_on(unsigned base, int by)
    {
        (base == 31 ? context_.sp : context_.regs[base]) += static_cast<unsigned long>(by);
    }
    [[nodiscard]] const void* pc() const { return reinterpret_cast<const void*>(context_.pc); }
    [[nodiscard]] std::uint32_t instruction() const { return *static_cast<const std::uint32_t*>(pc()); }
    void step(unsigned bytes) { context_.pc += bytes; }

private:
    mcontext_t& context_;
};

/// LDR and STR with their kin of a general register, LDAR, LDAPR and STLR. @source Arm ARM C4.1.94
std::optional<Access> decode(std::uint32_t word)
{
    const std::uint32_t bytes = 1u << bits(word, 31, 30);
    Access access{.stores = false, .bytes = bytes, .name = bits(word, 4, 0)};
    const bool ordered = (word & 0x3fbf'fc00) == 0x089f'fc00, ldapr = (word & 0x3fff'fc00) == 0x38bf'c000;
    if (ordered || ldapr) {
        access.stores = ordered && bits(word, 22, 22) == 0;
        return access;
    }
    const bool immediate = bits(word, 29, 24) == 0x39;
    const bool indexed = bits(word, 29, 24) == 0x38 && bits(word, 21, 21) == 0 && bits(word, 11, 10) != 2;
    const bool by_register = bits(word, 29, 24) == 0x38 && bits(word, 21, 21) == 1 && bits(word, 11, 10) == 2;
    const std::uint32_t direction = bits(word, 23, 22);
    if ((!immediate && !indexed && !by_register) || (bytes == 8 && direction > 1))  // that is a prefetch
        return std::nullopt;
    access.stores = direction == 0;
    access.sign_to = direction == 2 ? 8 : direction == 3 ? 4 : 0;
    if (indexed && bits(word, 10, 10) == 1) {  // the base moves on, before or after
        access.base = bits(word, 9, 5);
        access.moves_on = static_cast<int>(word << 11) >> 23;
    }
    return access;
}

#else

/// The integer registers of the interrupted thread; x0 is 0, and pc lies in its place.
class Registers {
public:
    explicit Registers(ucontext_t& context) : x_(context.uc_mcontext.__gregs) {}
    [[nodiscard]] std::uint64_t get(unsigned name) const { return name == 0 ? 0 : x_[name]; }
    void set(unsigned name, std::uint64_t value)
    {
        if (name != 0)
            x_[name] = value;
    }
    void move_on(unsigned, int) {}
    [[nodiscard]] const void* pc() const { return reinterpret_cast<const void*>(x_[REG_PC]); }
    /// In pieces of two bytes, as long as there are more: it may be the last of a page.
    [[nodiscard]] std::uint32_t instruction() const
    {
        const auto* const half = static_cast<const std::uint16_t*>(pc());
        return (half[0] & 3) == 3 ? half[0] | std::uint32_t{half[1]} << 16 : half[0];
    }
    void step(unsigned bytes) { x_[REG_PC] += bytes; }

private:
    unsigned long* x_;
};

/// LB to LD, SB to SD, and of the short ones C.LW, C.LD, C.SW and C.SD. @source RISC-V ISA manual, volume I, 2.6, 5.3
/// and 16.3
std::optional<Access> decode(std::uint32_t word)
{
    const std::uint32_t opcode = bits(word, 6, 0), width = bits(word, 14, 12);
    if (opcode == 0x03 && width != 7)
        return Access{
            .stores = false, .bytes = 1u << (width & 3), .name = bits(word, 11, 7), .sign_to = width < 4 ? 8u : 0u};
    if (opcode == 0x23 && width < 4)
        return Access{.stores = true, .bytes = 1u << width, .name = bits(word, 24, 20)};
    const std::uint32_t kind = bits(word, 15, 13);
    if (bits(word, 1, 0) == 0 && (kind & 3) >= 2)
        return Access{.stores = (kind & 4) != 0,
                      .bytes = kind & 1 ? 8u : 4u,
                      .name = 8 + bits(word, 4, 2),
                      .sign_to = 8,
                      .length = 2};
    return std::nullopt;
}

#endif

std::uint64_t extended(std::uint64_t value, const Access& access)
{
    if (access.sign_to == 0)
        return value;
    const std::uint64_t sign = 1ull << (8 * access.bytes - 1);
    const std::uint64_t all = (value ^ sign) - sign;
    return access.sign_to == 8 ? all : static_cast<std::uint32_t>(all);
}

void explain(std::uint32_t word, const void* pc)
{
    std::array<char, 160> line{};
    const int length = std::snprintf(line.data(), line.size(),
                                     "testbed: cannot execute %08x at %p on a device register; use plain loads and "
                                     "stores of one register\n",
                                     word, pc);
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), static_cast<std::size_t>(length));
}

}  // namespace

bool execute(ucontext_t& context, MemoryOperand& memory)
{
    Registers registers{context};
    const std::uint32_t word = registers.instruction();
    const std::optional<Access> access = decode(word);
    if (!access) {
        explain(word, registers.pc());
        return false;
    }
    const std::uint64_t mask = ~0ull >> (64 - 8 * access->bytes);
    if (access->stores)
        memory.store(access->bytes, registers.get(access->name) & mask);
    else
        registers.set(access->name, extended(memory.load(access->bytes) & mask, *access));
    registers.move_on(access->base, access->moves_on);
    registers.step(access->length);
    return true;
}

}  // namespace test
