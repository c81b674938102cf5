// SPDX-License-Identifier: BSD-3-Clause
// What ethdev shows of a port's counts. Its extended statistics are, in the order of their ids, the registers as
// hw::counter_table has them, and what the queues count that ethdev has no word for.
#include <algorithm>
#include <array>

#include <rte_string_fns.h>

#include "dpdk/log.hpp"
#include "ethdev/ops.hpp"
#include "port/adapter.hpp"

namespace e1k::ops {

namespace {

/// Those of @p counters that ethdev has no word for.
template <QueueCounters Counters, class Visit>
constexpr void each_xstat(const Counters& counters, Visit& visit)
{
    for (const auto& member : counter_members<Counters>)
        if (member.name != nullptr)
            visit(member.name, counters.*member.value);
}

/// Every extended statistic by name and value, in the order of the ids.
template <class Visit>
constexpr void each_xstat(const hw::CounterTotals& device, const RxCounters& rx, const TxCounters& tx, Visit&& visit)
{
    for (std::size_t i = 0; i < device.size(); ++i)
        visit(hw::counter_table[i].name, device[i]);
    each_xstat(rx, visit);
    each_xstat(tx, visit);
}

constexpr std::size_t xstats_n = [] {
    std::size_t n = 0;
    each_xstat({}, {}, {}, [&](const char*, std::uint64_t) { ++n; });
    return n;
}();

template <class T>
using PerXstat = std::array<T, xstats_n>;

constexpr auto xstat_names = [] {
    PerXstat<const char*> names{};
    each_xstat({}, {}, {}, [next = names.begin()](const char* name, std::uint64_t) mutable { *next++ = name; });
    return names;
}();

[[nodiscard]] PerXstat<std::uint64_t> xstat_values(const PortTotals& now)
{
    PerXstat<std::uint64_t> values{};
    each_xstat(now.device, sum_of(now.rx_queues), sum_of(now.tx_queues),
               [next = values.begin()](const char*, std::uint64_t value) mutable { *next++ = value; });
    return values;
}

void put_name(rte_eth_xstat_name& name, std::uint64_t id)
{
    rte_strlcpy(name.name, xstat_names[id], sizeof name.name);
}

/// ethdev has taken its own ids off by now.
[[nodiscard]] bool valid_ids(const Port& p, const std::uint64_t* ids, unsigned n)
{
    for (unsigned i = 0; i < n; ++i)
        if (ids[i] >= xstats_n) {
            E1K_LOG(driver, ERR, p.name, "extended statistics: id %llu behind ethdev's own, there are %zu",
                    static_cast<unsigned long long>(ids[i]), xstats_n);
            return false;
        }
    return true;
}

/// What ethdev shows of each queue; it has room for the first of them.
void show_queues(const PortTotals& now, QueueStats& queues)
{
    for (std::size_t id = 0; id < std::min<std::size_t>(max_rx_queues, RTE_ETHDEV_QUEUE_STAT_CNTRS); ++id) {
        queues.q_ipackets[id] = now.rx_queues[id].packets;
        queues.q_ibytes[id] = now.rx_queues[id].bytes;
        queues.q_errors[id] = now.rx_queues[id].errors;
    }
    for (std::size_t id = 0; id < std::min<std::size_t>(max_tx_queues, RTE_ETHDEV_QUEUE_STAT_CNTRS); ++id) {
        queues.q_opackets[id] = now.tx_queues[id].packets;
        queues.q_obytes[id] = now.tx_queues[id].bytes;
    }
}

}  // namespace

int stats_get(rte_eth_dev* d, rte_eth_stats* stats, QueueStats* queues) noexcept
{
    const Port p = open(d);
    const PortTotals now = p.a.stats.read(p.dev, hw::losses);
    const RxCounters rx = sum_of(now.rx_queues);
    const TxCounters tx = sum_of(now.tx_queues);
    stats->ipackets = rx.packets;
    stats->ibytes = rx.bytes;
    stats->opackets = tx.packets;
    stats->obytes = tx.bytes;
    stats->rx_nombuf = rx.no_mbuf;
    stats->imissed = now.missed;
    stats->ierrors = rx.errors + now.rx_errors;
    stats->oerrors = tx.errors + tx.unsent + now.tx_errors;
    if (queues != nullptr)
        show_queues(now, *queues);
    return 0;
}

int stats_reset(rte_eth_dev* d) noexcept
{
    const Port p = open(d);
    p.a.stats.reset(p.dev);
    return 0;
}

int xstats_get(rte_eth_dev* d, rte_eth_xstat* xstats, unsigned n) noexcept
{
    if (xstats != nullptr && n >= xstats_n) {
        const Port p = open(d);
        const auto values = xstat_values(p.a.stats.read(p.dev, hw::all_counters));
        for (std::size_t id = 0; id < values.size(); ++id)
            xstats[id] = rte_eth_xstat{.id = id, .value = values[id]};
    }
    return static_cast<int>(xstats_n);
}

int xstats_get_names(rte_eth_dev*, rte_eth_xstat_name* names, unsigned n) noexcept
{
    if (names != nullptr && n >= xstats_n)
        for (std::size_t id = 0; id < xstats_n; ++id)
            put_name(names[id], id);
    return static_cast<int>(xstats_n);
}

int xstats_get_by_id(rte_eth_dev* d, const std::uint64_t* ids, std::uint64_t* values, unsigned n) noexcept
{
    const Port p = open(d);
    if (!valid_ids(p, ids, n))
        return -EINVAL;
    hw::CounterSet which;
    for (unsigned i = 0; i < n; ++i)
        if (ids[i] < which.size())
            which[ids[i]] = true;
    const auto all = xstat_values(p.a.stats.read(p.dev, which));
    for (unsigned i = 0; i < n; ++i)
        values[i] = all[ids[i]];
    return static_cast<int>(n);
}

int xstats_get_names_by_id(rte_eth_dev* d, const std::uint64_t* ids, rte_eth_xstat_name* names, unsigned n) noexcept
{
    if (!valid_ids(open(d), ids, n))
        return -EINVAL;
    for (unsigned i = 0; i < n; ++i)
        put_name(names[i], ids[i]);
    return static_cast<int>(n);
}

}  // namespace e1k::ops
