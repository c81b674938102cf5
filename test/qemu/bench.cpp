// SPDX-License-Identifier: BSD-3-Clause
#include "bench.hpp"

#include <gtest/gtest.h>
#include <rte_eal.h>
#include <rte_ethdev.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/start_eal.hpp"

namespace test {

namespace {

Bench* bench = nullptr;

std::vector<std::string> arguments_of(const char* program)
{
    std::vector<std::string> words{program, "--no-telemetry", "--log-level=lib.*:warning"};
    const char* memory = std::getenv("TESTBED_MEMORY");
    std::istringstream given{memory != nullptr ? memory : "--no-huge --no-shconf -m 128"};
    for (std::string word; given >> word;)
        words.push_back(word);
    if (const char* driver = std::getenv("TESTBED_DRIVER"); driver != nullptr)
        words.insert(words.end(), {"-d", driver});
    return words;
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
    try {
        start_eal(arguments_of(program));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        std::exit(1);
    }
    if (rte_eth_dev_count_avail() != 1) {
        std::fprintf(stderr, "no driver has taken the device\n");
        std::exit(1);
    }
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
