// SPDX-License-Identifier: BSD-3-Clause
// first_frame PLUGIN|-: how long a port hears nothing, on QEMU's e1000 without a guest, with the driver of PLUGIN or,
// for
// "-", the distribution's. A frame is due every millisecond; one that finds no room waits for it, as it would in a
// host. Prints a line for each change: its name, how late the latest frame was, in ms, and how many never came.
#include <rte_eal.h>
#include <rte_ethdev.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/mbufs.hpp"
#include "support/pci_bus.hpp"
#include "support/qemu/cable.hpp"
#include "support/qemu/devices.hpp"
#include "support/start_eal.hpp"

namespace test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::uint16_t id = 0;
constexpr auto step = 1ms;

void expect(bool done, const char* what)
{
    if (!done)
        throw std::runtime_error{what};
}

/// Frames to everybody, each with its number, from a thread of its own.
class Traffic {
public:
    /// @param sender  whose they are: not those of one before, which may still be on their way
    Traffic(qemu::Cable& cable, std::uint8_t sender) : cable_{cable}, sender_{sender}, thread_{[this] { run(); }} {}
    ~Traffic()
    {
        stop_ = true;
        thread_.join();
    }
    Traffic(const Traffic&) = delete;
    Traffic& operator=(const Traffic&) = delete;

    /// The first frame that is yet to be due.
    [[nodiscard]] std::uint32_t next() const { return static_cast<std::uint32_t>((Clock::now() - began_) / step) + 1; }
    [[nodiscard]] double late_ms(std::uint32_t number) const
    {
        return std::chrono::duration<double, std::milli>(Clock::now() - (began_ + number * step)).count();
    }

    /// @return whether it is one of these frames, of this number
    [[nodiscard]] bool read(const rte_mbuf* packet, std::uint32_t& number) const
    {
        std::memcpy(&number, rte_pktmbuf_mtod_offset(packet, const void*, 16), sizeof number);
        return *rte_pktmbuf_mtod_offset(packet, const std::uint8_t*, 20) == sender_;
    }

private:
    void run()
    {
        Frame frame(60, 0xff);
        frame[20] = sender_;
        for (std::uint32_t number = 0; !stop_;) {
            std::this_thread::sleep_until(began_ + number * step);
            std::memcpy(&frame[16], &number, sizeof number);
            number += cable_.send(frame) ? 1 : 0;
        }
    }

    qemu::Cable& cable_;
    std::uint8_t sender_;
    Clock::time_point began_ = Clock::now();
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

/// What has come of the traffic so far.
class Ear {
public:
    explicit Ear(const Traffic& traffic) : traffic_{traffic} {}

    /// Poll until frame @p last is there, or overdue.
    void listen(std::uint32_t last)
    {
        late_ms_.resize(std::max<std::size_t>(late_ms_.size(), last + 1), never);
        std::array<rte_mbuf*, 32> packets{};
        while (late_ms_[last] == never && traffic_.late_ms(last) < longest_wait_ms) {
            const std::uint16_t n = rte_eth_rx_burst(id, 0, packets.data(), packets.size());
            for (std::uint16_t i = 0; i < n; ++i)
                note(packets[i]);
            rte_pktmbuf_free_bulk(packets.data(), n);
            if (n == 0)
                std::this_thread::sleep_for(100us);
        }
    }
    /// Of the frames [first, last].
    [[nodiscard]] std::size_t lost(std::uint32_t first, std::uint32_t last) const
    {
        return static_cast<std::size_t>(std::count(late_ms_.begin() + first, late_ms_.begin() + last + 1, never));
    }
    [[nodiscard]] double latest_ms(std::uint32_t first, std::uint32_t last) const
    {
        return *std::max_element(late_ms_.begin() + first, late_ms_.begin() + last + 1);
    }

private:
    static constexpr double never = -1, longest_wait_ms = 5000;

    void note(const rte_mbuf* packet)
    {
        std::uint32_t number = 0;
        if (!traffic_.read(packet, number))
            return;
        if (number >= late_ms_.size())
            late_ms_.resize(std::size_t{number} + 1, never);
        late_ms_[number] = traffic_.late_ms(number);
    }

    const Traffic& traffic_;
    std::vector<double> late_ms_;
};

void report(const char* what, const Ear& ear, std::uint32_t first, std::uint32_t last)
{
    std::printf("%-18s%9.1f%7zu\n", what, ear.latest_ms(first, last), ear.lost(first, last));
    std::fflush(stdout);
}

void set_up()
{
    rte_mempool* pool = rte_pktmbuf_pool_create("frames", 8191, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
    const rte_eth_conf conf{};
    expect(pool != nullptr && rte_eth_dev_configure(id, 1, 1, &conf) == 0 &&
               rte_eth_rx_queue_setup(id, 0, 512, 0, nullptr, pool) == 0 &&
               rte_eth_tx_queue_setup(id, 0, 512, 0, nullptr) == 0,
           "the port cannot be set up");
}

/// Frames from the moment that the port's start returns.
void measure_start(const char* what, qemu::Cable& cable, std::uint8_t sender)
{
    constexpr std::uint32_t last = 49;
    expect(rte_eth_dev_start(id) == 0, "the port does not start");
    const Traffic traffic{cable, sender};
    Ear ear{traffic};
    ear.listen(last);
    report(what, ear, 0, last);
}

/// Frames that come while @p change is made, and before and behind it.
template <class Change>
void measure_change(const char* what, const Traffic& traffic, Ear& ear, Change change)
{
    constexpr std::uint32_t before = 50, frames = 150;
    const std::uint32_t first = traffic.next();
    ear.listen(first + before);
    change();
    ear.listen(first + frames);
    report(what, ear, first, first + frames);
}

void measure_all(qemu::Cable& cable)
{
    set_up();
    std::this_thread::sleep_for(1500ms);  // a start that is not the first thing a device sees
    measure_start("start", cable, 0);
    expect(rte_eth_dev_stop(id) == 0, "the port does not stop");
    measure_start("restart", cable, 1);
    const Traffic traffic{cable, 2};
    Ear ear{traffic};
    measure_change("promiscuous on", traffic, ear, [] { rte_eth_promiscuous_enable(id); });
    measure_change("promiscuous off", traffic, ear, [] { rte_eth_promiscuous_disable(id); });
    measure_change("all-multicast on", traffic, ear, [] { rte_eth_allmulticast_enable(id); });
    measure_change("all-multicast off", traffic, ear, [] { rte_eth_allmulticast_disable(id); });
}

int run(const char* program, const std::string& plugin)
{
    qemu::Cable cable;
    qemu::Options options = qemu::Options::from_environment();
    options.wires = {{.network = qemu::Network::datagram, .fd = cable.device_end()}};
    qemu::Devices devices{options};
    PciBus bus;
    bus.add(devices[0]);
    std::vector<std::string> words{
        program, "--no-telemetry", "--log-level=lib.*:warning", "--no-huge", "--no-shconf", "-m", "128"};
    if (plugin != "-")
        words.insert(words.end(), {"-d", plugin});
    start_eal(words);
    rte_eth_dev_info info{};
    expect(rte_eth_dev_count_avail() == 1 && rte_eth_dev_info_get(id, &info) == 0, "no driver has taken the device");
    std::printf("%s\n", info.driver_name);
    measure_all(cable);
    rte_eth_dev_stop(id);
    rte_eal_cleanup();
    return 0;
}

}  // namespace
}  // namespace test

int main(int argc, char** argv)
{
    try {
        return test::run(argv[0], argc > 1 ? argv[1] : "-");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "first_frame: %s\n", error.what());
        return 1;
    }
}
