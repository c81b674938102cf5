// SPDX-License-Identifier: BSD-3-Clause
// The trapped BAR: every instruction a compiler makes of a register access, from any thread.
#include "support/trap.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <csignal>
#include <thread>
#include <vector>

#include "support/test/registers.hpp"

namespace {

using Registers = test::PlainRegisters;

struct Trap : ::testing::Test {
    Registers registers;
    test::TrappedBar bar{registers};

    template <class T>
    volatile T* at(std::uint32_t offset)
    {
        return reinterpret_cast<volatile T*>(static_cast<std::uint8_t*>(bar.base()) + offset);
    }
};

TEST_F(Trap, LoadsAndStoresDwords)
{
    *at<std::uint32_t>(0x100) = 0x12345678;
    EXPECT_EQ(registers.values[0x100], 0x12345678u);
    registers.values[0x1fffc] = 0xcafe0001;
    EXPECT_EQ(*at<std::uint32_t>(0x1fffc), 0xcafe0001u);
}

TEST_F(Trap, SplitsAQuadwordIntoTwoDwords)
{
    *at<std::uint64_t>(0x2800) = 0x1122334455667788;
    EXPECT_EQ(registers.values[0x2800], 0x55667788u);
    EXPECT_EQ(registers.values[0x2804], 0x11223344u);
    EXPECT_EQ(*at<std::uint64_t>(0x2800), 0x1122334455667788u);
    EXPECT_EQ(bar.reads(), 2u);
}

TEST_F(Trap, MergesBytesAndWordsIntoTheirDword)
{
    registers.values[8] = 0x11223344;
    EXPECT_EQ(*at<std::uint8_t>(10), 0x22);
    EXPECT_EQ(*at<std::uint16_t>(10), 0x1122);
    *at<std::uint8_t>(9) = 0xaa;
    *at<std::uint16_t>(10) = 0xbbcc;
    EXPECT_EQ(registers.values[8], 0xbbccaa44u);
}

TEST_F(Trap, ExtendsWithZerosAndWithTheSign)
{
    registers.values[0] = 0x8070f0ff;
    const volatile std::int8_t* byte = at<std::int8_t>(0);
    const volatile int as_int = *byte;
    EXPECT_EQ(as_int, -1);
    EXPECT_EQ(static_cast<int>(*at<std::uint8_t>(0)), 255);
    EXPECT_EQ(static_cast<long>(*at<std::int16_t>(2)), -32656);
    EXPECT_EQ(static_cast<long>(*at<std::int32_t>(0)), static_cast<std::int32_t>(0x8070f0ff));
}

TEST_F(Trap, ClearsTheUpperHalfOfARegisterOnlyForDwords)
{
    registers.values[0] = 0x81828384;
    std::uint64_t dword = ~0ull, word = ~0ull, low = ~0ull, high = ~0ull;
    asm volatile("movl (%1), %k0" : "+r"(dword) : "r"(bar.base()) : "memory");
    asm volatile("movw (%1), %w0" : "+r"(word) : "r"(bar.base()) : "memory");
    asm volatile("movb (%1), %b0" : "+r"(low) : "r"(bar.base()) : "memory");
    asm volatile("movb (%1), %h0" : "+Q"(high) : "D"(bar.base()) : "memory");
    EXPECT_EQ(dword, 0x81828384u);
    EXPECT_EQ(word, 0xffffffffffff8384u);
    EXPECT_EQ(low, 0xffffffffffffff84u);
    EXPECT_EQ(high, 0xffffffffffff84ffu);
}

TEST_F(Trap, StoresImmediatesAndHighByteRegisters)
{
    asm volatile("movl $0x80000001, 4(%0)" ::"r"(bar.base()) : "memory");
    EXPECT_EQ(registers.values[4], 0x80000001u);
    asm volatile("movq $-2, 8(%0)" ::"r"(bar.base()) : "memory");
    EXPECT_EQ(registers.values[8], 0xfffffffeu);
    EXPECT_EQ(registers.values[12], 0xffffffffu);
    asm volatile("movw $0x1234, 16(%0)\n movb $0x56, 18(%0)" ::"r"(bar.base()) : "memory");
    EXPECT_EQ(registers.values[16], 0x561234u);
    asm volatile("movb %h1, 20(%0)" ::"D"(bar.base()), "Q"(0xabcdu) : "memory");
    EXPECT_EQ(registers.values[20], 0xabu);
}

TEST_F(Trap, FollowsEveryAddressingForm)
{
    asm volatile("movl %1, 0x10(%0,%2,8)" ::"r"(bar.base()), "r"(7u), "r"(2ul) : "memory");
    EXPECT_EQ(registers.values[0x20], 7u);
    std::uint32_t got = 0;
    asm volatile("mov %1, %%r13\n movl 0x20(%%r13), %%r12d\n mov %%r12d, %0"
                 : "=r"(got)
                 : "r"(bar.base())
                 : "r12", "r13");
    EXPECT_EQ(got, 7u);
}

TEST_F(Trap, ExecutesALoadFoldedIntoATestOrACompare)
{
    registers.values[8] = 0x80000002;
    bool zero = true, carry = false, sign = false;
    asm volatile("testl $2, 8(%1)" : "=@ccz"(zero) : "r"(bar.base()) : "memory");
    EXPECT_FALSE(zero);
    asm volatile("testb $4, 8(%1)" : "=@ccz"(zero) : "r"(bar.base()) : "memory");
    EXPECT_TRUE(zero);
    asm volatile("cmpl $-1, 8(%2)" : "=@ccc"(carry), "=@ccz"(zero) : "r"(bar.base()) : "memory");
    EXPECT_TRUE(carry);
    EXPECT_FALSE(zero);
    asm volatile("cmpl $0, 8(%1)" : "=@ccs"(sign) : "r"(bar.base()) : "memory");
    EXPECT_TRUE(sign);
}

TEST_F(Trap, ExecutesReadModifyWrite)
{
    registers.values[0] = 0x0f;
    asm volatile("orl $0x40, (%0)" ::"r"(bar.base()) : "memory");
    EXPECT_EQ(registers.values[0], 0x4fu);
    std::uint32_t sum = 1;
    asm volatile("addl (%1), %0" : "+r"(sum) : "r"(bar.base()) : "memory");
    EXPECT_EQ(sum, 0x50u);
    asm volatile("andl $0xfffffff0, (%0)" ::"r"(bar.base()) : "memory");
    EXPECT_EQ(registers.values[0], 0x40u);
}

TEST_F(Trap, CountsAccessesByRegister)
{
    for (int i = 0; i < 3; ++i)
        *at<std::uint32_t>(0x3818) = 1;
    [[maybe_unused]] const std::uint32_t status = *at<std::uint32_t>(8);
    EXPECT_EQ(bar.writes(), 3u);
    EXPECT_EQ(bar.writes_of(0x3818), 3u);
    EXPECT_EQ(bar.reads_of(8), 1u);
    bar.reset_counts();
    EXPECT_EQ(bar.reads() + bar.writes() + bar.reads_of(8), 0u);
}

TEST_F(Trap, KeepsTwoBarsApart)
{
    Registers other_registers;
    test::TrappedBar other{other_registers};
    *static_cast<volatile std::uint32_t*>(other.base()) = 2;
    *at<std::uint32_t>(0) = 1;
    EXPECT_EQ(registers.values[0], 1u);
    EXPECT_EQ(other_registers.values[0], 2u);
}

TEST_F(Trap, ServesSeveralThreadsAtATime)
{
    std::vector<std::thread> threads;
    for (std::uint32_t t = 0; t < 4; ++t)
        threads.emplace_back([this, t] {
            for (std::uint32_t i = 1; i <= 1000; ++i) {
                *at<std::uint32_t>(4 * t) = i;
                ASSERT_EQ(*at<std::uint32_t>(4 * t), i);
            }
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(bar.reads() + bar.writes(), 8000u);
}

TEST_F(Trap, BecomesMemoryAndBack)
{
    bar.become_memory();
    *at<std::uint32_t>(0x100) = 5;
    EXPECT_EQ(*at<std::uint32_t>(0x100), 5u);
    EXPECT_EQ(bar.reads() + bar.writes(), 0u);
    bar.trap();
    EXPECT_EQ(*at<std::uint32_t>(0x100), 0u);
    EXPECT_EQ(bar.reads(), 1u);
}

using TrapDeathTest = Trap;

TEST_F(TrapDeathTest, LeavesFaultsElsewhereToTheirOwnHandler)
{
    auto* elsewhere = static_cast<volatile int*>(mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
#if defined(__SANITIZE_ADDRESS__)
    EXPECT_DEATH(*elsewhere = 1, "AddressSanitizer");
#else
    EXPECT_EXIT(*elsewhere = 1, ::testing::KilledBySignal(SIGSEGV), "");
#endif
}

}  // namespace
