// SPDX-License-Identifier: BSD-3-Clause
#include "support/interrupts.hpp"

#include <cerrno>

#include <pthread.h>

#include <vector>

#include <rte_interrupts.h>

#include "support/require.hpp"

namespace fuzz {

namespace {

rte_intr_callback_fn handler = nullptr;
void* handler_argument = nullptr;
bool admitted = true, enabled = false, inside = false;
thread_local std::vector<pthread_mutex_t*> held;  ///< by the call under way: the interrupt's thread would wait
thread_local bool waiting = false;                ///< an interrupt came meanwhile

}  // namespace

void interrupt()
{
    if (handler == nullptr || !enabled || inside)
        return;
    waiting = !held.empty();
    if (waiting)
        return;
    inside = true;
    handler(handler_argument);
    inside = false;
}

void admit_interrupts(bool yes)
{
    admitted = yes;
}

}  // namespace fuzz

extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker gives these names
int __real_pthread_mutex_lock(pthread_mutex_t* mutex);
int __real_pthread_mutex_unlock(pthread_mutex_t* mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t* mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t* mutex)
{
    fuzz::held.push_back(mutex);
    return __real_pthread_mutex_lock(mutex);
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t* mutex);
int __wrap_pthread_mutex_unlock(pthread_mutex_t* mutex)
{
    const int outcome = __real_pthread_mutex_unlock(mutex);
    if (std::erase(fuzz::held, mutex) != 0 && fuzz::held.empty() && fuzz::waiting)
        fuzz::interrupt();
    return outcome;
}

// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
int __wrap_rte_intr_callback_register(const rte_intr_handle* handle, rte_intr_callback_fn callback, void* argument);
int __wrap_rte_intr_callback_register(const rte_intr_handle*, rte_intr_callback_fn callback, void* argument)
{
    if (!fuzz::admitted)
        return -ENOENT;
    fuzz::require(fuzz::handler == nullptr, "a handler is registered once");
    fuzz::handler = callback;
    fuzz::handler_argument = argument;
    return 0;
}

int __wrap_rte_intr_callback_unregister_sync(const rte_intr_handle* handle, rte_intr_callback_fn callback,
                                             void* argument);
int __wrap_rte_intr_callback_unregister_sync(const rte_intr_handle*, rte_intr_callback_fn callback, void* argument)
{
    if (fuzz::handler == nullptr)
        return -ENOENT;
    fuzz::require(callback == fuzz::handler && argument == fuzz::handler_argument, "the handler is unregistered");
    fuzz::handler = nullptr;
    return 1;
}

int __wrap_rte_intr_enable(const rte_intr_handle* handle);
int __wrap_rte_intr_enable(const rte_intr_handle*)
{
    fuzz::enabled = fuzz::admitted;
    return fuzz::admitted ? 0 : -EIO;
}

int __wrap_rte_intr_disable(const rte_intr_handle* handle);
int __wrap_rte_intr_disable(const rte_intr_handle*)
{
    fuzz::enabled = false;
    return 0;
}

}  // extern "C"
