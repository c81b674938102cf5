// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "port/fragments.hpp"
#include "port/frame_log.hpp"
#include "port/port.hpp"
#include "protocol/host/event.hpp"

namespace responder {

/// Sends on a port: tries again for a while where its ring is full, and counts what does not go out.
class Sender {
public:
    Sender(const Port& port, Counters& counters) : port_(port), counters_(counters) {}

    /// Print each frame of the port; until stop_logging(), which is to come before the port is closed.
    void log_frames() { log_ = std::make_unique<FrameLog>(port_.id()); }
    void stop_logging() noexcept { log_.reset(); }

    /// @return whether the driver can send it as it is; if not, that is counted
    [[nodiscard]] bool sendable(rte_mbuf& mbuf) noexcept;
    /// Send frames that are sendable; they are sent or freed.
    void send(std::span<rte_mbuf*> frames) noexcept;
    /// Send a copy of a frame.
    void send(std::span<const std::uint8_t> frame) noexcept;
    /// Send a datagram that came in fragments, in such again where the link takes it no other way.
    void send(rte_mbuf& datagram, const Fragment& came, Fragments& fragments) noexcept;

private:
    const Port& port_;
    Counters& counters_;
    std::unique_ptr<FrameLog> log_{};  ///< null: not asked for
};

}  // namespace responder
