// SPDX-License-Identifier: BSD-3-Clause
#include "port/clock.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace responder {

std::string time_of_day()
{
    const auto now = std::chrono::system_clock::now();
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count() % 1'000'000;
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d.%06lld", parts.tm_hour, parts.tm_min, parts.tm_sec,
                  static_cast<long long>(us));
    return text.data();
}

}  // namespace responder
