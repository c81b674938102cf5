// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>

#include "port/port.hpp"
#include "text/activity.hpp"

namespace responder {

/// The port's counters and those of its responder that are not zero, as lines for people.
[[nodiscard]] std::string statistics(const Port& port);

/// Frames that were lost or got no answer, with those that only the device knows of.
[[nodiscard]] std::uint64_t drops(const Port& port, const rte_eth_stats& device);

/// @return none where nothing was counted
[[nodiscard]] std::optional<Latency> latency(const Histogram::Counts& ticks);

/// The port's events that are not zero; only those that are drops if asked.
[[nodiscard]] std::string events(const Port& port, bool drops_only);

/// The driver's own counters, all of them.
[[nodiscard]] std::string extended_statistics(const Port& port);

/// Device, driver, addresses, link, rings; while no one polls the port.
[[nodiscard]] std::string information(const Port& port);

/// Who the port's responder knows; while no one polls the port.
[[nodiscard]] std::string neighbours(const Port& port);

/// Every address of the host, each with a space behind it.
[[nodiscard]] std::string addresses(const Host& host);

/// The same with what keeps them from being ours; while no one polls the port.
[[nodiscard]] std::string claims(const Host& host);

/// One line with the state of the link.
[[nodiscard]] std::string link_text(const Port& port);

}  // namespace responder
