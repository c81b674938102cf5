// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

namespace e1k {

/// What an RX queue has seen since it was set up. Only its lcore writes, others may read.
struct RxCounters {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;              ///< without CRC
    std::uint64_t errors = 0;             ///< frames dropped: damaged, or of a length that cannot be
    std::uint64_t no_mbuf = 0;            ///< attempts to refill that found the mempool empty
    std::uint64_t sw_checksums_good = 0;  ///< checksums that software has verified: right
    std::uint64_t sw_checksums_bad = 0;   ///< and wrong
};

/// What a TX queue has done since it was set up. Only its lcore writes, others may read.
struct TxCounters {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;   ///< as the application gave them: without CRC and padding
    std::uint64_t errors = 0;  ///< packets dropped: they can never be sent, or were not reported done until the stop
    std::uint64_t software_checksums = 0;  ///< IPv4 header checksums that the driver has made, not the device
};

/// A member of @p Counters.
template <class Counters>
struct CounterMember {
    std::uint64_t Counters::*value;
    const char* name;  ///< among ethdev's extended statistics; null: ethdev itself has a word for it
};

/// Every member of @p Counters: what adds them up or shows them goes through this list.
template <class Counters>
inline constexpr int counter_members = 0;

template <>
inline constexpr std::array counter_members<RxCounters>{
    CounterMember<RxCounters>{&RxCounters::packets, nullptr},
    CounterMember<RxCounters>{&RxCounters::bytes, nullptr},
    CounterMember<RxCounters>{&RxCounters::errors, nullptr},
    CounterMember<RxCounters>{&RxCounters::no_mbuf, nullptr},
    CounterMember<RxCounters>{&RxCounters::sw_checksums_good, "rx_sw_checksums_good"},
    CounterMember<RxCounters>{&RxCounters::sw_checksums_bad, "rx_sw_checksums_bad"}};
template <>
inline constexpr std::array counter_members<TxCounters>{
    CounterMember<TxCounters>{&TxCounters::packets, nullptr}, CounterMember<TxCounters>{&TxCounters::bytes, nullptr},
    CounterMember<TxCounters>{&TxCounters::errors, nullptr},
    CounterMember<TxCounters>{&TxCounters::software_checksums, "tx_software_checksums"}};

template <class Counters>
concept QueueCounters =  // none is missing in the list
    counter_members<Counters>
.size() * sizeof(std::uint64_t) == sizeof(Counters);

template <QueueCounters C>
constexpr C& operator+=(C& sum, const C& more)
{
    for (const auto& member : counter_members<C>)
        sum.*member.value += more.*member.value;
    return sum;
}

template <QueueCounters C>
[[nodiscard]] constexpr C operator-(C now, const C& before)
{
    for (const auto& member : counter_members<C>)
        now.*member.value -= before.*member.value;
    return now;
}

}  // namespace e1k
