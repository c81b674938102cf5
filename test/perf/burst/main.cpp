// SPDX-License-Identifier: BSD-3-Clause
// What rx_burst and tx_burst cost: net_e1k beside net_e1000_em and, as the floor, net_null.
#include <getopt.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>

#include "perf/burst/measure.hpp"

namespace {

constexpr const char* usage =
    "usage: burst [--burst PACKETS] [--ring DESCRIPTORS] [--bursts COUNT] [--rounds COUNT] PLUGIN\n"
    "  PLUGIN  librte_net_e1k.so, not below a world-writable folder\n";

bool hugepages_free()
{
    std::ifstream file{"/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages"};
    unsigned pages = 0;
    return file >> pages && pages >= 80;
}

/// Measure in a process of its own. @return false if it failed, having said why
bool run(const perf::Setting& setting, perf::Result& out)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
        return false;
    const pid_t child = fork();
    if (child == 0) {
        int status = EXIT_FAILURE;
        try {
            const perf::Result result = perf::measure(setting);
            status = write(ends[1], &result, sizeof result) == sizeof result ? EXIT_SUCCESS : EXIT_FAILURE;
        } catch (const std::exception& error) {
            std::fprintf(stderr, "burst: %s: %s\n", setting.driver.c_str(), error.what());
        }
        std::_Exit(status);
    }
    close(ends[1]);
    const bool got = child > 0 && read(ends[0], &out, sizeof out) == sizeof out;
    close(ends[0]);
    if (child > 0)
        waitpid(child, nullptr, 0);
    return got;
}

void print(const char* name, const perf::Result& r)
{
    std::printf("%-24s %8.1f %8.1f %8.1f   %8.1f %8.1f %8.1f\n", name, r.rx.instructions, r.tx.instructions,
                r.rx.instructions + r.tx.instructions, r.rx.cycles, r.tx.cycles, r.rx.cycles + r.tx.cycles);
}

void print_ratio(const perf::Result& a, const perf::Result& b)
{
    std::printf("%-24s %8.2f %8.2f %8.2f   %8.2f %8.2f %8.2f\n", "net_e1k / net_e1000_em",
                a.rx.instructions / b.rx.instructions, a.tx.instructions / b.tx.instructions,
                (a.rx.instructions + a.tx.instructions) / (b.rx.instructions + b.tx.instructions),
                a.rx.cycles / b.rx.cycles, a.tx.cycles / b.tx.cycles,
                (a.rx.cycles + a.tx.cycles) / (b.rx.cycles + b.tx.cycles));
}

bool parse(int argc, char** argv, perf::Setting& setting, unsigned& rounds)
{
    constexpr std::array<option, 6> options{{{"burst", required_argument, nullptr, 'b'},
                                             {"ring", required_argument, nullptr, 'r'},
                                             {"bursts", required_argument, nullptr, 'n'},
                                             {"rounds", required_argument, nullptr, 't'},
                                             {"help", no_argument, nullptr, 'h'},
                                             {}}};
    for (int c = 0; (c = getopt_long(argc, argv, "", options.data(), nullptr)) != -1;) {
        const unsigned value = optarg != nullptr ? static_cast<unsigned>(std::strtoul(optarg, nullptr, 10)) : 0;
        if (c == 'b')
            setting.burst = value;
        else if (c == 'r')
            setting.ring = value;
        else if (c == 'n')
            setting.bursts = value;
        else if (c == 't')
            rounds = value;
        else
            return false;
        if (value == 0) {
            std::fprintf(stderr, "burst: '%s' is no count\n", optarg);
            return false;
        }
    }
    if (optind + 1 != argc)
        return false;
    setting.plugin = argv[optind];
    return true;
}

}  // namespace

int main(int argc, char** argv)
{
    perf::Setting setting;
    unsigned rounds = 3;
    if (!parse(argc, argv, setting, rounds)) {
        std::fputs(usage, stderr);
        return 2;
    }
    setting.hugepages = hugepages_free();
    struct Contender {
        const char* name;
        const char* driver;
        bool rx_offloads = false;
    };
    constexpr std::array contenders{Contender{"net_e1k", "net_e1k"}, Contender{"net_e1000_em", "net_e1000_em"},
                                    Contender{"net_null", "net_null"},
                                    Contender{"net_e1k, RX offloads", "net_e1k", true}};
    std::array<perf::Result, contenders.size()> best{};
    for (unsigned round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < contenders.size(); ++i) {
            setting.driver = contenders[i].driver;
            setting.rx_offloads = contenders[i].rx_offloads;
            setting.count = round == 0;
            perf::Result now;
            if (!run(setting, now))
                return EXIT_FAILURE;
            if (round == 0)
                best[i] = now;
            best[i].rx.cycles = std::min(best[i].rx.cycles, now.rx.cycles);
            best[i].tx.cycles = std::min(best[i].tx.cycles, now.tx.cycles);
        }
    std::printf("%u packets a burst, rings of %u, best of %u; %s\n", setting.burst, setting.ring, rounds,
                setting.hugepages ? "hugepages" : "4 KiB pages: with hugepages cycles are about half");
    std::printf("%-24s %26s   %26s\n%-24s %8s %8s %8s   %8s %8s %8s\n", "", "instructions per packet",
                "cycles per packet", "driver", "rx", "tx", "both", "rx", "tx", "both");
    for (std::size_t i = 0; i < contenders.size(); ++i)
        print(contenders[i].name, best[i]);
    print_ratio(best[0], best[1]);
}
