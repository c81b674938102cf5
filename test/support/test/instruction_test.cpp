// SPDX-License-Identifier: BSD-3-Clause
// What a trapped instruction does to memory, registers and flags, against what the processor does.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "support/test/registers.hpp"
#include "support/trap.hpp"

namespace {

constexpr std::uint32_t offset = 0x100;
constexpr std::uint64_t cf = 1, status_flags = 0x8c5;  // OF, SF, ZF, PF, CF
constexpr std::uint64_t of = 0x800;

struct State {
    std::uint64_t memory, rax, rcx, rdx, flags;
    bool operator==(const State&) const = default;
};

void PrintTo(const State& s, std::ostream* out)
{
    *out << std::hex << "memory " << s.memory << " rax " << s.rax << " rcx " << s.rcx << " rdx " << s.rdx << " flags "
         << s.flags;
}

struct Instruction {
    const char* text;
    void (*run)(void* at, State& state);
    std::uint64_t defined_flags = status_flags;
};

// The red zone is kept: the compiler does not know of the pushes.
#define INSTRUCTION(text)                                                           \
    Instruction                                                                     \
    {                                                                               \
        text, [](void* at, State& s) {                                              \
            asm volatile("lea -128(%%rsp), %%rsp\n push %[f]\n popf\n " text        \
                         "\n pushf\n pop %[f]\n lea 128(%%rsp), %%rsp"              \
                         : "+a"(s.rax), "+c"(s.rcx), "+d"(s.rdx), [f] "+r"(s.flags) \
                         : "D"(at)                                                  \
                         : "memory", "cc");                                         \
        }                                                                           \
    }
#define WIDTHS(name)                                                                             \
    INSTRUCTION(name "b (%%rdi)"), INSTRUCTION(name "w (%%rdi)"), INSTRUCTION(name "l (%%rdi)"), \
        INSTRUCTION(name "q (%%rdi)")
#define TO_MEMORY(name)                                                                                          \
    INSTRUCTION(name " %%dl, (%%rdi)"), INSTRUCTION(name " %%dx, (%%rdi)"), INSTRUCTION(name " %%edx, (%%rdi)"), \
        INSTRUCTION(name " %%rdx, (%%rdi)")
#define TO_REGISTER(name)                                                                                        \
    INSTRUCTION(name " (%%rdi), %%dl"), INSTRUCTION(name " (%%rdi), %%dx"), INSTRUCTION(name " (%%rdi), %%edx"), \
        INSTRUCTION(name " (%%rdi), %%rdx")

const std::vector<Instruction> instructions{
    WIDTHS("inc"),          WIDTHS("dec"),          WIDTHS("neg"),
    WIDTHS("not"),          WIDTHS("lock inc"),     WIDTHS("lock dec"),
    WIDTHS("lock neg"),     WIDTHS("lock not"),     WIDTHS("shl"),
    WIDTHS("shr"),          WIDTHS("sar"),          TO_MEMORY("add"),
    TO_MEMORY("adc"),       TO_MEMORY("sub"),       TO_MEMORY("sbb"),
    TO_MEMORY("and"),       TO_MEMORY("or"),        TO_MEMORY("xor"),
    TO_MEMORY("cmp"),       TO_MEMORY("test"),      TO_MEMORY("lock add"),
    TO_MEMORY("lock adc"),  TO_MEMORY("lock sub"),  TO_MEMORY("lock sbb"),
    TO_MEMORY("lock and"),  TO_MEMORY("lock or"),   TO_MEMORY("lock xor"),
    TO_MEMORY("xchg"),      TO_MEMORY("lock xchg"), TO_MEMORY("xadd"),
    TO_MEMORY("lock xadd"), TO_MEMORY("cmpxchg"),   TO_MEMORY("lock cmpxchg"),
    TO_REGISTER("add"),     TO_REGISTER("adc"),     TO_REGISTER("sub"),
    TO_REGISTER("sbb"),     TO_REGISTER("and"),     TO_REGISTER("or"),
    TO_REGISTER("xor"),     TO_REGISTER("cmp"),     TO_REGISTER("mov"),
};

/// SDM volume 2: OF is undefined unless the count is 1.
const std::vector<Instruction> shifts{
    INSTRUCTION("shlb %%cl, (%%rdi)"), INSTRUCTION("shlw %%cl, (%%rdi)"), INSTRUCTION("shll %%cl, (%%rdi)"),
    INSTRUCTION("shlq %%cl, (%%rdi)"), INSTRUCTION("shrb %%cl, (%%rdi)"), INSTRUCTION("shrw %%cl, (%%rdi)"),
    INSTRUCTION("shrl %%cl, (%%rdi)"), INSTRUCTION("shrq %%cl, (%%rdi)"), INSTRUCTION("sarb %%cl, (%%rdi)"),
    INSTRUCTION("sarw %%cl, (%%rdi)"), INSTRUCTION("sarl %%cl, (%%rdi)"), INSTRUCTION("sarq %%cl, (%%rdi)"),
    INSTRUCTION("shll $4, (%%rdi)"),   INSTRUCTION("shrq $5, (%%rdi)"),   INSTRUCTION("sarw $6, (%%rdi)"),
};

/// SDM volume 2: all but CF and ZF are undefined. A bit's number in a register counts on beyond the operand.
const std::vector<Instruction> bits{
    INSTRUCTION("btl $3, (%%rdi)"),         INSTRUCTION("btsl $3, (%%rdi)"),       INSTRUCTION("btrw $9, (%%rdi)"),
    INSTRUCTION("btcq $63, (%%rdi)"),       INSTRUCTION("lock btsl $31, (%%rdi)"), INSTRUCTION("lock btrq $0, (%%rdi)"),
    INSTRUCTION("bt %%ecx, (%%rdi)"),       INSTRUCTION("bts %%ecx, (%%rdi)"),     INSTRUCTION("btr %%rcx, (%%rdi)"),
    INSTRUCTION("lock btc %%ecx, (%%rdi)"),
};

constexpr std::array<std::uint64_t, 8> values{0, 1, 0x7f, 0x80, 0xff80, 0x7fffffff80000000, 0x8123456789abcdef, ~0ull};

struct InstructionOnABar : testing::Test {
    test::PlainRegisters registers;
    test::TrappedBar bar{registers};

    State on_processor(const Instruction& instruction, State state)
    {
        instruction.run(&state.memory, state);
        return cleaned(instruction, state);
    }

    State on_bar(const Instruction& instruction, State state)
    {
        registers.values[offset] = static_cast<std::uint32_t>(state.memory);
        registers.values[offset + 4] = static_cast<std::uint32_t>(state.memory >> 32);
        instruction.run(static_cast<std::uint8_t*>(bar.base()) + offset, state);
        state.memory = registers.values[offset] | std::uint64_t{registers.values[offset + 4]} << 32;
        return cleaned(instruction, state);
    }

    static State cleaned(const Instruction& instruction, State state)
    {
        state.flags &= instruction.defined_flags;
        return state;
    }

    void expect_same(const std::vector<Instruction>& all, const std::vector<std::uint64_t>& counts, std::uint64_t flags)
    {
        for (Instruction each : all)
            for (const auto memory : values)
                for (const auto source : values)
                    for (const auto count : counts) {
                        each.defined_flags = flags;
                        const State before{memory, source ^ 1, count, source, source & cf};
                        const State equal{memory, memory, count, source, ~source & cf};  // CMPXCHG exchanges
                        ASSERT_EQ(on_bar(each, before), on_processor(each, before)) << each.text;
                        ASSERT_EQ(on_bar(each, equal), on_processor(each, equal)) << each.text;
                    }
    }
};

TEST_F(InstructionOnABar, DoesWhatItDoesInMemory)
{
    expect_same(instructions, {1}, status_flags);
}

TEST_F(InstructionOnABar, ShiftsAsInMemory)
{
    expect_same(shifts, {0, 2, 3, 7}, status_flags & ~of);
    expect_same({shifts.begin(), shifts.begin() + 12}, {1, 33, 65}, status_flags & ~of);
}

TEST_F(InstructionOnABar, ChangesBitsAsInMemory)
{
    expect_same(bits, {0, 5, 31, 35, 63}, cf);
}

/// Not all processors know it.
TEST_F(InstructionOnABar, SwapsBytes)
{
    registers.values[offset] = 0x11223344;
    registers.values[offset + 4] = 0x55667788;
    auto* at = static_cast<std::uint8_t*>(bar.base()) + offset;
    std::uint64_t word = ~0ull, dword = ~0ull, quadword = 0;
    asm volatile("movbe (%1), %w0" : "+r"(word) : "r"(at) : "memory");
    asm volatile("movbe (%1), %k0" : "+r"(dword) : "r"(at) : "memory");
    asm volatile("movbe (%1), %q0" : "+r"(quadword) : "r"(at) : "memory");
    EXPECT_EQ(word, 0xffffffffffff4433u);
    EXPECT_EQ(dword, 0x44332211u);
    EXPECT_EQ(quadword, 0x4433221188776655u);
    asm volatile("movbe %k1, (%0)" ::"r"(at), "r"(0xaabbccddu) : "memory");
    EXPECT_EQ(registers.values[offset], 0xddccbbaau);
}

TEST_F(InstructionOnABar, OfTheLockedKindIsOneAccess)
{
    constexpr std::uint32_t threads = 4, rounds = 1000;
    auto* counter = static_cast<std::uint8_t*>(bar.base()) + offset;
    std::vector<std::thread> running;
    for (std::uint32_t i = 0; i < threads; ++i)
        running.emplace_back([counter] {
            for (std::uint32_t round = 0; round < rounds; ++round) {
                asm volatile("lock incl (%0)" ::"r"(counter) : "memory", "cc");
                __atomic_fetch_add(reinterpret_cast<std::uint32_t*>(counter), 2, __ATOMIC_SEQ_CST);
            }
        });
    for (auto& each : running)
        each.join();
    EXPECT_EQ(registers.values[offset], threads * rounds * 3);
}

TEST_F(InstructionOnABar, AcrossItsEndFindsNothingThereAndCountsOneDword)
{
    constexpr std::uint32_t last = 0x1fffc;
    void* const at = static_cast<std::uint8_t*>(bar.base()) + last;  // not aligned: no access that C++ knows
    registers.values[last] = 0xcafe0001;
    std::uint64_t read = 0;
    asm volatile("movq (%1), %0" : "=r"(read) : "r"(at) : "memory");
    EXPECT_EQ(read, 0xffffffffcafe0001u);
    asm volatile("movq %0, (%1)" ::"r"(std::uint64_t{0x1122334455667788}), "r"(at) : "memory");
    EXPECT_EQ(registers.values[last], 0x55667788u);
    EXPECT_FALSE(registers.values.contains(last + 4));
    EXPECT_EQ(bar.reads(), 1u);
    EXPECT_EQ(bar.writes(), 1u);
}

using InstructionDeathTest = InstructionOnABar;

TEST_F(InstructionDeathTest, ThatIsUnknownIsNamedWithTheWayOut)
{
    const auto multiply = [this] { asm volatile("imull (%0), %%eax" ::"r"(bar.base()) : "memory", "eax"); };
    EXPECT_DEATH(multiply(), "cannot execute 'imul eax, .*'.*use plain loads and stores.*instruction.cpp");
}

/// As a secondary's view of its primary's device.
struct SharedRegisters final : test::PlainRegisters {
    [[nodiscard]] bool exclusive() const override { return false; }
};

TEST(SharedDeathTest, LocksNobodyOutAndSaysSo)
{
    SharedRegisters registers;
    const test::TrappedBar bar{registers};
    const auto increment = [&] { asm volatile("lock incl (%0)" ::"r"(bar.base()) : "memory", "cc"); };
    EXPECT_DEATH(increment(), "cannot execute 'lock inc .*nobody holds the device between its load and its store");
}

}  // namespace
