// SPDX-License-Identifier: BSD-3-Clause
#include "support/instruction.hpp"

#include <Zydis/Zydis.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <tuple>

#include "support/arithmetic.hpp"

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

struct Arithmetic {
    ZydisMnemonic mnemonic;
    Operation operation;
    bool keeps_result = true;
};
constexpr std::array arithmetic{
    Arithmetic{ZYDIS_MNEMONIC_AND, Operation::land},         Arithmetic{ZYDIS_MNEMONIC_OR, Operation::lor},
    Arithmetic{ZYDIS_MNEMONIC_XOR, Operation::lxor},         Arithmetic{ZYDIS_MNEMONIC_ADD, Operation::add},
    Arithmetic{ZYDIS_MNEMONIC_ADC, Operation::adc},          Arithmetic{ZYDIS_MNEMONIC_SUB, Operation::sub},
    Arithmetic{ZYDIS_MNEMONIC_SBB, Operation::sbb},          Arithmetic{ZYDIS_MNEMONIC_CMP, Operation::sub, false},
    Arithmetic{ZYDIS_MNEMONIC_TEST, Operation::land, false}, Arithmetic{ZYDIS_MNEMONIC_INC, Operation::inc},
    Arithmetic{ZYDIS_MNEMONIC_DEC, Operation::dec},          Arithmetic{ZYDIS_MNEMONIC_NEG, Operation::neg},
    Arithmetic{ZYDIS_MNEMONIC_NOT, Operation::lnot},         Arithmetic{ZYDIS_MNEMONIC_SHL, Operation::shl},
    Arithmetic{ZYDIS_MNEMONIC_SHR, Operation::shr},          Arithmetic{ZYDIS_MNEMONIC_SAR, Operation::sar},
    Arithmetic{ZYDIS_MNEMONIC_BT, Operation::bt, false},     Arithmetic{ZYDIS_MNEMONIC_BTS, Operation::bts},
    Arithmetic{ZYDIS_MNEMONIC_BTR, Operation::btr},          Arithmetic{ZYDIS_MNEMONIC_BTC, Operation::btc}};

void execute_arithmetic(const Arithmetic& how, const Decoded& decoded, Registers& registers, MemoryOperand& memory)
{
    const auto& [destination, source] = std::tie(decoded.operands[0], decoded.operands[1]);
    const bool unary = decoded.instruction.operand_count_visible < 2;
    const std::uint64_t a = value_of(destination, registers, memory);
    const std::uint64_t b = unary ? 0 : value_of(source, registers, memory);
    const Outcome outcome = compute(how.operation, a, b, bytes_of(destination), registers.flags());
    if (how.keeps_result)
        assign(destination, outcome.value, registers, memory);
    registers.set_flags(outcome.flags);
}

/// XCHG, and XADD, which leaves the sum where XCHG leaves the source.
void exchange(const Decoded& decoded, Registers& registers, MemoryOperand& memory)
{
    const auto& [left, right] = std::tie(decoded.operands[0], decoded.operands[1]);
    const std::uint64_t a = value_of(left, registers, memory);
    const std::uint64_t b = value_of(right, registers, memory);
    Outcome stays{b, registers.flags()};
    if (decoded.instruction.mnemonic == ZYDIS_MNEMONIC_XADD)
        stays = compute(Operation::add, a, b, bytes_of(left), registers.flags());
    assign(right, a, registers, memory);
    assign(left, stays.value, registers, memory);
    registers.set_flags(stays.flags);
}

/// The destination is written whatever the comparison says: so does the processor.
void compare_and_exchange(const Decoded& decoded, Registers& registers, MemoryOperand& memory)
{
    const auto& [destination, source] = std::tie(decoded.operands[0], decoded.operands[1]);
    const unsigned bytes = bytes_of(destination);
    const std::uint64_t expected = registers.get(ZYDIS_REGISTER_RAX, bytes);
    const std::uint64_t found = value_of(destination, registers, memory);
    registers.set_flags(compute(Operation::sub, expected, found, bytes, registers.flags()).flags);
    assign(destination, found == expected ? value_of(source, registers, memory) : found, registers, memory);
    if (found != expected)
        registers.set(ZYDIS_REGISTER_RAX, bytes, found);
}

void move_swapped(const Decoded& decoded, Registers& registers, MemoryOperand& memory)
{
    const auto& [destination, source] = std::tie(decoded.operands[0], decoded.operands[1]);
    const std::uint64_t swapped = __builtin_bswap64(value_of(source, registers, memory));
    assign(destination, swapped >> (64 - 8 * bytes_of(destination)), registers, memory);
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
    case ZYDIS_MNEMONIC_MOVBE:
        move_swapped(decoded, registers, memory);
        return true;
    case ZYDIS_MNEMONIC_XCHG:
    case ZYDIS_MNEMONIC_XADD:
        exchange(decoded, registers, memory);
        return true;
    case ZYDIS_MNEMONIC_CMPXCHG:
        compare_and_exchange(decoded, registers, memory);
        return true;
    default:
        const auto known = std::ranges::find(arithmetic, decoded.instruction.mnemonic, &Arithmetic::mnemonic);
        if (known != arithmetic.end())
            execute_arithmetic(*known, decoded, registers, memory);
        return known != arithmetic.end();
    }
}

/// With a LOCK prefix, or XCHG, which needs none.
bool locked(const Decoded& decoded)
{
    return (decoded.instruction.attributes & ZYDIS_ATTRIB_HAS_LOCK) != 0 ||
           decoded.instruction.mnemonic == ZYDIS_MNEMONIC_XCHG;
}

void explain(const Decoded& decoded, const void* rip, const char* remedy)
{
    ZydisFormatter formatter;
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL);
    std::array<char, 128> text{};
    std::array<char, 320> line{};
    ZydisFormatterFormatInstruction(&formatter, &decoded.instruction, decoded.operands.data(),
                                    decoded.instruction.operand_count_visible, text.data(), text.size(),
                                    reinterpret_cast<std::uintptr_t>(rip), nullptr);
    const int length =
        std::snprintf(line.data(), line.size(), "testbed: cannot execute '%s' at %p on a device register; %s\n",
                      text.data(), rip, remedy);
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), static_cast<std::size_t>(length));
}

void explain_bytes(const void* rip)
{
    std::array<char, 160> line{};
    const auto* byte = static_cast<const std::uint8_t*>(rip);
    const int length = std::snprintf(line.data(), line.size(),
                                     "testbed: cannot decode %02x %02x %02x at %p, which touches a device register; "
                                     "is it an instruction of a newer processor?\n",
                                     byte[0], byte[1], byte[2], rip);
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), static_cast<std::size_t>(length));
}

constexpr const char* use_loads =
    "use plain loads and stores of 1 to 8 bytes, or add it to test/support/instruction.cpp";
constexpr const char* use_primary =
    "nobody holds the device between its load and its store; use plain loads and stores";

}  // namespace

bool execute(ucontext_t& context, MemoryOperand& memory)
{
    Registers registers{context};
    Decoded decoded{};
    if (!decode(registers.rip(), decoded)) {
        explain_bytes(registers.rip());
        return false;
    }
    if (locked(decoded) && !memory.hold()) {
        explain(decoded, registers.rip(), use_primary);
        return false;
    }
    const bool known = execute_decoded(decoded, registers, memory);
    if (locked(decoded))
        memory.let_go();
    if (!known) {
        explain(decoded, registers.rip(), use_loads);
        return false;
    }
    registers.step(decoded.instruction.length);
    return true;
}

}  // namespace test
