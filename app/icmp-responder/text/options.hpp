// SPDX-License-Identifier: BSD-3-Clause
// The command line; knows nothing of DPDK.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "protocol/wire/address.hpp"

namespace responder {

/// A command line that cannot be obeyed; what() names the value and what is accepted.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline constexpr unsigned least_mtu = 68;  ///< RFC 791 3.2: every link carries so much

/// What is asked of one port.
struct PortOptions {
    unsigned id = 0;
    std::vector<Interface> addresses{};
    std::vector<std::uint16_t> vlans{};            ///< 0: frames of none; none given: these
    std::optional<unsigned> rx_ring{}, tx_ring{};  ///< descriptors; unset: 512, or the nearest that the port takes
    std::optional<unsigned> mbufs{};               ///< buffers of the port's pool; unset: enough for its rings
    std::optional<unsigned> mtu{};                 ///< bytes; unset: as the port has it
    bool promiscuous = false;
    bool answer_broadcast = false;
    bool send_unreachable = false;  ///< tell who sends what nobody here takes
};

/// How frames are waited for.
enum class RxMode {
    poll,       ///< without pause: least latency, a whole core
    interrupt,  ///< asleep whenever there is none
    adaptive,   ///< polling while frames come, asleep after 1 ms without
};

/// A neighbour to ping instead of working until a signal.
struct PingOptions {
    Address target{};
    unsigned count = 0;  ///< 0: until a signal
};

constexpr unsigned most_burst = 512;

struct Options {
    std::vector<PortOptions> ports{};
    unsigned burst = 64;  ///< up to most_burst
    RxMode rx_mode = RxMode::poll;
    bool probe = true;  ///< ask whether others have the addresses before they are taken
    bool log_frames = false;
    std::optional<PingOptions> ping{};
    unsigned stats_period_ms = 0;  ///< 0: only at the end
    bool interactive = false;      ///< read commands from standard input
    std::string cmdline_file{};    ///< commands to run first; empty: none
    bool help = false;
};

/// Program name and EAL's arguments, and what follows the `--` behind them.
struct Arguments {
    std::vector<std::string> eal{}, own{};
};

/// Why the program is no secondary process, and the way out.
inline constexpr const char* only_a_primary =
    "only a primary process may set ports up, as this program does; leave --proc-type out, and beside another DPDK "
    "program use files and devices of its own: --file-prefix NAME -a DEVICE";

/// @throws UsageError if one of our options stands before the `--`, or EAL is asked for a secondary process
[[nodiscard]] Arguments split_arguments(std::span<char* const> argv);

/// @param arguments  those behind the `--`
/// @throws UsageError
[[nodiscard]] Options parse_options(std::span<const std::string> arguments);

/// The text of `--help`.
[[nodiscard]] std::string usage();

}  // namespace responder
