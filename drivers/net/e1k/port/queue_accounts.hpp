// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "rxtx/counters.hpp"

namespace e1k {

/// The counts of a port's queues of one direction, each by its number: a queue that is set up anew goes on where the
/// one before it ended. Lies in memory that processes share; who calls holds a lock.
template <QueueCounters Counters, std::size_t Most>
class QueueAccounts {
public:
    using All = std::array<Counters, Most>;

    /// Count queue @p id from now on, whatever it has counted before: nobody writes @p counters now, and they are
    /// looked at until the next attach() or detach().
    void attach(std::uint16_t id, Counters& counters)
    {
        accounts_[id].released = accounts_[id].now() - counters;
        accounts_[id].running = &counters;
    }

    /// Keep what queue @p id has counted; nobody looks at it any more.
    void detach(std::uint16_t id)
    {
        accounts_[id].released = accounts_[id].now();
        accounts_[id].running = nullptr;
    }

    /// What each has counted since reset().
    [[nodiscard]] All totals() const
    {
        All out{};
        for (std::size_t id = 0; id < Most; ++id)
            out[id] = accounts_[id].now() - accounts_[id].zero;
        return out;
    }

    /// Begin at zero. The queues' lcores go on counting: they alone write their counters.
    void reset()
    {
        for (Account& account : accounts_)
            account.zero = account.now();
    }

private:
    struct Account {
        Counters* running = nullptr;
        Counters released{};  ///< of those before the one that is running
        Counters zero{};      ///< what there was at the last reset

        [[nodiscard]] Counters now() const
        {
            Counters sum = released;
            if (running != nullptr)
                for (const auto& member : counter_members<Counters>)  // its lcore goes on writing
                    sum.*member.value += std::atomic_ref{running->*member.value}.load(std::memory_order_relaxed);
            return sum;
        }
    };

    std::array<Account, Most> accounts_{};
};

/// The sum over all queues.
template <QueueCounters Counters, std::size_t Most>
[[nodiscard]] constexpr Counters sum_of(const std::array<Counters, Most>& queues)
{
    Counters sum;
    for (const Counters& one : queues)
        sum += one;
    return sum;
}

}  // namespace e1k
