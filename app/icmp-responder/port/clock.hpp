// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace responder {

/// Nanoseconds of a clock that only goes forward.
[[nodiscard]] inline std::uint64_t now_ns() noexcept
{
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

/// "13:37:00.123456", local time.
[[nodiscard]] std::string time_of_day();

}  // namespace responder
