// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_devargs.h>

#include "port/adapter.hpp"

namespace e1k {

/// The keys that there are and their values, for dpdk-pmdinfo and for who has typed another.
inline constexpr const char* devargs_help = "rx_sw_csum=<0|1> rx_scatter=<0|1> rx_ptypes=<0|1>";

/// Read @p args; there are none where that is null.
/// @param device  that log lines begin with
/// @return false if something in it is unknown or malformed: a line says what, and what there is. @p out is untouched
[[nodiscard]] bool parse(const rte_devargs* args, const char* device, Devargs& out);

}  // namespace e1k
