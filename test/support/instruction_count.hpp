// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace test {

/// Counts user-mode instructions exactly, without a performance counter: with EFLAGS.TF set the processor traps after
/// each (Intel SDM volume 3, 17.3.2), and the SIGTRAP handler counts. About a microsecond an instruction.
class InstructionCount {
public:
    /// Install the handler.
    InstructionCount();

    /// @return the instructions that @p work executes on this thread
    template <class Work>
    [[nodiscard]] std::uint64_t of(Work work)
    {
        return count(work) - overhead_;
    }

    /// Count from here on, across returns to the callers, until end() on the same thread.
    void begin()
    {
        steps = 0;
        start();
    }
    /// @return the instructions since begin()
    std::uint64_t end()
    {
        stop();
        return steps - overhead_;
    }

private:
    template <class Work>
    std::uint64_t count(Work& work)
    {
        steps = 0;
        start();
        work();
        stop();
        return steps;
    }

    // Below the red zone, which a leaf function may use (System V ABI 3.2.2).
    static void start()
    {
        asm volatile("lea -128(%%rsp), %%rsp; pushfq; orq $0x100, (%%rsp); popfq; lea 128(%%rsp), %%rsp" ::
                         : "memory", "cc");
    }
    static void stop()
    {
        asm volatile("lea -128(%%rsp), %%rsp; pushfq; andq $~0x100, (%%rsp); popfq; lea 128(%%rsp), %%rsp" ::
                         : "memory", "cc");
    }

    static volatile std::uint64_t steps;
    std::uint64_t overhead_ = 0;

    friend void count_step(int);
};

}  // namespace test
