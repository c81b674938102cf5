// SPDX-License-Identifier: BSD-3-Clause
// What a trapped register access costs, beside the least that any trap costs: a SIGSEGV whose handler only steps over
// the instruction.
#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "support/trap.hpp"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int rounds = 50, accesses = 2000;

/// A register that forgets.
class Registers final : public test::Backend {
public:
    [[nodiscard]] const test::Identity& identity() const override { return identity_; }
    std::uint32_t read(std::uint32_t) override { return 0; }
    void write(std::uint32_t, std::uint32_t) override {}
    std::uint32_t config_read(unsigned, unsigned) override { return 0; }
    void config_write(unsigned, unsigned, std::uint32_t) override {}

private:
    test::Identity identity_;
};

/// `movl $1, (%rax)` is six bytes long.
void step_over(int, siginfo_t*, void* context)
{
    static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP] += 6;
}

/// @return nanoseconds for a write to the address, in the best round: the machine has other work too
double write_ns(void* address)
{
    auto best = Clock::duration::max();
    for (int round = 0; round < rounds; ++round) {
        const auto start = Clock::now();
        for (int i = 0; i < accesses; ++i)
            asm volatile("movl $1, (%%rax)" ::"a"(address) : "memory");
        best = std::min(best, Clock::now() - start);
    }
    return std::chrono::duration<double, std::nano>(best).count() / accesses;
}

}  // namespace

int main()
{
    void* nothing = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (nothing == MAP_FAILED)
        return EXIT_FAILURE;
    struct sigaction bare {};
    bare.sa_sigaction = step_over;
    bare.sa_flags = SA_SIGINFO;
    struct sigaction before {};
    sigaction(SIGSEGV, &bare, &before);
    const double least = write_ns(nothing);
    sigaction(SIGSEGV, &before, nullptr);

    Registers registers;
    const test::TrappedBar bar{registers};
    const double trapped = write_ns(bar.base());
    std::printf("a bare SIGSEGV    %8.0f ns\na trapped access  %8.0f ns\nratio             %8.2f\n", least, trapped,
                trapped / least);
    return EXIT_SUCCESS;
}
