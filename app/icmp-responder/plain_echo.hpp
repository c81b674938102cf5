// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "host.hpp"

namespace responder {

/// Both MAC addresses and the type (in two numbers that overlap), and both IPv4 addresses of a request.
struct EchoAddresses {
    std::uint64_t macs, mac_and_type, ips;

    bool operator==(const EchoAddresses&) const = default;
};

/// Answer the echo request that nearly all are: untagged, whole, IPv4 without options, to an address of ours. A short
/// cut only: answer_ipv4() gives the same reply, and the reason where there is none.
/// @param last  addresses that were found good for this host before: the next request mostly has the same
/// @return the reply's length; 0: not such a request, and not a byte was changed
[[nodiscard]] std::size_t answer_plain_echo(std::span<std::uint8_t> frame, const Host& host,
                                            std::optional<EchoAddresses>& last) noexcept;

}  // namespace responder
