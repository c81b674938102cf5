// SPDX-License-Identifier: BSD-3-Clause
#include "processes/restart_application.hpp"

#include <rte_dev.h>
#include <rte_ethdev.h>
#include <rte_malloc.h>
#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "support/pci_bus.hpp"
#include "support/qemu/shared_memory.hpp"
#include "support/remote_device.hpp"
#include "support/start_eal.hpp"

namespace test {

namespace {

constexpr std::uint16_t port = 0, descriptors = 64;

/// Memory in which no stray write goes unseen. Each word names the block that it is in: a device that takes it for a
/// descriptor finds an address to write to.
class Canary {
public:
    void fill(std::size_t most)
    {
        for (; most != 0; --most) {
            auto* block = static_cast<std::uint64_t*>(rte_malloc(nullptr, words * sizeof(std::uint64_t), 0));
            if (block == nullptr)
                return;
            std::fill_n(block, words, reinterpret_cast<std::uintptr_t>(block));
            blocks_.push_back(block);
        }
    }
    [[nodiscard]] bool intact() const
    {
        return std::ranges::all_of(blocks_, [](const std::uint64_t* block) {
            const auto own = [block](std::uint64_t word) { return word == reinterpret_cast<std::uintptr_t>(block); };
            return std::all_of(block, block + words, own);
        });
    }
    [[nodiscard]] std::size_t blocks() const { return blocks_.size(); }

private:
    static constexpr std::size_t words = 512;
    std::vector<std::uint64_t*> blocks_;
};

class Application {
public:
    explicit Application(const std::string& device) : device_{device, 0} {}

    int answer(const std::string& request)
    {
        if (request == "spread") {
            canary_.fill(2000);
            return 0;
        }
        if (request == "probe")
            return probe();
        if (request == "start")
            return start();
        if (request == "receive")
            return receive();
        if (request == "intact")
            return canary_.intact() && canary_.blocks() > 1000 ? 1 : 0;
        if (request == "work")
            work();
        return -1;
    }

private:
    /// What the port will need is set aside before the pattern takes all the rest.
    int probe()
    {
        pool_ = rte_pktmbuf_pool_create("pool", 511, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
        void* const for_the_port = rte_malloc(nullptr, 1u << 20, 0);
        canary_.fill(~std::size_t{0});
        rte_free(for_the_port);
        bus_.add(device_);
        return pool_ == nullptr ? -ENOMEM : rte_dev_probe(device_.identity().address.c_str());
    }
    int start()
    {
        rte_eth_conf conf{};
        int error = rte_eth_dev_configure(port, 1, 1, &conf);
        if (error == 0)
            error = rte_eth_rx_queue_setup(port, 0, descriptors, 0, nullptr, pool_);
        if (error == 0)
            error = rte_eth_tx_queue_setup(port, 0, descriptors, 0, nullptr);
        return error == 0 ? rte_eth_dev_start(port) : error;
    }
    int receive()
    {
        rte_mbuf* frame = nullptr;
        if (rte_eth_rx_burst(port, 0, &frame, 1) == 0)
            return -1;
        const int seed = *rte_pktmbuf_mtod_offset(frame, const std::uint8_t*, 14);
        rte_pktmbuf_free(frame);
        return seed;
    }
    [[noreturn]] void work()
    {
        for (;;) {
            receive();
            rte_mbuf* packet = rte_pktmbuf_alloc(pool_);
            if (packet == nullptr || rte_pktmbuf_append(packet, 60) == nullptr ||
                rte_eth_tx_burst(port, 0, &packet, 1) == 0)
                rte_pktmbuf_free(packet);
        }
    }

    RemoteDevice device_;
    PciBus bus_;
    Canary canary_;
    rte_mempool* pool_ = nullptr;
};

}  // namespace

int run_application(const std::string& device, const std::string& plugin)
try {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    Application application{device};
    // Both processes have their memory at one address: what the first one's descriptors name is the second one's.
    start_eal({"application", "--no-huge", "--no-shconf", "-m", "32", "-l", "0", "--no-telemetry",
               "--log-level=lib.eal:error", "--base-virtaddr=0x200000000", "-d", plugin});
    for (const qemu::SharedArea& area : qemu::eal_memory())
        std::cout << "area " << area.address << ' ' << area.length << ' ' << area.fd << '\n';
    std::cout << "memory" << std::endl;
    for (std::string request; std::getline(std::cin, request);)
        std::cout << application.answer(request) << std::endl;
    std::_Exit(0);
} catch (const std::exception& error) {
    std::cerr << "application: " << error.what() << '\n';
    return 1;
}

}  // namespace test
