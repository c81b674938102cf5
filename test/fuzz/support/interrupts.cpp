// SPDX-License-Identifier: BSD-3-Clause
#include "support/interrupts.hpp"

#include <cerrno>
#include <cstdint>

#include <pthread.h>

#include <utility>
#include <vector>

#include <rte_alarm.h>
#include <rte_interrupts.h>

#include "support/require.hpp"

namespace fuzz {

namespace {

rte_intr_callback_fn handler = nullptr;
void* handler_argument = nullptr;
rte_eal_alarm_callback alarm = nullptr;  ///< the one that is set: due with the next interrupt
void* alarm_argument = nullptr;
bool admitted = true, enabled = false, inside = false;
thread_local std::vector<pthread_mutex_t*> held;  ///< by the call under way: the interrupt's thread would wait
thread_local bool waiting = false;                ///< an interrupt came meanwhile

}  // namespace

void interrupt()
{
    const bool raised = handler != nullptr && enabled;
    if ((!raised && alarm == nullptr) || inside)
        return;
    waiting = !held.empty();
    if (waiting)
        return;
    inside = true;
    if (raised)
        handler(handler_argument);
    if (const auto due = std::exchange(alarm, nullptr); due != nullptr)
        due(alarm_argument);
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

int __wrap_rte_eal_alarm_set(std::uint64_t us, rte_eal_alarm_callback callback, void* argument);
int __wrap_rte_eal_alarm_set(std::uint64_t, rte_eal_alarm_callback callback, void* argument)
{
    fuzz::require(fuzz::alarm == nullptr, "an alarm is set once");
    fuzz::alarm = callback;
    fuzz::alarm_argument = argument;
    return 0;
}

int __wrap_rte_eal_alarm_cancel(rte_eal_alarm_callback callback, void* argument);
int __wrap_rte_eal_alarm_cancel(rte_eal_alarm_callback callback, void* argument)
{
    const bool set = fuzz::alarm == callback && fuzz::alarm_argument == argument;
    if (set)
        fuzz::alarm = nullptr;
    return set ? 1 : 0;
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
