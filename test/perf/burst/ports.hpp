// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "perf/burst/measure.hpp"

struct rte_mempool;

namespace perf {

/// @throws std::runtime_error saying which step failed and why, if @p error is a negative errno
void check(int error, const char* step);

/// A mempool for what @p setting needs. @throws std::runtime_error
[[nodiscard]] rte_mempool* make_pool(const Setting& setting);

/// Configure and start a probed port. @throws std::runtime_error, also if it is another driver's
void start(std::uint16_t port, const Setting& setting, rte_mempool* pool);

/// What the driver says of its bursts; "" where it does not.
void tell_modes(std::uint16_t port, Result& out);

}  // namespace perf
