// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/host/host.hpp"
#include "protocol/wire/packet.hpp"

namespace responder {

/// What is wrong with a packet, for its sender to be told.
enum class Trouble : std::uint8_t {
    late,     ///< the rest of its datagram did not come in time
    unserved  ///< nobody here takes its protocol or, if that is UDP, its port
};

inline constexpr std::size_t error_room = 18 + 1280;  ///< bytes that any error fits into

/// Write the ICMP error (RFC 792, RFC 1122 3.2.2) or ICMPv6 error (RFC 4443 3.1, 3.3, 3.4) about a packet, to where it
/// came from. The packet is one that the responder refused for nothing but the trouble, or took for a fragment.
/// @param type  of what is behind the packet's Ethernet header
/// @param id    of the datagram, for IPv4
/// @param out   at least error_room bytes
/// @return bytes written; 0: nobody is to be told, of an error, a packet that was not to us alone, a later fragment
std::size_t write_error(const Packet& packet, std::uint16_t type, Trouble trouble, const Host& host, std::uint16_t id,
                        std::span<std::uint8_t> out) noexcept;

/// How often errors may be sent (RFC 1812 4.3.2.8, RFC 4443 2.4 (f)): so many at once, and then ten in a second.
class ErrorLimit {
public:
    static constexpr unsigned most_at_once = 10;
    static constexpr std::uint64_t interval_ns = 100'000'000;

    /// @return whether one may be sent
    [[nodiscard]] bool take(std::uint64_t now_ns) noexcept;

private:
    std::uint64_t paid_ns_ = 0;  ///< until when the errors that were sent have used up their time
};

}  // namespace responder
