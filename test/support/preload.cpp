// SPDX-License-Identifier: BSD-3-Clause
// libtestbed.so: an unmodified DPDK program finds devices of the test bed on its PCI bus.
//
//   LD_PRELOAD=libtestbed.so TESTBED_DEVICES=100e dpdk-testpmd --no-huge -m 256 … -- …
//
// TESTBED_BACKEND  model (default) or qemu
// A secondary process has the primary's devices; it needs no variable.
// Variables of a kind stand with its function. Whatever is wrong with them is said on stderr and ends the program.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <rte_eal.h>

#include "support/backend_kinds.hpp"
#include "support/background.hpp"
#include "support/pci_bus.hpp"
#include "support/secondary.hpp"

namespace {

struct Kind {
    const char* name;
    test::Backends (*make)();
};
constexpr std::array kinds{Kind{"model", test::model_from_environment}, Kind{"qemu", test::qemu_from_environment}};

test::Backends make_backends()
{
    const char* wanted = std::getenv("TESTBED_BACKEND");
    const std::string name = wanted != nullptr ? wanted : kinds.front().name;
    std::string known;
    for (const Kind& kind : kinds) {
        if (name == kind.name)
            return kind.make();
        known += std::string{" "} + kind.name;
    }
    throw std::invalid_argument("TESTBED_BACKEND=" + name + " is not one of:" + known);
}

/// Real time passes by itself: devices look at the clock every few milliseconds.
void tick_for_ever(const test::Backends& backends)
{
    for (;;) {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        for (test::Backend* backend : backends) {
            const std::lock_guard lock{backend->mutex()};
            backend->tick();
        }
    }
}

void start_ticking(const test::Backends& backends)
{
    test::in_background([&backends] { tick_for_ever(backends); }).detach();
}

// Never destroyed: EAL's threads touch the devices until the process is gone.
test::PciBus* bus = nullptr;
test::Backends* backends = nullptr;
test::RegisterServer* server = nullptr;

void plug_devices_in()
try {
    unsetenv("LD_PRELOAD");  // children are not to have devices
    const bool secondary = rte_eal_process_type() == RTE_PROC_SECONDARY;
    backends = new test::Backends{secondary ? test::devices_of_primary() : make_backends()};
    bus = new test::PciBus;
    for (test::Backend* backend : *backends)
        bus->add(*backend);
    if (secondary)
        return;
    start_ticking(*backends);
    server = test::serve_secondaries(*bus);
} catch (const std::exception& error) {
    std::fprintf(stderr, "testbed: %s\n", error.what());
    std::_Exit(EXIT_FAILURE);
}

// Only a program that scans the bus gets devices, not the shell or the timeout(1) that starts it.
[[gnu::constructor]] void wait_for_a_scan()
{
    test::PciBus::on_scan_without_bus = plug_devices_in;
}

[[gnu::destructor]] void clean_up()
{
    if (bus != nullptr)
        bus->remove_tree();
    if (server != nullptr)
        server->remove_socket();
    if (test::exit_status != 0) {
        std::fflush(nullptr);
        std::_Exit(test::exit_status);
    }
}

}  // namespace
