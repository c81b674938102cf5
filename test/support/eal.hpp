// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/clock.hpp"
#include "support/model/model.hpp"
#include "support/pci_bus.hpp"
#include "support/wait.hpp"

struct rte_mempool;

namespace test {

/// One EAL, one bus, its devices and their time, for the whole of a test program.
///
/// No hugepages, no root. rte_delay_us() lets simulated time pass instead of waiting.
class Bed {
public:
    struct Options {
        std::string plugin{};  ///< path of the driver's .so; below no world-writable folder
        unsigned devices = 1;  ///< models at 0000:00:03.0 and on
        std::vector<std::string> memory{"--no-huge", "--no-shconf", "-m", "128"};
        std::vector<std::string> eal{};  ///< further EAL arguments
    };

    /// Start EAL; devices are plugged in but not probed. @throws std::runtime_error saying what failed
    explicit Bed(const Options& options);
    ~Bed();
    Bed(const Bed&) = delete;
    Bed& operator=(const Bed&) = delete;

    /// The one there is.
    [[nodiscard]] static Bed& the();

    [[nodiscard]] Model& model(unsigned index = 0) { return *models_[index]; }
    [[nodiscard]] Slot& slot(unsigned index = 0) { return *bus_.slots()[index]; }

    /// Let a device be found anew and probed, after its power_on(). @return 0, or -errno of rte_dev_probe()
    /// @param devargs  what the user would give it behind -a ADDRESS,
    [[nodiscard]] int probe(unsigned index = 0, const std::string& devargs = {});
    /// The ethdev port of a probed device. @return -1 if it has none
    [[nodiscard]] int port(unsigned index = 0) const;
    /// Take a probed device from its driver, whether its port is closed or not. @return 0, or -errno of EAL
    int remove(unsigned index = 0);

    SimulatedClock& clock() { return clock_; }
    /// Let simulated time pass, in steps in which devices do what is due, and then EAL's alarms.
    void pass(std::uint64_t us);
    /// The same without alarms: what a delay of the driver's does.
    void advance(std::uint64_t us);
    /// Wait, in real time and for at most 10 s, for something another thread does. @return whether it came true
    [[nodiscard]] static bool wait_for(const std::function<bool()>& done) { return test::wait_for(done); }

private:
    SimulatedClock clock_;
    std::vector<std::unique_ptr<Model>> models_;
    PciBus bus_;
};

/// main() of a driver test program: GoogleTest with a Bed around it.
/// The plugin's path is the first argument after GoogleTest's, or the environment variable TESTBED_PLUGIN.
int run_driver_tests(int argc, char** argv, Bed::Options options = {});

}  // namespace test
