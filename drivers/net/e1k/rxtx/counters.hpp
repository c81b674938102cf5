// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

namespace e1k {

/// What an RX queue has seen since it was set up. Only its lcore writes, others may read.
struct RxCounters {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;        ///< without CRC
    std::uint64_t errors = 0;       ///< frames dropped: those that follow
    std::uint64_t damaged = 0;      ///< by what the device reports of them
    std::uint64_t bad_lengths = 0;  ///< of a length that cannot be, or that is not to be delivered
    std::uint64_t resyncs = 0;      ///< frames of which a part had come, or was to come, when they were dropped
    std::uint64_t no_mbuf = 0;    ///< times that refills began to get no mbuf: however many of them until one gets some
    std::uint64_t doorbells = 0;  ///< writes of RDT
    std::uint64_t deliveries = 0;         ///< writes of ICS behind them, see hw::RxDelivery
    std::uint64_t sw_checksums_good = 0;  ///< checksums that software has verified: right
    std::uint64_t sw_checksums_bad = 0;   ///< and wrong
};

/// What a TX queue has done since it was set up. Only its lcore writes, others may read.
struct TxCounters {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;               ///< as the application gave them: without CRC and padding
    std::uint64_t errors = 0;              ///< packets dropped that can never be sent
    std::uint64_t unsent = 0;              ///< packets not reported done until the stop
    std::uint64_t reclaimed = 0;           ///< packets whose mbufs were given back, sent or not
    std::uint64_t doorbells = 0;           ///< writes of TDT
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

// clang-format off
template <>
inline constexpr std::array counter_members<RxCounters>{
    CounterMember<RxCounters>{&RxCounters::packets, nullptr},
    CounterMember<RxCounters>{&RxCounters::bytes, nullptr},
    CounterMember<RxCounters>{&RxCounters::errors, nullptr},
    CounterMember<RxCounters>{&RxCounters::damaged, "rx_damaged_packets"},
    CounterMember<RxCounters>{&RxCounters::bad_lengths, "rx_bad_length_packets"},
    CounterMember<RxCounters>{&RxCounters::resyncs, "rx_resynchronisations"},
    CounterMember<RxCounters>{&RxCounters::no_mbuf, "rx_failed_refills"},
    CounterMember<RxCounters>{&RxCounters::doorbells, "rx_doorbells"},
    CounterMember<RxCounters>{&RxCounters::deliveries, "rx_deliveries"},
    CounterMember<RxCounters>{&RxCounters::sw_checksums_good, "rx_sw_checksums_good"},
    CounterMember<RxCounters>{&RxCounters::sw_checksums_bad, "rx_sw_checksums_bad"},
};
template <>
inline constexpr std::array counter_members<TxCounters>{
    CounterMember<TxCounters>{&TxCounters::packets, nullptr},
    CounterMember<TxCounters>{&TxCounters::bytes, nullptr},
    CounterMember<TxCounters>{&TxCounters::errors, "tx_refused_packets"},
    CounterMember<TxCounters>{&TxCounters::unsent, "tx_unsent_packets"},
    CounterMember<TxCounters>{&TxCounters::reclaimed, "tx_reclaimed_packets"},
    CounterMember<TxCounters>{&TxCounters::doorbells, "tx_doorbells"},
    CounterMember<TxCounters>{&TxCounters::software_checksums, "tx_software_checksums"},
};
// clang-format on

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
