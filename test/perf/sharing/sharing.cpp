// SPDX-License-Identifier: BSD-3-Clause
// What it costs that several transmit queues share a ring: in instructions, and with several lcores beside a spinlock
// around one queue.
#include <rte_ethdev.h>
#include <rte_lcore.h>
#include <rte_spinlock.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/eal.hpp"
#include "support/instruction_count.hpp"
#include "support/ram.hpp"

namespace {

constexpr unsigned ring = 512, burst = 32, bursts = 4000, rounds = 7;
constexpr auto any_socket = static_cast<unsigned>(SOCKET_ID_ANY);

void check(int error, const char* step)
{
    if (error != 0)
        throw std::runtime_error(std::string{step} + ": " + rte_strerror(-error));
}

/// A started port of @p queues that send, and a device that completes what they sent at once.
class Sending {
public:
    Sending(test::Bed& bed, rte_mempool* pool, std::uint16_t queues) : port_(static_cast<std::uint16_t>(bed.port()))
    {
        rte_eth_conf conf{};
        conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
        check(rte_eth_dev_configure(port_, 1, queues, &conf), "configure");
        check(rte_eth_rx_queue_setup(port_, 0, ring, any_socket, nullptr, pool), "rx queue");
        for (std::uint16_t id = 0; id < queues; ++id)
            check(rte_eth_tx_queue_setup(port_, id, ring, any_socket, nullptr), "tx queue");
        check(rte_eth_dev_start(port_), "start");
        bed.pass(5'000'000);  // the link
        ram_ = std::make_unique<test::Ram>(bed.slot().bar);
    }
    ~Sending()
    {
        ram_.reset();
        rte_eth_dev_stop(port_);
    }
    Sending(const Sending&) = delete;
    Sending& operator=(const Sending&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// Whoever comes by plays the device.
    void complete()
    {
        if (rte_spinlock_trylock(&device_) == 0)
            return;
        ram_->transmit();
        rte_spinlock_unlock(&device_);
    }

private:
    std::uint16_t port_;
    std::unique_ptr<test::Ram> ram_;
    rte_spinlock_t device_ = RTE_SPINLOCK_INITIALIZER;
};

using Packets = std::array<rte_mbuf*, burst>;

void make(rte_mempool* pool, Packets& packets)
{
    check(rte_pktmbuf_alloc_bulk(pool, packets.data(), burst), "mbufs");
    for (rte_mbuf* m : packets)
        m->data_len = static_cast<std::uint16_t>(m->pkt_len = 60);
}

/// One lcore that sends by the first of @p queues. @return instructions a packet
double instructions(test::Bed& bed, rte_mempool* pool, std::uint16_t queues)
{
    Sending sending{bed, pool, queues};
    test::InstructionCount count;
    double all = 0;
    constexpr unsigned turns = 3 * ring / burst;
    for (unsigned i = 0; i < 2 * turns; ++i) {
        Packets packets;
        make(pool, packets);
        std::uint16_t sent = 0;
        const auto cost = count.of([&] { sent = rte_eth_tx_burst(sending.port(), 0, packets.data(), burst); });
        if (sent != burst)
            throw std::runtime_error("a burst was not taken whole");
        all += i < turns ? 0 : static_cast<double>(cost);
        sending.complete();
    }
    return all / turns / burst;
}

/// Of this process, all threads: what other work on the machine takes does not count.
double processor_ns()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// @p n threads that send, each by a queue of its own or all by one behind a spinlock. @return ns a packet
double time_of(test::Bed& bed, const std::vector<rte_mempool*>& pools, unsigned n, bool spinlock)
{
    Sending sending{bed, pools[0], static_cast<std::uint16_t>(spinlock ? 1 : n)};
    rte_spinlock_t lock = RTE_SPINLOCK_INITIALIZER;
    std::atomic<unsigned> ready = 0;
    std::vector<std::thread> threads;
    const auto send = [&](unsigned id) {
        rte_thread_register();
        ++ready;
        while (ready != n)
            std::this_thread::yield();
        Packets packets;
        for (unsigned i = 0; i < bursts; ++i) {
            make(pools[id + 1], packets);
            for (std::uint16_t sent = 0; sent < burst; sending.complete()) {
                const auto rest = static_cast<std::uint16_t>(burst - sent);
                if (spinlock)
                    rte_spinlock_lock(&lock);
                const std::uint16_t now = rte_eth_tx_burst(
                    sending.port(), static_cast<std::uint16_t>(spinlock ? 0 : id), &packets[sent], rest);
                if (spinlock)
                    rte_spinlock_unlock(&lock);
                sent = static_cast<std::uint16_t>(sent + now);
                if (now == 0)
                    std::this_thread::yield();  // there may be more threads than processors
            }
        }
        rte_thread_unregister();
    };
    const double begin = processor_ns();
    for (unsigned id = 0; id < n; ++id)
        threads.emplace_back(send, id);
    for (std::thread& each : threads)
        each.join();
    return (processor_ns() - begin) / (double{burst} * bursts * n);
}

void compare(test::Bed& bed, const std::vector<rte_mempool*>& pools, unsigned n)
{
    std::array<double, rounds> ratios{};
    double best_lock = 1e18, best_queues = 1e18;
    for (double& ratio : ratios) {
        const double lock = time_of(bed, pools, n, true), queues = time_of(bed, pools, n, false);
        best_lock = std::min(best_lock, lock);
        best_queues = std::min(best_queues, queues);
        ratio = lock / queues;
    }
    std::ranges::sort(ratios);
    std::printf("%-8u %12.1f %12.1f %9.2f (%.2f..%.2f)\n", n, best_lock, best_queues, ratios[rounds / 2],
                ratios.front(), ratios.back());
}

}  // namespace

int main(int argc, char** argv)
try {
    if (argc != 2) {
        std::fputs("usage: sharing PLUGIN\n", stderr);
        return 2;
    }
    test::Bed bed{{.plugin = argv[1], .memory = {"--no-huge", "--no-shconf", "-m", "256"}}};
    bed.model().power_on(test::model::Profile::qemu());
    check(bed.probe(), "probe");
    std::vector<rte_mempool*> pools;
    for (unsigned i = 0; i < 5; ++i) {
        const std::string name = "pool" + std::to_string(i);
        pools.push_back(rte_pktmbuf_pool_create(name.c_str(), 4095, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY));
        if (pools.back() == nullptr)
            throw std::runtime_error("mempool: " + std::string{rte_strerror(rte_errno)});
    }
    std::printf("bursts of %u, rings of %u\n\nqueues   instructions a packet, one lcore\n", burst, ring);
    for (const std::uint16_t queues : std::initializer_list<std::uint16_t>{1, 2, 4, 64})
        std::printf("%-8u %12.1f\n", unsigned{queues}, instructions(bed, pools[1], queues));
    std::printf("\nlcores   processor time a packet, ns, best of %u\n%-8s %12s %12s %9s\n", rounds, "", "a spinlock",
                "own queues", "ratio");
    for (const unsigned n : {2u, 4u})
        compare(bed, pools, n);
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::fprintf(stderr, "sharing: %s\n", error.what());
    return EXIT_FAILURE;
}
