// SPDX-License-Identifier: BSD-3-Clause
// libecho_cost.so, for LD_PRELOAD: counts the instructions that an unmodified DPDK program spends on echo requests.
//
// The program finds a model of the chip on its PCI bus (see test/support/preload.cpp). Once the port has run for a
// while, its BAR becomes plain memory, and each call of rx_burst is given a burst of requests. What the thread executes
// from one call to the next is the cost of a turn of the program's loop: receive, answer, send, and its bookkeeping.
//
// ECHO_COST_FRAME   the request in hex; its destination becomes the port's address
// ECHO_COST_BURSTS  requests a turn, for example 0,1,32
// ECHO_COST_OUT     file that gets a line "requests instructions" of a turn for each; then the process ends
#include <dlfcn.h>
#include <rte_ethdev.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/backend_kinds.hpp"
#include "support/background.hpp"
#include "support/instruction_count.hpp"
#include "support/pci_bus.hpp"
#include "support/ram.hpp"

namespace {

using Clock = std::chrono::steady_clock;

// Link up, and both announcements of the port's addresses (RFC 5227: 2 s apart).
constexpr auto settle_time = std::chrono::seconds{5};
constexpr unsigned warm_turns = 64;
// In these recurs what the driver does once in 32 descriptors; 64 turns have icmp-responder's look at the clock once.
constexpr unsigned counted_requests = 256, most_turns = 64;
constexpr unsigned patience =
    64;  // turns without requests, for the last replies: icmp-responder sends several bursts' at once
// Single-stepping takes a thousand times as long: the program sees the time that the turns would take without.
constexpr long turn_ns = 5000;
constexpr long second_ns = 1'000'000'000;

test::PciBus* bus = nullptr;
timespec frozen{};
bool clock_is_ours = false;

[[noreturn]] void fail(const std::string& what)
{
    std::fprintf(stderr, "echo_cost: %s\n", what.c_str());
    std::_Exit(EXIT_FAILURE);
}

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    if (value == nullptr)
        fail(std::string(name) + " is not set; run test/perf/echo_cost/echo_cost");
    return value;
}

std::vector<std::uint8_t> request_frame(std::uint16_t port)
{
    const std::string hex = variable("ECHO_COST_FRAME");
    std::vector<std::uint8_t> frame;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        frame.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
    rte_ether_addr mac{};
    rte_eth_macaddr_get(port, &mac);
    std::copy(std::begin(mac.addr_bytes), std::end(mac.addr_bytes), frame.begin());
    return frame;
}

std::vector<unsigned> bursts()
{
    std::vector<unsigned> list;
    const std::string text = variable("ECHO_COST_BURSTS");
    for (std::size_t at = 0; at < text.size(); at = std::min(text.find(',', at), text.size() - 1) + 1)
        list.push_back(static_cast<unsigned>(std::stoul(text.substr(at))));
    return list;
}

/// The turns of the program's loop, from one rx_burst to the next.
class Meter {
public:
    explicit Meter(std::uint16_t port)
        : ram_(bus->slots().front()->bar),
          frame_(request_frame(port)),
          bursts_(bursts()),
          out_(variable("ECHO_COST_OUT"))
    {
        clock_is_ours = true;
    }

    /// The turn is over; what is between this and begin() is the device's part.
    void end_turn()
    {
        const std::uint64_t spent = counting_ ? count_.end() : 0;
        const unsigned sent = ram_.transmit();
        if (sent > owed_)
            fail(std::to_string(owed_) + " requests got " + std::to_string(sent) + " replies");
        owed_ -= sent;
        total_ += spent;
        ++turn_;
        const bool over = turn_ > warm_turns + turns();
        if (over && turn_ > warm_turns + turns() + patience)
            fail(std::to_string(owed_) + " requests got no reply");
        if (over && owed_ == 0)
            next();
        frozen.tv_nsec += turn_ns;
        frozen.tv_sec += frozen.tv_nsec / second_ns;
        frozen.tv_nsec %= second_ns;
        const unsigned requests = turn_ > warm_turns + turns() ? 0 : bursts_[which_];
        if (ram_.receive(requests, frame_) != requests)
            fail("the driver gave the device no buffers");
        owed_ += requests;
    }

    void begin_turn()
    {
        counting_ = turn_ > warm_turns && turn_ <= warm_turns + turns();
        if (counting_)
            count_.begin();
    }

private:
    [[nodiscard]] unsigned turns() const
    {
        return std::min(counted_requests / std::max(bursts_[which_], 1u), most_turns);
    }

    void next()
    {
        result_ += std::to_string(bursts_[which_]) + " " + std::to_string(static_cast<double>(total_) / turns()) + "\n";
        total_ = turn_ = 0;
        counting_ = false;
        if (++which_ < bursts_.size())
            return;
        bus->remove_tree();
        std::FILE* file = std::fopen(out_.c_str(), "w");
        if (file == nullptr || std::fputs(result_.c_str(), file) < 0 || std::fclose(file) != 0)
            fail(out_ + ": cannot write it");
        std::_Exit(EXIT_SUCCESS);
    }

    test::Ram ram_;
    test::InstructionCount count_;
    std::vector<std::uint8_t> frame_;
    std::vector<unsigned> bursts_;
    std::string out_, result_{};
    std::size_t which_ = 0;
    std::uint64_t total_ = 0, turn_ = 0;
    unsigned owed_ = 0;  ///< replies
    bool counting_ = false;
};

eth_rx_burst_t real_burst = nullptr;
std::unique_ptr<Meter> meter;
std::uint16_t measured_port = 0;
Clock::time_point started;

std::uint16_t metered_burst(void* queue, rte_mbuf** packets, std::uint16_t count)
{
    if (meter != nullptr) {
        meter->end_turn();
        meter->begin_turn();
    } else if (Clock::now() - started > settle_time) {
        meter = std::make_unique<Meter>(measured_port);
    }
    return real_burst(queue, packets, count);
}

void plug_device_in()
try {
    unsetenv("LD_PRELOAD");
    static const test::Backends backends = test::model_from_environment();
    bus = new test::PciBus;
    bus->add(*backends.front());
    test::in_background([] {
        while (!clock_is_ours) {
            const timespec pause{.tv_sec = 0, .tv_nsec = 5'000'000};
            nanosleep(&pause, nullptr);
            const std::lock_guard lock{backends.front()->mutex()};
            backends.front()->tick();
        }
    }).detach();
} catch (const std::exception& error) {
    fail(error.what());
}

[[gnu::constructor]] void wait_for_a_scan()
{
    test::PciBus::on_scan_without_bus = plug_device_in;
}

}  // namespace

extern "C" {

[[gnu::visibility("default")]] int rte_eth_dev_start(std::uint16_t port)
{
    static const auto real = reinterpret_cast<int (*)(std::uint16_t)>(dlsym(RTLD_NEXT, "rte_eth_dev_start"));
    const int status = real(port);
    if (status == 0) {
        measured_port = port;
        started = Clock::now();
        real_burst = rte_eth_fp_ops[port].rx_pkt_burst;
        rte_eth_fp_ops[port].rx_pkt_burst = metered_burst;
    }
    return status;
}

/// Costs what it costs; the answer is simulated time while turns are counted.
[[gnu::visibility("default")]] int clock_gettime(clockid_t clock, timespec* now)
{
    static const auto real = reinterpret_cast<int (*)(clockid_t, timespec*)>(dlsym(RTLD_NEXT, "clock_gettime"));
    const int status = real(clock, now);
    if (!clock_is_ours)
        frozen = *now;
    else if (clock == CLOCK_MONOTONIC)
        *now = frozen;
    return status;
}
}
