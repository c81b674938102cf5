// SPDX-License-Identifier: BSD-3-Clause
// Multicast listener discovery, RFC 3810 (MLDv2) and RFC 2710 (MLDv1): tells routers, and switches that listen in,
// which groups are to come here: the solicited-node groups of our addresses.
#pragma once

#include <optional>

#include "protocol/host/event.hpp"
#include "protocol/ipv6/extensions.hpp"
#include "protocol/ipv6/icmpv6.hpp"

namespace responder {

/// Why a report is sent, and how it is written.
enum class Report : std::uint8_t {
    change,   ///< unsolicited: we joined the group (RFC 3810 6.1)
    current,  ///< answer to a query (RFC 3810 6.2)
    version1  ///< answer to an MLDv1 query (RFC 3810 8.2.1)
};

/// What a router asked for.
struct MulticastQuery {
    Report answer = Report::current;
    std::uint32_t most_delay_ms = 0;  ///< answers are to be spread over so long
    bool ours = false;                ///< the question is about a group of ours, or about all
};

/// Check a query (RFC 3810 5.1.14, 6.2).
/// @return mld_query, or mld_invalid or headers_split
[[nodiscard]] Event take_query(const Packet& packet, const Ipv6Header& ip, const Message6& message,
                               const Extensions& extensions, const Host& host, MulticastQuery& query) noexcept;

inline constexpr std::size_t report_room = 96;  ///< bytes that any report fits into

/// Upper bound of the reports that tell of all our groups, in all our VLANs.
[[nodiscard]] std::size_t reports(const Host& host) noexcept;

/// Write one of them, for one group.
/// @param index  below reports()
/// @param out    at least report_room bytes
/// @return bytes written; 0: another index tells of that group
std::size_t write_report(const Host& host, std::size_t index, Report kind, std::span<std::uint8_t> out) noexcept;

}  // namespace responder
