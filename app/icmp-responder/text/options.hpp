// SPDX-License-Identifier: BSD-3-Clause
// The command line; knows nothing of DPDK.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "port/settings.hpp"

namespace responder {

/// A command line that cannot be obeyed; what() names the value and what is accepted.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A neighbour to ping instead of working until a signal.
struct PingOptions {
    Address target{};
    unsigned count = 0;  ///< 0: until a signal
};

struct Options : CommonOptions {
    /// What concerns the ports alone.
    [[nodiscard]] const CommonOptions& common() const { return *this; }

    std::vector<PortOptions> ports{};
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
