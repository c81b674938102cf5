// SPDX-License-Identifier: BSD-3-Clause
// libtestbed.so: an unmodified DPDK program finds devices of the test bed on its PCI bus.
//
//   LD_PRELOAD=libtestbed.so TESTBED_DEVICES=100e dpdk-testpmd --no-huge -m 256 --iova-mode=va … -- …
//
// TESTBED_BACKEND  model (default) or qemu
// Variables of a kind stand with its function. Whatever is wrong with them is said on stderr and ends the program.
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/backend_kinds.hpp"
#include "support/pci_bus.hpp"

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
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread{tick_for_ever, std::cref(backends)}.detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

// Never destroyed: EAL's threads touch the devices until the process is gone.
test::PciBus* bus = nullptr;
test::Backends* backends = nullptr;

void plug_devices_in()
try {
    unsetenv("LD_PRELOAD");  // children are not to have devices
    backends = new test::Backends{make_backends()};
    bus = new test::PciBus;
    for (test::Backend* backend : *backends)
        bus->add(*backend);
    start_ticking(*backends);
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
    if (test::exit_status != 0) {
        std::fflush(nullptr);
        std::_Exit(test::exit_status);
    }
}

}  // namespace
