// SPDX-License-Identifier: BSD-3-Clause
#include "bench.hpp"

#include <gtest/gtest.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace test {

namespace {

Bench* bench = nullptr;

/// EAL keeps and permutes the strings: they live as long as the process.
void start_eal(char* program)
{
    static std::vector<std::string> words{"--no-telemetry", "--log-level=lib.*:warning"};
    const char* memory = std::getenv("TESTBED_MEMORY");
    std::istringstream given{memory != nullptr ? memory : "--no-huge --no-shconf -m 128"};
    for (std::string word; given >> word;)
        words.push_back(word);
    if (const char* driver = std::getenv("TESTBED_DRIVER"); driver != nullptr)
        words.insert(words.end(), {"-d", driver});
    std::vector<char*> arguments{program};
    for (auto& word : words)
        arguments.push_back(word.data());
    if (rte_eal_init(static_cast<int>(arguments.size()), arguments.data()) < 0) {
        std::fprintf(stderr, "rte_eal_init: %s\n", rte_strerror(rte_errno));
        std::exit(1);
    }
    if (rte_eth_dev_count_avail() != 1) {
        std::fprintf(stderr, "no driver has taken the device\n");
        std::exit(1);
    }
}

}  // namespace

qemu::Options Bench::options() const
{
    auto result = qemu::Options::from_environment();
    result.wires = {{.network = qemu::Network::datagram, .fd = cable.device_end()}};
    return result;
}

Bench::Bench(char* program) : devices_{options()}
{
    bus_.add(devices_[0]);
    bench = this;
    start_eal(program);
}

Bench::~Bench()
{
    rte_eal_cleanup();
}

Bench& Bench::instance()
{
    return *bench;
}

}  // namespace test

int main(int argc, char** argv)
{
    testing::InitGoogleTest(&argc, argv);
    if (testing::GTEST_FLAG(list_tests))
        return RUN_ALL_TESTS();
    test::Bench bench{argv[0]};
    return RUN_ALL_TESTS();
}
