// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace test::qemu {

/// What a device is plugged into.
enum class Network {
    none,      ///< a cable to nowhere: the link is up, frames vanish
    loop,      ///< a loopback plug: every frame sent is received
    pair,      ///< two devices, back to back
    datagram,  ///< one end of a datagram socket, one frame per message; `fd`
    tap,       ///< an existing tap interface; `interface`
};

/// A cable, and what is at its other end.
struct Wire {
    Network network = Network::loop;
    int fd = -1;  ///< Network::datagram: QEMU's end of the pair, not closed here
    std::string interface {
    };  ///< Network::tap: its name

    [[nodiscard]] unsigned devices() const { return network == Network::pair ? 2 : 1; }
};

/// How the devices' timers run: QEMU's e1000 receives nothing for up to a second after a write to RCTL, and negotiates
/// the link for half a second.
enum class Clock {
    real,  ///< as the wall clock, which an application feels
    skip,  ///< what would be waited for happens at once, for tests
};

/// How to make the machine.
struct Options {
    std::string device = "e1000";  ///< QEMU's name of the model
    std::vector<Wire> wires{Wire{}};
    Clock clock = Clock::real;
    unsigned posted = 0;  ///< register writes that wait for others, as under KVM (170); 0: none does
    std::string binary = "qemu-system-x86_64";  ///< looked up in PATH
    std::vector<std::string> arguments;  ///< more of QEMU's command line, for instance -trace or -object filter-dump

    /// Read TESTBED_QEMU_DEVICE, _NET (wires with commas between: none, loop, pair, fd:<number>, tap:<interface>),
    /// _CLOCK (real, skip), _POSTED (a number), _BINARY and _ARGS (separated by spaces). What is unset keeps its
    /// default.
    /// @throws std::invalid_argument naming the value and what it may be
    [[nodiscard]] static Options from_environment();

    static constexpr unsigned max_devices = 4;  ///< each has an interrupt line of its own, see PciHost
    [[nodiscard]] unsigned devices() const;
};

}  // namespace test::qemu
