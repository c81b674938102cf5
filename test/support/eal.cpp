// SPDX-License-Identifier: BSD-3-Clause
#include "support/eal.hpp"

#include <gtest/gtest.h>
#include <rte_cycles.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "support/alarms.hpp"
#include "support/eal_memory.hpp"
#include "support/start_eal.hpp"

namespace test {

namespace {

Bed* bed = nullptr;  // set while rte_delay_us() is simulated

std::string address_of(unsigned index)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "0000:00:%02x.0", 3 + index);
    return text.data();
}

std::vector<std::string> arguments_of(const Bed::Options& options)
{
    std::vector<std::string> arguments{"testbed", "-l", "0", "--log-level=lib.eal:warning"};
    if (std::getenv("TESTBED_TELEMETRY") == nullptr)
        arguments.emplace_back("--no-telemetry");
    else  // its socket stands in a folder of that name
        arguments.push_back("--file-prefix=testbed" + std::to_string(getpid()));
    if (const char* bits = std::getenv("TESTBED_SIMD_BITS"); bits != nullptr)
        arguments.push_back("--force-max-simd-bitwidth=" + std::string{bits});
    arguments.insert(arguments.end(), options.memory.begin(), options.memory.end());
    if (!options.plugin.empty())
        arguments.insert(arguments.end(), {"-d", options.plugin});
    arguments.insert(arguments.end(), options.eal.begin(), options.eal.end());
    return arguments;
}

void delay(unsigned us)
{
    if (bed != nullptr)
        bed->advance(us);
    else
        std::this_thread::sleep_for(std::chrono::microseconds{us});
}

}  // namespace

Bed::Bed(const Options& options)
{
    bed = this;
    for (unsigned i = 0; i < options.devices; ++i) {
        Identity identity;
        identity.address = address_of(i);
        auto& made = models_.emplace_back(std::make_unique<Model>(clock_, identity));
        made->memory().permitted = in_eal_memory;
    }
    start_eal(arguments_of(options));
    rte_delay_us_callback_register(delay);
    for (const auto& model : models_)
        bus_.add(*model);
}

Bed::~Bed()
{
    rte_eal_cleanup();
    bed = nullptr;
}

Bed& Bed::the()
{
    return *bed;
}

int Bed::probe(unsigned index, const std::string& devargs)
{
    Slot& at = slot(index);
    bus_.describe(at);
    at.bar.reset_counts();
    return rte_dev_probe((at.backend.identity().address + (devargs.empty() ? "" : ',' + devargs)).c_str());
}

int Bed::port(unsigned index) const
{
    std::uint16_t id = 0;
    return rte_eth_dev_get_port_by_name(models_[index]->identity().address.c_str(), &id) == 0 ? id : -1;
}

int Bed::remove(unsigned index)
{
    return rte_eal_hotplug_remove("pci", models_[index]->identity().address.c_str());
}

void Bed::advance(std::uint64_t us)
{
    constexpr std::uint64_t step = 1000;
    do {
        const std::uint64_t now = std::min(us, step);
        clock_.advance(now);
        us -= now;
        for (const auto& model : models_)
            model->tick();
    } while (us != 0);
}

void Bed::pass(std::uint64_t us)
{
    constexpr std::uint64_t step = 100'000;  // an alarm is late by so much at most
    do {
        const std::uint64_t now = std::min(us, step);
        advance(now);
        us -= now;
        run_alarms(clock_.now_us());
    } while (us != 0);
}

int run_driver_tests(int argc, char** argv, Bed::Options options)
{
    ::testing::InitGoogleTest(&argc, argv);
    const char* plugin = std::getenv("TESTBED_PLUGIN");
    if (argc > 1)
        options.plugin = argv[1];
    else if (plugin != nullptr && options.plugin.empty())
        options.plugin = plugin;
    try {
        const Bed running{options};
        return RUN_ALL_TESTS();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "testbed: %s\n", error.what());
        return 2;
    }
}

}  // namespace test

// Some drivers call this one straight away; it takes EAL's place as the mapping functions do librte_bus_pci's.
extern "C" void rte_delay_us_sleep(unsigned us)
{
    test::delay(us);
}
