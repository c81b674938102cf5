// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv4/options.hpp"

#include <algorithm>
#include <utility>

#include "protocol/wire/bytes.hpp"

namespace responder {

namespace {

/// RFC 791 3.1, type octets with their copied flag.
enum Type : std::uint8_t {
    end = 0,
    no_operation = 1,
    record = 7,
    timestamp = 68,
    loose_route = 131,
    strict_route = 137
};

/// The low half of a timestamp option's fourth octet.
enum TimestampFlag : std::uint8_t { time_only = 0, with_address = 1, prespecified = 3 };

constexpr std::size_t entry = 4;  // an address, or a time
constexpr std::uint8_t flag_mask = 0x0f, overflow_one = 0x10, overflow_mask = 0xf0;

/// Length of the option at the front, 0 if it is malformed.
std::size_t length_of(std::span<const std::uint8_t> options)
{
    if (options[0] == no_operation)
        return 1;
    if (options.size() < 2 || options[1] < 2 || options[1] > options.size())
        return 0;
    return options[1];
}

/// Bytes that a timestamp option needs for another station; 0: an unknown kind, to be left alone.
std::size_t timestamp_room(std::span<const std::uint8_t> option)
{
    switch (option[3] & flag_mask) {
    case time_only:
        return entry;
    case with_address:
    case prespecified:
        return 2 * entry;
    default:
        return 0;
    }
}

/// RFC 791 3.1: the pointer counts from 1 and stands on the first free octet; it is an error if there is room, but not
/// enough for an entry.
bool well_formed(std::span<const std::uint8_t> option, std::size_t fixed, std::size_t room)
{
    const std::size_t pointer = option[2];
    return pointer > fixed && (pointer > option.size() || option.size() - pointer + 1 >= room);
}

bool well_formed_record(std::span<const std::uint8_t> option)
{
    return option.size() >= 3 && well_formed(option, 3, entry);
}

bool well_formed_timestamp(std::span<const std::uint8_t> option)
{
    if (option.size() < 4 || !well_formed(option, 4, timestamp_room(option)))
        return false;
    const bool full = option[2] > option.size();
    return !full || (option[3] & overflow_mask) != overflow_mask;
}

void put(std::span<std::uint8_t> option, std::span<const std::uint8_t> bytes)
{
    std::copy(bytes.begin(), bytes.end(), option.begin() + option[2] - 1);
    option[2] = static_cast<std::uint8_t>(option[2] + bytes.size());
}

void fill_timestamp(std::span<std::uint8_t> option, Ipv4Address ours, std::uint32_t time_ms)
{
    if (option[2] > option.size()) {
        option[3] = static_cast<std::uint8_t>(option[3] + overflow_one);
        return;
    }
    const Be32 time(time_ms);
    const unsigned flag = option[3] & flag_mask;
    const auto next = option.subspan(option[2] - 1u);
    if (flag == prespecified && !std::equal(ours.bytes.begin(), ours.bytes.end(), next.begin()))
        return;
    if (flag == prespecified)
        option[2] = static_cast<std::uint8_t>(option[2] + entry);
    else if (flag == with_address)
        put(option, ours.bytes);
    put(option, time.bytes);
}

}  // namespace

std::optional<Event> refused_options(std::span<const std::uint8_t> options) noexcept
{
    bool recorded = false, stamped = false;
    while (!options.empty() && options[0] != end) {
        const std::size_t length = length_of(options);
        if (length == 0)
            return Event::ipv4_options;
        if (options[0] == loose_route || options[0] == strict_route)
            return Event::ipv4_source_route;
        const auto option = options.first(length);
        if (options[0] == record && (std::exchange(recorded, true) || !well_formed_record(option)))
            return Event::ipv4_options;
        if (options[0] == timestamp && (std::exchange(stamped, true) || !well_formed_timestamp(option)))
            return Event::ipv4_options;
        options = options.subspan(length);
    }
    return {};
}

void fill_options(std::span<std::uint8_t> options, Ipv4Address ours, std::uint32_t time_ms) noexcept
{
    while (!options.empty() && options[0] != end) {
        const std::size_t length = length_of(options);
        const auto option = options.first(length);
        if (option[0] == record) {
            if (option[2] <= length)
                put(option, ours.bytes);
        } else if (option[0] != timestamp) {
            std::fill(option.begin(), option.end(), std::uint8_t{no_operation});
        } else if (timestamp_room(option) != 0) {
            fill_timestamp(option, ours, time_ms);
        }
        options = options.subspan(length);
    }
    std::fill(options.begin(), options.end(), std::uint8_t{end});
}

}  // namespace responder
