// SPDX-License-Identifier: BSD-3-Clause
// The guide's tables, which tests hold against what the driver does.
#pragma once

namespace test {

/// Where doc/ is. In a source of its own: the other tests' compilations are then the same in every checkout.
extern const char* const guide_folder;

}  // namespace test
