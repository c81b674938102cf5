// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <thread>

namespace test::qemu {

namespace {

void tell(const char* what, const char* why)
{
    for (const char* text : {"testbed: cannot run ", what, ": ", why, "\n"})
        if (::write(STDERR_FILENO, text, std::strlen(text)) < 0)
            return;
}

/// Between fork and exec: async-signal-safe calls only, the parent may have threads.
[[noreturn]] void become(char* const argv[], char* const envp[], std::span<const int> inherited, pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)  // it died before the line above
        ::_exit(1);
    ::setpgid(0, 0);  // Ctrl-C is for the program under test, which then stops the device in order
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    // EAL has tied this thread to one processor, which may be polling all the time.
    cpu_set_t any;
    std::memset(&any, 0xff, sizeof(any));
    ::sched_setaffinity(0, sizeof(any), &any);
    ::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    for (int fd : inherited)
        ::fcntl(fd, F_SETFD, 0);
    ::execvpe(argv[0], argv, envp);
    tell(argv[0], ::strerrordesc_np(errno));
    ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& strings)
{
    std::vector<char*> result;
    result.reserve(strings.size() + 1);
    for (auto& text : strings)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

/// The program under test may be running with this library preloaded; the child must not.
std::vector<char*> environment_without_preload()
{
    std::vector<char*> result;
    for (char** entry = environ; *entry != nullptr; ++entry)
        if (std::strncmp(*entry, "LD_PRELOAD=", 11) != 0)
            result.push_back(*entry);
    result.push_back(nullptr);
    return result;
}

}  // namespace

Process::Process(std::vector<std::string> argv, std::span<const int> inherited)
{
    const auto args = pointers(argv);
    const auto env = environment_without_preload();
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0)
        throw std::system_error{errno, std::generic_category(), "fork"};
    if (pid_ == 0)
        become(args.data(), env.data(), inherited, parent);
}

Process::~Process()
{
    using namespace std::chrono_literals;
    ::kill(pid_, SIGTERM);
    for (std::chrono::milliseconds waited{}; waited < 10s; waited += 5ms) {
        if (::waitpid(pid_, nullptr, WNOHANG) != 0)
            return;
        std::this_thread::sleep_for(5ms);
    }
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

}  // namespace test::qemu
