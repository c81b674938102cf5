// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/model/core.hpp"

namespace test::model {

/// As an operating system's driver may leave the chip: receiving into rings that are gone, tables full.
void leave_dirty(RegisterFile& regs);

}  // namespace test::model
