// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <atomic>
#include <mutex>
#include <string>

#include "protocol/host/host.hpp"
#include "protocol/host/neighbours.hpp"

namespace responder {

/// Asks a neighbour for echo replies once a second and reports as ping does. Knows nothing of DPDK.
class Pinger {
public:
    static constexpr std::size_t room = 128;  ///< bytes that any of its frames fits into
    static constexpr unsigned forever = 0;

    /// @param count  requests to send, or forever
    /// @param id     tells our replies from those to others
    Pinger(Address target, unsigned count, std::uint16_t id);

    /// Write the frame that is due: an echo request, or the question where the target is.
    /// @param out  at least `room` bytes
    /// @return bytes written; 0: nothing is due
    std::size_t due(std::uint64_t now_ns, const Host& host, const Neighbours& neighbours,
                    std::span<std::uint8_t> out) noexcept;
    /// In place of due() while nothing can be sent: time passes, and requests go out to nowhere.
    /// @param why       goes into the lines that say so
    /// @param patience  how long the first request may wait for that to change
    void pass(std::uint64_t now_ns, const char* why, std::uint64_t patience_ns) noexcept;
    /// The same while the link is down; the first request waits for it.
    void pass_without_link(std::uint64_t now_ns) noexcept;
    /// The same while it is not known whether our address is ours.
    void pass_without_address(std::uint64_t now_ns) noexcept;
    /// Take a frame that the responder found to hold an echo reply.
    void take(std::span<std::uint8_t> frame, std::uint64_t now_ns);

    [[nodiscard]] bool done() const noexcept { return done_; }
    [[nodiscard]] unsigned received() const noexcept { return received_; }
    /// Lines since the last call; any thread.
    [[nodiscard]] std::string take_text();
    /// Loss and round-trip times; when it is done or no longer served.
    [[nodiscard]] std::string summary() const;

private:
    [[nodiscard]] bool next_request(std::uint64_t now_ns) noexcept;
    [[nodiscard]] std::size_t ask(const Host& host, std::span<std::uint8_t> out) const noexcept;
    [[nodiscard]] std::size_t request(const Host& host, const Mac& to, std::span<std::uint8_t> out) const noexcept;
    void say(const std::string& line);

    Address target_;
    unsigned count_;
    std::uint16_t id_;
    std::uint16_t sequence_ = 0;
    unsigned sent_ = 0, received_ = 0, errors_ = 0;
    std::uint64_t began_ns_ = 0, first_ns_ = 0, next_ns_ = 0, last_ns_ = 0;
    /// The last requests, by their sequence number: a reply may come after later ones were sent.
    struct Request {
        std::uint64_t sent_ns;
        std::uint16_t sequence;
        bool open;  ///< sent, and not answered yet
    };
    std::array<Request, 64> requests_{};
    [[nodiscard]] Request& slot(std::uint16_t sequence) noexcept { return requests_[sequence % requests_.size()]; }
    unsigned asked_ = 0;  ///< times without an answer where the target is
    bool asking_ = false;
    std::uint64_t least_ns_ = UINT64_MAX, most_ns_ = 0;
    double sum_ms_ = 0, sum_squares_ = 0;
    std::atomic<bool> done_{false};
    std::mutex lock_{};
    std::string text_{};
};

}  // namespace responder
