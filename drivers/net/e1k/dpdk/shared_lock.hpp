// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cerrno>

#include <pthread.h>

namespace e1k {

/// A lock between the threads of a process, which needs no constructor to run.
class ProcessLock {
public:
    void lock() noexcept { pthread_mutex_lock(&mutex_); }
    void unlock() noexcept { pthread_mutex_unlock(&mutex_); }

private:
    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
};

/// A lock in memory that processes share. One that dies in it leaves it to the next to come, for the kernel tells
/// (robust mutex): a spinlock would keep all others for ever. For control calls and the interrupt thread; not
/// recursive.
class SharedLock {
public:
    SharedLock() noexcept
    {
        pthread_mutexattr_t attributes;
        pthread_mutexattr_init(&attributes);
        pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
        pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
        pthread_mutex_init(&mutex_, &attributes);
        pthread_mutexattr_destroy(&attributes);
    }
    SharedLock(const SharedLock&) = delete;
    SharedLock& operator=(const SharedLock&) = delete;

    void lock() noexcept
    {
        if (pthread_mutex_lock(&mutex_) == EOWNERDEAD)
            pthread_mutex_consistent(&mutex_);  // what is guarded is whole at every store
    }
    [[nodiscard]] bool try_lock() noexcept
    {
        const int r = pthread_mutex_trylock(&mutex_);
        if (r == EOWNERDEAD)
            pthread_mutex_consistent(&mutex_);
        return r == 0 || r == EOWNERDEAD;
    }
    void unlock() noexcept { pthread_mutex_unlock(&mutex_); }

private:
    pthread_mutex_t mutex_{};
};

}  // namespace e1k
