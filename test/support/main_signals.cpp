// SPDX-License-Identifier: BSD-3-Clause
// A program's signals go to its main thread, if that takes them, and so its handlers run where its author expects them.
// That thread takes none while it is in a register access, which for a program without the test bed is no time at all:
// the kernel would then have another one run the handler. So no other takes signals, and they wait.
#include <dlfcn.h>
#include <pthread.h>

#include "support/signals.hpp"

/// In the place of the C library's. A thread has the mask of the one that makes it.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*), void* argument)
{
    static const auto create = reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
    const sigset_t outside = test::signals_from_outside();
    sigset_t before;
    pthread_sigmask(SIG_BLOCK, &outside, &before);
    const int error = create(thread, attributes, run, argument);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return error;
}
