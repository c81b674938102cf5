// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <span>
#include <string>

#include "port/snapshot.hpp"
#include "protocol/host/host.hpp"
#include "protocol/host/neighbours.hpp"
#include "text/activity.hpp"

namespace responder {

/// The port's counters and those of its responder that are not zero, as lines for people.
[[nodiscard]] std::string statistics(const Snapshot& port);

/// Frames that were lost or got no answer, with those that only the device knows of.
[[nodiscard]] std::uint64_t drops(const Counters::Values& events, const DeviceCounters& device);

/// @return none where nothing was counted
[[nodiscard]] std::optional<Latency> latency(const Histogram::Counts& ticks, double ticks_per_us);

/// The port's events that are not zero; only those that are drops if asked.
[[nodiscard]] std::string events(const Counters::Values& events, bool drops_only);

/// The driver's own counters, all of them.
/// @param counters  none: the driver does not tell
[[nodiscard]] std::string extended_statistics(const std::optional<std::vector<NamedCounter>>& counters);

/// Device, driver, addresses, link.
[[nodiscard]] std::string information(const Snapshot& port, const Details& details, const Host& host);

/// Who the port's responder knows.
[[nodiscard]] std::string neighbours(unsigned port, const Neighbours& known, std::uint64_t now_ns);

/// Every address of the host, each with a space behind it.
[[nodiscard]] std::string addresses(const Host& host);

/// The same with what keeps them from being ours.
[[nodiscard]] std::string claims(const Host& host);

/// One line with the state of the link.
/// @param link  none: unknown
[[nodiscard]] std::string link_text(unsigned port, const std::optional<LinkState>& link);

/// "port 0 (0000:00:04.0, net_e1k)"
[[nodiscard]] std::string name_of(const Snapshot& port);

}  // namespace responder
