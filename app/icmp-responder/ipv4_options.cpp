// SPDX-License-Identifier: BSD-3-Clause
#include "ipv4_options.hpp"

#include <algorithm>

namespace responder {

namespace {

/// RFC 791 3.1, type octets with their copied flag.
enum Type : std::uint8_t { end = 0, no_operation = 1, record = 7, loose_route = 131, strict_route = 137 };

constexpr std::size_t least_pointer = 4;  // the first place behind type, length and pointer, counted from 1

/// Length of the option at the front, 0 if it is malformed.
std::size_t length_of(std::span<const std::uint8_t> options)
{
    if (options[0] == no_operation)
        return 1;
    if (options.size() < 2 || options[1] < 2 || options[1] > options.size())
        return 0;
    return options[1];
}

}  // namespace

std::optional<Event> refused_options(std::span<const std::uint8_t> options) noexcept
{
    while (!options.empty() && options[0] != end) {
        const std::size_t length = length_of(options);
        if (length == 0)
            return Event::ipv4_options;
        if (options[0] == loose_route || options[0] == strict_route)
            return Event::ipv4_source_route;
        if (options[0] == record && (length < 3 || options[2] < least_pointer))
            return Event::ipv4_options;
        options = options.subspan(length);
    }
    return {};
}

void record_route(std::span<std::uint8_t> options, Ipv4Address ours) noexcept
{
    while (!options.empty() && options[0] != end) {
        const std::size_t length = length_of(options);
        if (options[0] == record) {
            const std::size_t place = options[2] - 1u;
            if (place + ours.bytes.size() <= length) {
                std::copy(ours.bytes.begin(), ours.bytes.end(), options.begin() + static_cast<std::ptrdiff_t>(place));
                options[2] = static_cast<std::uint8_t>(options[2] + ours.bytes.size());
            }
        }
        options = options.subspan(length);
    }
}

}  // namespace responder
