// SPDX-License-Identifier: BSD-3-Clause
#include "perf/burst/measure.hpp"

#include <rte_mempool.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "perf/burst/accesses.hpp"
#include "perf/burst/frames.hpp"
#include "perf/burst/loop.hpp"
#include "perf/burst/meters.hpp"
#include "perf/burst/ports.hpp"
#include "support/eal.hpp"
#include "support/ram.hpp"
#include "support/start_eal.hpp"

namespace perf {

namespace {

/// @p turn does one turn of @p sums' loop by the meter that it is given.
template <class Sums, class Turn>
void measure_loop(Sums& sums, const Setting& setting, Turn turn, Result& out)
{
    const double each = setting.ports * (setting.idle ? 1 : setting.burst);
    const auto run = [&](unsigned turns, auto& meter) {
        sums.rx = sums.tx = 0;
        for (unsigned i = 0; i < turns; ++i)
            turn(meter);
        return std::pair{sums.rx / turns / each, sums.tx / turns / each};
    };
    // A turn of the ring has all that recurs.
    const unsigned whole = std::max(setting.ring, 512u) / setting.burst;
    Nothing nothing;
    run(2 * whole, nothing);
    if (!setting.only_cycles) {
        Instructions instructions;
        std::tie(out.rx.instructions, out.tx.instructions) = run(whole, instructions);
    }
    if (setting.bursts == 0)
        return;

    // The least of several parts: what other work on the machine adds is not the driver's.
    constexpr unsigned parts = 20;
    Cycles cycles;
    out.rx.cycles = out.tx.cycles = std::numeric_limits<double>::max();
    run(1000, cycles);
    for (unsigned part = 0; part < parts; ++part) {
        const auto [rx, tx] = run(std::max(1u, setting.bursts / parts), cycles);
        out.rx.cycles = std::min(out.rx.cycles, rx);
        out.tx.cycles = std::min(out.tx.cycles, tx);
    }
}

void measure_ports(const Setting& setting, std::vector<Device> devices, Result& out)
{
    Loop loop{setting, std::move(devices)};
    measure_loop(
        loop, setting, [&](auto& meter) { loop.turn(meter); }, out);
    tell_modes(0, out);
}

/// What the mbufs themselves cost.
Result measure_mempool(const Setting& setting)
{
    struct {
        double rx = 0, tx = 0;
    } sums;
    Result out;
    rte_mempool* pool = make_pool(setting);
    alignas(RTE_CACHE_LINE_SIZE) std::array<void*, most_burst> mbufs{};
    const unsigned n = std::min(setting.burst, most_burst);
    const auto turn = [&](auto& meter) {
        meter(sums.rx, [&] { check(rte_mempool_get_bulk(pool, mbufs.data(), n), "mbufs"); });
        meter(sums.tx, [&] { rte_mempool_put_bulk(pool, mbufs.data(), n); });
    };
    measure_loop(sums, setting, turn, out);
    return out;
}

Result measure_null(const Setting& setting)
{
    Result out;
    rte_mempool* pool = make_pool(setting);
    for (std::uint16_t port = 0; port < setting.ports; ++port)
        start(port, setting, pool);
    measure_ports(setting, std::vector<Device>(setting.ports), out);
    return out;
}

Result measure_on_bed(const Setting& setting, const std::vector<std::string>& memory, std::vector<std::string> eal)
{
    test::Bed bed{{.plugin = setting.driver == "net_e1k" ? setting.plugin : "",
                   .devices = setting.ports,
                   .memory = memory,
                   .eal = std::move(eal)}};
    rte_mempool* pool = make_pool(setting);
    for (unsigned i = 0; i < setting.ports; ++i) {
        bed.model(i).power_on(test::model::Profile::qemu());
        check(bed.probe(i), "probe");
        const auto port = static_cast<std::uint16_t>(bed.port(i));
        if (port != i)
            throw std::runtime_error("device " + std::to_string(i) + " is port " + std::to_string(bed.port(i)));
        check(rte_eth_promiscuous_enable(port), "promiscuous");
        start(port, setting, pool);
    }
    bed.pass(5'000'000);  // the link
    Result out;
    if (!setting.only_cycles)
        count_accesses(bed, setting, out);

    const std::size_t bytes = message_of(setting).frame().size() - (setting.rx_offloads ? 4 : 0);
    const test::Received frame{.length = static_cast<std::uint16_t>(bytes),
                               .room = static_cast<std::uint16_t>(setting.buffer),
                               .status = static_cast<std::uint8_t>(
                                   setting.rx_offloads ? test::Received::tag | test::Received::good_checksums : 0),
                               .special = static_cast<std::uint16_t>(setting.rx_offloads ? 100 : 0)};
    std::vector<std::unique_ptr<test::Ram>> rams;
    std::vector<Device> devices;
    for (unsigned i = 0; i < setting.ports; ++i) {
        auto& ram = *rams.emplace_back(std::make_unique<test::Ram>(bed.slot(i).bar));
        devices.push_back({.receive = [&ram, frame](unsigned most) { ram.receive(most, frame); },
                           .transmit = [&ram] { ram.transmit(); }});
    }
    measure_ports(setting, std::move(devices), out);
    return out;
}

}  // namespace

Result measure(const Setting& setting)
{
    const std::vector<std::string> memory =
        setting.hugepages ? std::vector<std::string>{"--in-memory", "--single-file-segments", "-m", "128"}
                          : std::vector<std::string>{"--no-huge", "--no-shconf", "-m", "128"};
    std::vector<std::string> eal;
    if (setting.simd != 0)
        eal.push_back("--force-max-simd-bitwidth=" + std::to_string(setting.simd));
    if (setting.driver == "net_e1k" || setting.driver == "net_e1000_em")
        return measure_on_bed(setting, memory, std::move(eal));
    eal.insert(eal.begin(), {"burst", "-l", "0", "--no-pci", "--no-telemetry"});
    eal.insert(eal.end(), memory.begin(), memory.end());
    if (setting.driver == "net_null")
        for (unsigned i = 0; i < setting.ports; ++i)
            eal.insert(eal.end(),
                       {"--vdev", "net_null" + std::to_string(i) + ",size=" + std::to_string(setting.frame)});
    test::start_eal(std::move(eal));
    return setting.driver == "net_null" ? measure_null(setting) : measure_mempool(setting);
}

}  // namespace perf
