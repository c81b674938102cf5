// SPDX-License-Identifier: BSD-3-Clause
// The protocol: bytes in, bytes out. Knows nothing of DPDK.
#pragma once

#include "protocol/announcer.hpp"
#include "protocol/host/event.hpp"
#include "protocol/host/fragment.hpp"
#include "protocol/host/host.hpp"
#include "protocol/host/neighbours.hpp"
#include "protocol/icmp_error.hpp"
#include "protocol/ipv4/plain_echo.hpp"

namespace responder {

class Responder {
public:
    /// @param host  who to answer for
    explicit Responder(Host host) : host_(std::move(host)) { announcer_.link_down(host_); }

    /// Turn a request for us into its reply, in place.
    /// @param frame  one Ethernet frame without FCS; nothing in it is trusted. Headers must lie in its head.
    /// @return a reply's length, or why there is none: then not a byte was changed. Counted either way.
    /// @note  verdicts ipv4_fragment and ipv6_fragment: whole datagrams may come back here
    /// @note  no allocation, no lock; one thread at a time
    Verdict handle(const Frame& frame) noexcept;

    /// The short cut for what most frames are, see answer_plain_echo(): to be tried first on frames of one segment.
    /// @return length of the reply, at most the request's; 0: not a byte was changed, the frame is for handle()
    /// @note  not counted: count_plain_echoes()
    [[nodiscard, gnu::always_inline]] std::size_t handle_plain_echo(std::span<std::uint8_t> frame) noexcept
    {
        return answer_plain_echo(frame, host_, echo_addresses_);
    }
    void count_plain_echoes(std::uint64_t n) noexcept { counters_.count(Event::icmp_answered, n); }

    /// The link came up, or went: what is said unasked then, and which addresses are ours.
    void link_up(std::uint64_t now_ns) noexcept
    {
        announcer_.link_up(host_, now_ns);
        echo_addresses_ = {};
    }
    void link_down() noexcept
    {
        announcer_.link_down(host_);
        echo_addresses_ = {};
    }
    /// Write the frame that is due unasked, and count it; to be called until its length is 0.
    /// @param out  at least Announcer::room bytes
    [[nodiscard]] std::size_t due(std::uint64_t now_ns, std::span<std::uint8_t> out) noexcept;

    /// Write the error that tells the sender of a frame what is wrong with it, and count it.
    /// @param frame  its head is enough; of a verdict ipv4_fragment, ipv6_fragment, ipv4_protocol_other or
    ///               ipv6_next_header_other
    /// @param out    at least error_room bytes
    /// @return its length; 0: nobody is to be told, or too many were
    [[nodiscard]] std::size_t complain(const Frame& frame, Trouble trouble, std::span<std::uint8_t> out) noexcept;

    [[nodiscard]] Announcer& announcer() noexcept { return announcer_; }
    [[nodiscard]] const Announcer& announcer() const noexcept { return announcer_; }
    [[nodiscard]] const Host& host() const noexcept { return host_; }
    /// Its time is to be set before a burst.
    [[nodiscard]] Neighbours& neighbours() noexcept { return neighbours_; }
    [[nodiscard]] const Neighbours& neighbours() const noexcept { return neighbours_; }
    [[nodiscard]] Counters& counters() noexcept { return counters_; }
    [[nodiscard]] const Counters& counters() const noexcept { return counters_; }

private:
    [[nodiscard]] Verdict judge(const Frame& frame) noexcept;
    [[nodiscard]] Verdict dispatch(const Packet& packet, std::uint16_t type) noexcept;
    [[nodiscard]] Verdict meet_conflict(const Packet& packet, const Conflict& conflict, Event event) noexcept;
    [[nodiscard]] Verdict defend(const Packet& packet) noexcept;

    Host host_;
    Neighbours neighbours_{};
    Fragment fragment_{};
    MulticastQuery query_{};
    Announcer announcer_{};
    std::optional<std::uint64_t> defended_ns_{};
    ErrorLimit error_limit_{};
    std::uint16_t error_id_ = 0;
    EchoAddresses echo_addresses_{};
    Counters counters_{};
};

}  // namespace responder
