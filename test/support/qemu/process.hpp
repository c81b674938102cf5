// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <vector>

namespace test::qemu {

/// A child process that never outlives this one: the kernel kills it when the thread that started it ends, however
/// that happens (PR_SET_PDEATHSIG), and the destructor ends it in order.
class Process {
public:
    /// Start a program.
    /// @param argv       argv[0] is looked up in PATH
    /// @param inherited  descriptors the program gets under the same numbers; all others above 2 are closed
    /// @throws std::system_error when there is no fork; a failing exec is told on stderr, with the program's name
    Process(std::vector<std::string> argv, std::span<const int> inherited);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    /// SIGTERM, and SIGKILL if it is still there after 2 s.
    ~Process();

    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    pid_t pid_ = -1;
};

}  // namespace test::qemu
