// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace e1k {

/// What stands behind a command of telemetry: words between commas.
class Parameters {
public:
    explicit Parameters(const char* words) : rest_(words == nullptr ? "" : words) {}

    [[nodiscard]] bool none_left() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] std::string_view next()
    {
        const std::string_view word{rest_.data(), std::min(rest_.find(','), rest_.size())};
        rest_.remove_prefix(std::min(word.size() + 1, rest_.size()));
        return word;
    }
    /// @return false if it is no number of 16 bits
    [[nodiscard]] bool next(std::uint16_t& out)
    {
        const std::string_view word = next();
        const char* const end = word.data() + word.size();
        return std::from_chars(word.data(), end, out) == std::from_chars_result{end, std::errc{}};
    }

private:
    std::string_view rest_;
};

}  // namespace e1k
