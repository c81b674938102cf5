// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "perf/burst/measure.hpp"

namespace test {
class Bed;
}

namespace perf {

/// Count the register accesses of a started port's bursts, on the model of the chip, and put them down in @p out.
/// @throws std::runtime_error where frames do not come or go
void count_accesses(test::Bed& bed, const Setting& setting, Result& out);

}  // namespace perf
