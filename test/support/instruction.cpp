// SPDX-License-Identifier: BSD-3-Clause
#include "support/instruction.hpp"

#include <Zydis/Zydis.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <tuple>

namespace test {

namespace {

constexpr std::size_t longest_instruction = 15;
constexpr std::size_t page = 4096;

// Zydis numbers the general registers as the instruction encoding does.
constexpr std::array<int, 16> slot_of{REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                      REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

const ZydisDecoder decoder = [] {
    ZydisDecoder made;
    ZydisDecoderInit(&made, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    return made;
}();

constexpr std::uint64_t mask_of(unsigned bytes)
{
    return bytes == 8 ? ~0ull : (1ull << (8 * bytes)) - 1;
}

constexpr std::uint64_t sign_extended(std::uint64_t value, unsigned bytes)
{
    const std::uint64_t sign = 1ull << (8 * bytes - 1);
    return ((value & mask_of(bytes)) ^ sign) - sign;
}

/// The registers of the interrupted thread, by the names that operands give them.
class Registers {
public:
    explicit Registers(ucontext_t& context) : gregs_(context.uc_mcontext.gregs) {}

    [[nodiscard]] std::uint64_t get(ZydisRegister name, unsigned bytes) const
    {
        return (static_cast<std::uint64_t>(slot(name)) >> shift(name)) & mask_of(bytes);
    }

    void set(ZydisRegister name, unsigned bytes, std::uint64_t value)
    {
        const std::uint64_t replaced =
            bytes >= 4 ? ~0ull : mask_of(bytes) << shift(name);  // 32 bits clear the upper half
        const std::uint64_t rest = static_cast<std::uint64_t>(slot(name)) & ~replaced;
        slot(name) = static_cast<greg_t>(rest | ((value & mask_of(bytes)) << shift(name)));
    }

    [[nodiscard]] const void* rip() const { return reinterpret_cast<const void*>(gregs_[REG_RIP]); }
    void step(unsigned bytes) { gregs_[REG_RIP] += bytes; }

    [[nodiscard]] std::uint64_t flags() const { return static_cast<std::uint64_t>(gregs_[REG_EFL]); }
    void set_flags(std::uint64_t value) { gregs_[REG_EFL] = static_cast<greg_t>(value); }

private:
    [[nodiscard]] greg_t& slot(ZydisRegister name) const
    {
        const ZydisRegister whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, name);
        return gregs_[slot_of[static_cast<std::uint8_t>(ZydisRegisterGetId(whole))]];
    }
    [[nodiscard]] static unsigned shift(ZydisRegister name)
    {
        return name >= ZYDIS_REGISTER_AH && name <= ZYDIS_REGISTER_BH ? 8 : 0;
    }

    gregset_t& gregs_;
};

struct Decoded {
    ZydisDecodedInstruction instruction;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;
};

bool decode(const void* at, Decoded& out)
{
    const std::size_t to_page_end = page - reinterpret_cast<std::uintptr_t>(at) % page;
    ZydisDecoderContext context;
    ZyanStatus status = ZydisDecoderDecodeInstruction(&decoder, &context, at,
                                                      std::min(longest_instruction, to_page_end), &out.instruction);
    if (status == ZYDIS_STATUS_NO_MORE_DATA)
        status = ZydisDecoderDecodeInstruction(&decoder, &context, at, longest_instruction, &out.instruction);
    return ZYAN_SUCCESS(status) &&
           ZYAN_SUCCESS(ZydisDecoderDecodeOperands(&decoder, &context, &out.instruction, out.operands.data(),
                                                   out.instruction.operand_count_visible));
}

unsigned bytes_of(const ZydisDecodedOperand& operand)
{
    return operand.size / 8u;
}

std::uint64_t value_of(const ZydisDecodedOperand& operand, const Registers& registers, MemoryOperand& memory)
{
    switch (operand.type) {
    case ZYDIS_OPERAND_TYPE_MEMORY:
        return memory.load(bytes_of(operand)) & mask_of(bytes_of(operand));
    case ZYDIS_OPERAND_TYPE_REGISTER:
        return registers.get(operand.reg.value, bytes_of(operand));
    default:
        return operand.imm.value.u;
    }
}

void assign(const ZydisDecodedOperand& operand, std::uint64_t value, Registers& registers, MemoryOperand& memory)
{
    if (operand.type == ZYDIS_OPERAND_TYPE_MEMORY)
        memory.store(bytes_of(operand), value & mask_of(bytes_of(operand)));
    else
        registers.set(operand.reg.value, bytes_of(operand), value);
}

enum class Alu { land, lor, lxor, add, sub };

struct AluInstruction {
    ZydisMnemonic mnemonic;
    Alu operation;
    bool keeps_result;
};
constexpr std::array<AluInstruction, 7> alu_instructions{{{ZYDIS_MNEMONIC_AND, Alu::land, true},
                                                          {ZYDIS_MNEMONIC_OR, Alu::lor, true},
                                                          {ZYDIS_MNEMONIC_XOR, Alu::lxor, true},
                                                          {ZYDIS_MNEMONIC_ADD, Alu::add, true},
                                                          {ZYDIS_MNEMONIC_SUB, Alu::sub, true},
                                                          {ZYDIS_MNEMONIC_CMP, Alu::sub, false},
                                                          {ZYDIS_MNEMONIC_TEST, Alu::land, false}}};

std::uint64_t compute(Alu operation, std::uint64_t a, std::uint64_t b)
{
    switch (operation) {
    case Alu::land:
        return a & b;
    case Alu::lor:
        return a | b;
    case Alu::lxor:
        return a ^ b;
    case Alu::add:
        return a + b;
    case Alu::sub:
        return a - b;
    }
    return 0;
}

/// CF, PF, ZF, SF and OF after the operation; AF, which compilers do not use, is left (Intel SDM volume 1, 3.4.3.1).
std::uint64_t flags_after(Alu operation, std::uint64_t a, std::uint64_t b, unsigned bytes, std::uint64_t flags)
{
    constexpr std::uint64_t cf = 1 << 0, pf = 1 << 2, zf = 1 << 6, sf = 1 << 7, of = 1 << 11;
    const std::uint64_t sign = 1ull << (8 * bytes - 1);
    a &= mask_of(bytes);
    b &= mask_of(bytes);
    const std::uint64_t r = compute(operation, a, b) & mask_of(bytes);
    const bool carry = operation == Alu::add ? r < a : operation == Alu::sub && a < b;
    const std::uint64_t overflowed = operation == Alu::add   ? ~(a ^ b) & (a ^ r)
                                     : operation == Alu::sub ? (a ^ b) & (a ^ r)
                                                             : 0;
    flags &= ~(cf | pf | zf | sf | of);
    return flags | (carry ? cf : 0) | (__builtin_parityll(r & 0xff) != 0 ? 0 : pf) | (r == 0 ? zf : 0) |
           ((r & sign) != 0 ? sf : 0) | ((overflowed & sign) != 0 ? of : 0);
}

void execute_alu(const AluInstruction& how, const Decoded& decoded, Registers& registers, MemoryOperand& memory)
{
    const auto& [destination, source] = std::tie(decoded.operands[0], decoded.operands[1]);
    const unsigned bytes = bytes_of(destination);
    const std::uint64_t a = value_of(destination, registers, memory);
    const std::uint64_t b = value_of(source, registers, memory);
    if (how.keeps_result)
        assign(destination, compute(how.operation, a, b), registers, memory);
    registers.set_flags(flags_after(how.operation, a, b, bytes, registers.flags()));
}

bool execute_decoded(const Decoded& decoded, Registers& registers, MemoryOperand& memory)
{
    const auto& destination = decoded.operands[0];
    const auto& source = decoded.operands[1];
    switch (decoded.instruction.mnemonic) {
    case ZYDIS_MNEMONIC_MOV:
    case ZYDIS_MNEMONIC_MOVZX:
        assign(destination, value_of(source, registers, memory), registers, memory);
        return true;
    case ZYDIS_MNEMONIC_MOVSX:
    case ZYDIS_MNEMONIC_MOVSXD:
        assign(destination, sign_extended(value_of(source, registers, memory), bytes_of(source)), registers, memory);
        return true;
    default:
        for (const AluInstruction& known : alu_instructions)
            if (known.mnemonic == decoded.instruction.mnemonic) {
                execute_alu(known, decoded, registers, memory);
                return true;
            }
        return false;
    }
}

void explain(const Decoded& decoded, const void* rip)
{
    ZydisFormatter formatter;
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL);
    std::array<char, 128> text{};
    std::array<char, 256> line{};
    ZydisFormatterFormatInstruction(&formatter, &decoded.instruction, decoded.operands.data(),
                                    decoded.instruction.operand_count_visible, text.data(), text.size(),
                                    reinterpret_cast<std::uintptr_t>(rip), nullptr);
    const int length = std::snprintf(line.data(), line.size(),
                                     "testbed: cannot execute '%s' at %p on a device register; "
                                     "add it to test/support/instruction.cpp\n",
                                     text.data(), rip);
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), static_cast<std::size_t>(length));
}

}  // namespace

bool execute(ucontext_t& context, MemoryOperand& memory)
{
    Registers registers{context};
    Decoded decoded{};
    if (!decode(registers.rip(), decoded))
        return false;
    if (!execute_decoded(decoded, registers, memory)) {
        explain(decoded, registers.rip());
        return false;
    }
    registers.step(decoded.instruction.length);
    return true;
}

}  // namespace test
