// SPDX-License-Identifier: BSD-3-Clause
// One of two processes that send on transmit queues of their own over the one ring. Arguments: those of EAL. The
// primary makes the port and sends on queue 0, the secondary on queue 1. Each says "ready", and of each line of its
// input that it is done: "send", or "receive", for what comes back of both queues, in order.
#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

namespace {

constexpr std::uint16_t port = 0, queues = 2, rx_ring = 4096, tx_ring = 128, most_of_a_burst = 9;
constexpr std::uint32_t frames = 1500;  // of each queue: the receive ring holds all
constexpr auto any_socket = static_cast<unsigned>(SOCKET_ID_ANY);
constexpr char pool_name[] = "senders";

/// What is behind a frame's addresses.
struct Stamp {
    std::uint16_t type = 0xb588;
    std::uint16_t queue = 0;
    std::uint32_t number = 0;
};
constexpr std::uint16_t stamp_at = 2 * RTE_ETHER_ADDR_LEN, frame_size = 60;

[[noreturn]] void give_up(const char* why)
{
    std::fprintf(stderr, "sender: %s\n", why);
    std::exit(1);
}
void check(bool good, const char* what)
{
    if (!good)
        give_up(what);
}

void make_port(rte_mempool* pool)
{
    const rte_eth_conf conf{};
    check(rte_eth_dev_configure(port, 1, queues, &conf) == 0, "configure");
    check(rte_eth_rx_queue_setup(port, 0, rx_ring, any_socket, nullptr, pool) == 0, "receive queue");
    for (std::uint16_t id = 0; id < queues; ++id)
        check(rte_eth_tx_queue_setup(port, id, tx_ring, any_socket, nullptr) == 0, "transmit queue");
    check(rte_eth_dev_start(port) == 0 && rte_eth_promiscuous_enable(port) == 0, "start");
    rte_eth_link link{};
    check(rte_eth_link_get(port, &link) == 0 && link.link_status == RTE_ETH_LINK_UP, "link");
}

rte_mbuf* frame_of(rte_mempool* pool, const Stamp& stamp)
{
    rte_mbuf* const m = rte_pktmbuf_alloc(pool);
    check(m != nullptr, "no mbuf");
    char* const data = rte_pktmbuf_append(m, frame_size);
    std::memset(data, 2, frame_size);
    std::memcpy(data + stamp_at, &stamp, sizeof stamp);
    return m;
}

/// Ends in time whatever the driver does.
class Limit {
public:
    void expect(const char* what) const { check(std::chrono::steady_clock::now() < end_, what); }

private:
    std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + std::chrono::seconds{60};
};

void send(rte_mempool* pool, std::uint16_t queue)
{
    const Limit limit;
    std::array<rte_mbuf*, most_of_a_burst> packets{};
    std::uint32_t made = 0;
    for (std::uint32_t turn = 0; made < frames; ++turn) {
        const auto n = static_cast<std::uint16_t>(std::min(1 + turn % most_of_a_burst, frames - made));
        for (std::uint16_t i = 0; i < n; ++i)
            packets[i] = frame_of(pool, {.queue = queue, .number = made++});
        for (std::uint16_t sent = 0; sent < n;) {
            const std::uint16_t more =
                rte_eth_tx_burst(port, queue, &packets[sent], static_cast<std::uint16_t>(n - sent));
            sent = static_cast<std::uint16_t>(sent + more);
            if (more != 0)
                continue;
            limit.expect("the queue takes nothing");
            sched_yield();
        }
    }
}

void receive()
{
    std::array<std::uint32_t, queues> next{};
    std::array<rte_mbuf*, 32> packets{};
    const Limit limit;
    while (next != std::array{frames, frames}) {
        limit.expect("frames are missing");
        const std::uint16_t n = rte_eth_rx_burst(port, 0, packets.data(), packets.size());
        for (std::uint16_t i = 0; i < n; ++i) {
            Stamp stamp;
            std::memcpy(&stamp, rte_pktmbuf_mtod_offset(packets[i], const char*, stamp_at), sizeof stamp);
            check(stamp.type == Stamp{}.type && stamp.queue < queues, "not one of ours");
            check(stamp.number == next[stamp.queue]++, "out of order, or twice");
            rte_pktmbuf_free(packets[i]);
        }
    }
}

void say(const char* what)
{
    std::printf("%s\n", what);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv)
{
    check(rte_eal_init(argc, argv) >= 0, "EAL");
    const bool primary = rte_eal_process_type() == RTE_PROC_PRIMARY;
    rte_mempool* const pool =
        primary ? rte_pktmbuf_pool_create(pool_name, 4 * rx_ring - 1, 64, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY)
                : rte_mempool_lookup(pool_name);
    check(pool != nullptr, "mempool");
    if (primary)
        make_port(pool);
    say("ready");
    for (std::string line; std::getline(std::cin, line); say(line.c_str())) {
        if (line == "send")
            send(pool, primary ? 0 : 1);
        else if (line == "receive")
            receive();
    }
    if (primary)
        check(rte_eth_dev_stop(port) == 0, "stop");
    rte_eal_cleanup();
    return 0;
}
