// SPDX-License-Identifier: BSD-3-Clause
#include "support/alarms.hpp"

#include <dlfcn.h>
#include <rte_alarm.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_interrupts.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "support/eal.hpp"

namespace test {

namespace {

struct Alarm {
    std::uint64_t due_us;
    rte_eal_alarm_callback call;
    void* argument;
    std::thread::id runs_in{};  ///< while it runs
};

std::mutex lock;
std::condition_variable ended;
std::list<Alarm> alarms;  // in the order in which they are due

/// Run the first alarm, if it is due. @return whether it was
bool run_next(std::uint64_t now_us)
{
    std::unique_lock held{lock};
    const auto next = alarms.begin();
    if (next == alarms.end() || next->due_us > now_us || next->runs_in != std::thread::id{})
        return false;
    next->runs_in = std::this_thread::get_id();
    held.unlock();
    next->call(next->argument);
    held.lock();
    alarms.erase(next);
    ended.notify_all();
    return true;
}

struct Run {
    std::uint64_t now_us;
    bool done = false;
};

void run_in_interrupt_thread(void* argument)
{
    auto& run = *static_cast<Run*>(argument);
    while (run_next(run.now_us)) {
    }
    const std::lock_guard held{lock};
    run.done = true;
    ended.notify_all();
}

struct RealAlarm {
    void (*call)(void*);
    void* argument;
};

/// What was done before the alarm was set is done here, by EAL's lock and, as ThreadSanitizer sees it, by ours.
void order()
{
    const std::lock_guard held{lock};
}

void run_real(void* argument)
{
    order();
    const std::unique_ptr<RealAlarm> real{static_cast<RealAlarm*>(argument)};
    real->call(real->argument);
}

bool is(const Alarm& alarm, rte_eal_alarm_callback call, const void* argument)
{
    return alarm.call == call && (argument == reinterpret_cast<void*>(-1) || alarm.argument == argument);
}

}  // namespace

int set_real_alarm(std::uint64_t us, void (*call)(void*), void* argument)
{
    static const auto eals = reinterpret_cast<decltype(&rte_eal_alarm_set)>(dlsym(RTLD_NEXT, "rte_eal_alarm_set"));
    auto real = std::make_unique<RealAlarm>(RealAlarm{.call = call, .argument = argument});
    order();
    const int result = eals(us, run_real, real.get());
    if (result == 0)
        (void)real.release();  // run_real() has it
    return result;
}

void run_alarms(std::uint64_t now_us)
{
    std::unique_lock held{lock};
    if (alarms.empty() || alarms.front().due_us > now_us)
        return;
    Run run{.now_us = now_us};
    held.unlock();
    if (rte_thread_is_intr() != 0)
        return run_in_interrupt_thread(&run);
    set_real_alarm(1, run_in_interrupt_thread, &run);
    held.lock();
    ended.wait(held, [&run] { return run.done; });
}

}  // namespace test

extern "C" int rte_eal_alarm_set(std::uint64_t us, rte_eal_alarm_callback call, void* argument)
{
    using namespace test;
    if (us == 0 || call == nullptr)
        return -EINVAL;
    const Alarm alarm{.due_us = Bed::the().clock().now_us() + us, .call = call, .argument = argument};
    const std::lock_guard held{lock};
    alarms.insert(std::ranges::upper_bound(alarms, alarm.due_us, {}, &Alarm::due_us), alarm);
    return 0;
}

/// Waits, as EAL's does, for one that runs in another thread.
extern "C" int rte_eal_alarm_cancel(rte_eal_alarm_callback call, void* argument)
{
    using namespace test;
    std::unique_lock held{lock};
    const auto runs = [&](bool here) {
        return std::ranges::any_of(alarms, [&](const Alarm& alarm) {
            return is(alarm, call, argument) && alarm.runs_in != std::thread::id{} &&
                   (alarm.runs_in == std::this_thread::get_id()) == here;
        });
    };
    std::size_t cancelled = 0;
    const auto take = [&] {
        cancelled += alarms.remove_if(
            [&](const Alarm& alarm) { return is(alarm, call, argument) && alarm.runs_in == std::thread::id{}; });
    };
    take();
    ended.wait(held, [&] { return !runs(false); });
    take();
    rte_errno = runs(true) ? EINPROGRESS : cancelled == 0 ? ENOENT : 0;
    return static_cast<int>(cancelled);
}
