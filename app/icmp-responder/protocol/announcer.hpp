// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "protocol/host/conflict.hpp"
#include "protocol/host/event.hpp"
#include "protocol/host/host.hpp"
#include "protocol/ipv6/mld.hpp"

namespace responder {

/// What we say to all without being asked: the question whether someone has an address of ours (RFC 5227 2.1, RFC 4862
/// 5.4), that it is ours now (RFC 5227 2.3, RFC 4861 7.2.6), and the groups that we are in (RFC 3810). Its time is that
/// of the calls. One thread, but for take_lines().
class Announcer {
public:
    static constexpr std::size_t room = 96;  ///< bytes that any of its frames fits into

    /// The link is up, after a link_down(): ask for the addresses if the host is to (Host::probe), else announce them.
    /// What was heard in between holds: frames come before the port looks at its link.
    void link_up(Host& host, std::uint64_t now_ns) noexcept;
    /// Who is on the link when it comes up again is not known: if the host is to ask, no address is ours until then.
    void link_down(Host& host) noexcept;
    /// A router asked for our groups.
    void asked(const MulticastQuery& query, std::uint64_t now_ns) noexcept;
    /// Another station has an address of ours, or asks for it as we do: that it is told, and not taken if it is not
    /// yet.
    void clash(const Conflict& conflict, Host& host, std::uint64_t now_ns) noexcept;

    /// Write the frame that is due; to be called until nothing is.
    /// @param out  at least `room` bytes
    /// @return probed, announced or mld_reported with the frame's length, which is 0 if nothing is due
    [[nodiscard]] Verdict due(std::uint64_t now_ns, Host& host, std::span<std::uint8_t> out) noexcept;

    /// Whether it is known since the link came up which addresses are ours.
    [[nodiscard]] bool settled() const noexcept { return v4_.settled() && v6_.settled(); }
    /// What there is to tell people since the last call; any thread.
    [[nodiscard]] std::vector<std::string> take_lines();

private:
    enum class Phase : std::uint8_t {
        silent,   ///< the link is down
        probing,  ///< ask
        waiting,  ///< for who has an address to say so
        announcing,
        done
    };
    /// What is said about the addresses of one family: rounds of a frame for each address in each VLAN.
    struct Rounds {
        Phase phase = Phase::silent;
        unsigned left = 0;  ///< rounds of this phase
        std::uint64_t at_ns = 0;
        std::size_t index = 0;  ///< of the next frame in the round

        [[nodiscard]] bool settled() const { return phase == Phase::announcing || phase == Phase::done; }
    };
    struct Reports {
        unsigned left = 0;
        std::uint64_t at_ns = 0;
        std::size_t index = 0;
    };

    template <class Interface>
    [[nodiscard]] std::size_t speak(Rounds& rounds, std::vector<Interface>& mine, const Host& host,
                                    std::uint64_t now_ns, std::span<std::uint8_t> out, Event& event) noexcept;
    template <class Interface>
    void end_round(Rounds& rounds, std::vector<Interface>& mine, std::uint64_t now_ns) noexcept;
    [[nodiscard]] std::size_t report(Reports& reports, Report kind, const Host& host, std::uint64_t now_ns,
                                     std::span<std::uint8_t> out) noexcept;
    [[nodiscard]] std::uint64_t random(std::uint64_t most) noexcept;
    void tell_what_is_ours(const Host& host) noexcept;
    void say(std::string line);

    Rounds v4_{}, v6_{};
    Reports joined_{}, answer_{};
    Report answer_kind_ = Report::current;
    bool to_tell_ = false;  ///< which addresses are ours, when it is known
    std::uint64_t told_ns_ = 0, random_ = 1;
    std::mutex lock_{};
    std::vector<std::string> lines_{};
};

}  // namespace responder
