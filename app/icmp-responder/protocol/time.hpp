// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace responder {

inline constexpr std::uint64_t ms_ns = 1'000'000, second_ns = 1'000'000'000;

}  // namespace responder
