// SPDX-License-Identifier: BSD-3-Clause
// Preloaded into a program for tests.
// REFUSE=NAME:N  the N-th call of this function of DPDK's fails
// STALL=N        a port's first N transmit bursts take no frame
// SET_MAC=ADDR   a port has this MAC address as soon as it is configured for the first time
#include <dlfcn.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

namespace {

/// Whether this call of @p name, of which @p calls were made before, is to fail.
bool refused(const char* name, unsigned& calls)
{
    const char* wanted = std::getenv("REFUSE");
    return wanted != nullptr && std::string(name) + ":" + std::to_string(++calls) == wanted;
}

template <class Function>
Function* next(const char* name)
{
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

template <class Function, class... Arguments>
int call(const char* name, unsigned& calls, Function*, Arguments... arguments)
{
    return refused(name, calls) ? -EIO : next<Function>(name)(arguments...);
}

unsigned to_stall = 0;
eth_tx_burst_t burst_behind = nullptr;

std::uint16_t stalling_burst(void* queue, rte_mbuf** mbufs, std::uint16_t count)
{
    return to_stall != 0 ? to_stall--, std::uint16_t{0} : burst_behind(queue, mbufs, count);
}

/// Put a transmit burst before that of a port that was started.
void stall(std::uint16_t port)
{
    const char* bursts = std::getenv("STALL");
    if (bursts == nullptr || burst_behind != nullptr)
        return;
    to_stall = static_cast<unsigned>(std::atoi(bursts));
    burst_behind = std::exchange(rte_eth_fp_ops[port].tx_pkt_burst, stalling_burst);
}

}  // namespace

extern "C" {

int rte_eth_dev_configure(std::uint16_t port, std::uint16_t rx, std::uint16_t tx, const rte_eth_conf* conf)
{
    static unsigned calls = 0;
    const int error = call("rte_eth_dev_configure", calls, rte_eth_dev_configure, port, rx, tx, conf);
    static const char* text = std::getenv("SET_MAC");
    rte_ether_addr mac{};
    if (const char* once = std::exchange(text, nullptr); once != nullptr && rte_ether_unformat_addr(once, &mac) == 0)
        return rte_eth_dev_default_mac_addr_set(port, &mac);
    return error;
}

int rte_eth_rx_queue_setup(std::uint16_t port, std::uint16_t queue, std::uint16_t size, unsigned socket,
                           const rte_eth_rxconf* conf, rte_mempool* pool)
{
    static unsigned calls = 0;
    return call("rte_eth_rx_queue_setup", calls, rte_eth_rx_queue_setup, port, queue, size, socket, conf, pool);
}

int rte_eth_tx_queue_setup(std::uint16_t port, std::uint16_t queue, std::uint16_t size, unsigned socket,
                           const rte_eth_txconf* conf)
{
    static unsigned calls = 0;
    return call("rte_eth_tx_queue_setup", calls, rte_eth_tx_queue_setup, port, queue, size, socket, conf);
}

int rte_eth_dev_start(std::uint16_t port)
{
    static unsigned calls = 0;
    const int error = call("rte_eth_dev_start", calls, rte_eth_dev_start, port);
    if (error == 0)
        stall(port);
    return error;
}

int rte_eth_promiscuous_enable(std::uint16_t port)
{
    static unsigned calls = 0;
    return call("rte_eth_promiscuous_enable", calls, rte_eth_promiscuous_enable, port);
}

rte_mempool* rte_pktmbuf_pool_create(const char* name, unsigned size, unsigned cache, std::uint16_t private_size,
                                     std::uint16_t room, int socket)
{
    static unsigned calls = 0;
    if (refused("rte_pktmbuf_pool_create", calls)) {
        rte_errno = ENOMEM;
        return nullptr;
    }
    return next<decltype(rte_pktmbuf_pool_create)>("rte_pktmbuf_pool_create")(name, size, cache, private_size, room,
                                                                              socket);
}
}
