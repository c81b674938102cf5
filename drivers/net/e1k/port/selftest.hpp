// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "port/adapter.hpp"
#include "rte_pmd_e1k.h"

namespace e1k {

/// Test a stopped port part by part, see rte_pmd_e1k_selftest(). A failure to do so is logged.
/// @return 0, with every part of @p out filled; or a negative errno
[[nodiscard]] int selftest(const Port& p, rte_pmd_e1k_results& out);

}  // namespace e1k
