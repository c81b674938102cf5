// SPDX-License-Identifier: BSD-3-Clause
#include "support/instruction_count.hpp"

#include <cerrno>
#include <csignal>
#include <system_error>

namespace test {

volatile std::uint64_t InstructionCount::steps = 0;

void count_step(int)
{
    InstructionCount::steps = InstructionCount::steps + 1;
}

InstructionCount::InstructionCount()
{
    struct sigaction action {};
    action.sa_handler = count_step;
    if (sigaction(SIGTRAP, &action, nullptr) != 0)
        throw std::system_error(errno, std::generic_category(), "sigaction(SIGTRAP)");
    const auto nothing = [] {};
    overhead_ = count(nothing);
}

}  // namespace test
