// SPDX-License-Identifier: BSD-3-Clause
#include "perf/burst/measure.hpp"

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "support/eal.hpp"
#include "support/instruction_count.hpp"
#include "support/ram.hpp"
#include "support/start_eal.hpp"

namespace perf {

namespace {

constexpr unsigned mbufs = 8191;
constexpr auto any_socket = static_cast<unsigned>(SOCKET_ID_ANY);

void check(int error, const char* step)
{
    if (error != 0)
        throw std::runtime_error(std::string{step} + ": " + rte_strerror(-error));
}

/// The device's part between bursts; net_null needs none.
struct Device {
    std::function<void(unsigned)> receive = [](unsigned) {};
    std::function<void()> transmit = [] {};
};

void start(std::uint16_t port, const Setting& setting)
{
    rte_mempool* pool = rte_pktmbuf_pool_create("burst", mbufs, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
    if (pool == nullptr)
        throw std::runtime_error(std::string{"mempool: "} + rte_strerror(rte_errno));
    rte_eth_dev_info info{};
    check(rte_eth_dev_info_get(port, &info), "info");
    if (setting.driver != info.driver_name)
        throw std::runtime_error("the port is driven by " + std::string{info.driver_name} + ", not " + setting.driver);
    rte_eth_conf conf{};
    if (setting.rx_offloads)
        conf.rxmode.offloads = info.rx_offload_capa & (RTE_ETH_RX_OFFLOAD_CHECKSUM | RTE_ETH_RX_OFFLOAD_VLAN_STRIP);
    conf.txmode.offloads = info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
    const auto ring = static_cast<std::uint16_t>(setting.ring);
    check(rte_eth_dev_configure(port, 1, 1, &conf), "configure");
    check(rte_eth_rx_queue_setup(port, 0, ring, any_socket, nullptr, pool), "rx queue");
    check(rte_eth_tx_queue_setup(port, 0, ring, any_socket, nullptr), "tx queue");
    check(rte_eth_dev_start(port), "start");
}

class Loop {
public:
    Loop(std::uint16_t port, unsigned burst, const Device& device) : port_(port), packets_(burst), device_(device) {}

    /// One burst each way, measured by @p meter, which calls the work it is given and returns its cost.
    template <class Meter>
    void turn(Meter meter, double& rx, double& tx)
    {
        device_.transmit();
        device_.receive(static_cast<unsigned>(packets_.size()));
        std::uint16_t got = 0, sent = 0;
        const auto most = static_cast<std::uint16_t>(packets_.size());
        rx += static_cast<double>(meter([&] { got = rte_eth_rx_burst(port_, 0, packets_.data(), most); }));
        tx += static_cast<double>(meter([&] { sent = rte_eth_tx_burst(port_, 0, packets_.data(), got); }));
        if (got != most || sent != got)
            throw std::runtime_error("a burst of " + std::to_string(most) + " gave " + std::to_string(got) +
                                     " received and " + std::to_string(sent) + " sent");
    }

private:
    std::uint16_t port_;
    std::vector<rte_mbuf*> packets_;
    const Device& device_;
};

struct Cycles {
    template <class Work>
    std::uint64_t operator()(Work work) const
    {
        const std::uint64_t before = rte_rdtsc_precise();
        work();
        return rte_rdtsc_precise() - before - overhead;
    }
    std::uint64_t overhead = [] {
        auto least = std::numeric_limits<std::uint64_t>::max();
        for (int i = 0; i < 1000; ++i) {
            const std::uint64_t before = rte_rdtsc_precise();
            least = std::min(least, rte_rdtsc_precise() - before);
        }
        return least;
    }();
};

Result measure_loop(Loop& loop, const Setting& setting)
{
    constexpr unsigned parts = 20;
    Result out;
    const Cycles cycles;
    double warm = 0;
    for (unsigned i = 0; i < 1000; ++i)
        loop.turn(cycles, warm, warm);

    // The least of several parts: what other work on the machine adds is not the driver's.
    out.rx.cycles = out.tx.cycles = std::numeric_limits<double>::max();
    const unsigned bursts = std::max(1u, setting.bursts / parts);
    for (unsigned part = 0; part < parts; ++part) {
        double rx = 0, tx = 0;
        for (unsigned i = 0; i < bursts; ++i)
            loop.turn(cycles, rx, tx);
        out.rx.cycles = std::min(out.rx.cycles, rx / bursts / setting.burst);
        out.tx.cycles = std::min(out.tx.cycles, tx / bursts / setting.burst);
    }

    if (!setting.count)
        return out;
    const unsigned turn = std::max(1u, setting.ring / setting.burst);  // one turn of the ring has all that recurs
    test::InstructionCount count;
    for (unsigned i = 0; i < turn; ++i)
        loop.turn([&](auto work) { return count.of(work); }, out.rx.instructions, out.tx.instructions);
    out.rx.instructions /= turn * setting.burst;
    out.tx.instructions /= turn * setting.burst;
    return out;
}

Result measure_null(const Setting& setting, const std::vector<std::string>& memory)
{
    std::vector<std::string> arguments{"burst", "-l", "0", "--no-pci", "--no-telemetry", "--vdev", "net_null0"};
    arguments.insert(arguments.end(), memory.begin(), memory.end());
    test::start_eal(std::move(arguments));
    start(0, setting);
    const Device none;
    Loop loop{0, setting.burst, none};
    return measure_loop(loop, setting);
}

}  // namespace

Result measure(const Setting& setting)
{
    const std::vector<std::string> memory =
        setting.hugepages ? std::vector<std::string>{"--in-memory", "--single-file-segments", "-m", "128"}
                          : std::vector<std::string>{"--no-huge", "--no-shconf", "-m", "128"};
    if (setting.driver == "net_null")
        return measure_null(setting, memory);
    test::Bed bed{{.plugin = setting.driver == "net_e1k" ? setting.plugin : "", .memory = memory}};
    bed.model().power_on(test::model::Profile::qemu());
    check(bed.probe(), "probe");
    const auto port = static_cast<std::uint16_t>(bed.port());
    start(port, setting);
    bed.pass(5'000'000);  // the link
    test::Ram ram{bed.slot().bar};
    const Device device{.receive = [&](unsigned most) { ram.receive(most); }, .transmit = [&] { ram.transmit(); }};
    Loop loop{port, setting.burst, device};
    return measure_loop(loop, setting);
}

}  // namespace perf
