// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

namespace test {

/// An Ethernet frame from destination address to payload, without FCS.
using Frame = std::vector<std::uint8_t>;

}  // namespace test
