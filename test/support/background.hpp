// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <csignal>
#include <thread>
#include <utility>

namespace test {

/// Run @p work on a thread of its own that takes no signals: they are the application's.
template <class Work>
[[nodiscard]] std::thread in_background(Work&& work)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread thread{std::forward<Work>(work)};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

}  // namespace test
