// SPDX-License-Identifier: BSD-3-Clause
// One row of what the script beside this prints: a setting in, what it costs out, as a line of JSON.
#include <getopt.h>
#include <rte_version.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "perf/burst/measure.hpp"

namespace {

constexpr const char* usage =
    "usage: burst_measure [OPTION]... PLUGIN\n"
    "  PLUGIN  librte_net_e1k.so, not below a world-writable folder\n"
    "  --driver net_e1k|net_e1000_em|net_null|mempool   --burst PACKETS   --ring DESCRIPTORS   --ports COUNT\n"
    "  --frame BYTES   --buffer BYTES   --simd BITS   --cache MBUFS   --bursts COUNT (for the cycles; 0: without)\n"
    "  --rx-offloads   --scatter   --tx-checksum   --prepare   --no-fast-free   --idle   --hugepages   --only-cycles\n";

struct Number {
    const char* name;
    unsigned perf::Setting::*value;
};
constexpr std::array numbers{
    Number{"burst", &perf::Setting::burst},   Number{"ring", &perf::Setting::ring},
    Number{"ports", &perf::Setting::ports},   Number{"frame", &perf::Setting::frame},
    Number{"buffer", &perf::Setting::buffer}, Number{"simd", &perf::Setting::simd},
    Number{"cache", &perf::Setting::cache},   Number{"bursts", &perf::Setting::bursts},
};
struct Switch {
    const char* name;
    bool perf::Setting::*value;
};
constexpr std::array switches{
    Switch{"rx-offloads", &perf::Setting::rx_offloads},   Switch{"scatter", &perf::Setting::scatter},
    Switch{"tx-checksum", &perf::Setting::tx_checksum},   Switch{"prepare", &perf::Setting::prepare},
    Switch{"no-fast-free", &perf::Setting::no_fast_free}, Switch{"idle", &perf::Setting::idle},
    Switch{"hugepages", &perf::Setting::hugepages},       Switch{"only-cycles", &perf::Setting::only_cycles},
};

unsigned number(const char* text)
{
    char* end = nullptr;
    const unsigned long value = std::strtoul(text, &end, 10);
    if (end == text || *end != '\0' || value > 1'000'000'000)
        throw std::invalid_argument('\'' + std::string{text} + "' is no count");
    return static_cast<unsigned>(value);
}

/// @throws std::invalid_argument
perf::Setting parse(int argc, char** argv)
{
    enum : int { first_number = 1, first_switch = 100, driver = 200 };
    std::vector<option> options;
    options.reserve(numbers.size() + switches.size() + 2);
    for (const Number& each : numbers)
        options.push_back(
            {each.name, required_argument, nullptr, static_cast<int>(&each - numbers.data()) + first_number});
    for (const Switch& each : switches)
        options.push_back({each.name, no_argument, nullptr, static_cast<int>(&each - switches.data()) + first_switch});
    options.push_back({"driver", required_argument, nullptr, driver});
    options.push_back({});

    perf::Setting setting;
    for (int c = 0; (c = getopt_long(argc, argv, "", options.data(), nullptr)) != -1;) {
        if (c == '?')
            throw std::invalid_argument("see above");
        if (c == driver)
            setting.driver = optarg;
        else if (c >= first_switch)
            setting.*switches[static_cast<std::size_t>(c - first_switch)].value = true;
        else
            setting.*numbers[static_cast<std::size_t>(c - first_number)].value = number(optarg);
    }
    if (optind + 1 != argc)
        throw std::invalid_argument("one plugin is needed");
    if (setting.burst == 0 || setting.burst > 2 * setting.ring || setting.ports == 0 || setting.frame < 64)
        throw std::invalid_argument("burst and ports begin at 1, frames at 64 bytes, and the ring must hold a burst");
    setting.plugin = argv[optind];
    return setting;
}

void print(const char* direction, const perf::Cost& cost, const char* end)
{
    std::printf(R"("%s": {"instructions": %.6g, "cycles": %.4g, "reads": %.4g, "writes": %.4g, "mode": "%s"}%s)",
                direction, cost.instructions, cost.cycles, cost.reads, cost.writes, cost.mode.c_str(), end);
}

}  // namespace

int main(int argc, char** argv)
try {
    const perf::Result result = perf::measure(parse(argc, argv));
    std::printf(R"({"built": "%s", "dpdk": "%s", )", BUILT, rte_version());
    print("rx", result.rx, ", ");
    print("tx", result.tx, "}\n");
    return std::fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "burst_measure: %s\n%s", error.what(), usage);
    return 2;
} catch (const std::exception& error) {
    std::fprintf(stderr, "burst_measure: %s\n", error.what());
    return EXIT_FAILURE;
}
