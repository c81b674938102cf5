// SPDX-License-Identifier: BSD-3-Clause
// The protocol: bytes in, bytes out. Knows nothing of DPDK.
#pragma once

#include "event.hpp"
#include "host.hpp"

namespace responder {

class Responder {
public:
    /// @param host  who to answer for
    explicit Responder(Host host) : host_(std::move(host)) {}

    /// Turn a request for us into its reply, in place.
    /// @param frame  one Ethernet frame without FCS; nothing in it is trusted. Headers must lie in its head.
    /// @return a reply's length, or why there is none: then not a byte was changed. Counted either way.
    /// @note  no allocation, no lock; one thread at a time
    Verdict handle(const Frame& frame) noexcept;

    [[nodiscard]] const Host& host() const noexcept { return host_; }
    [[nodiscard]] Counters& counters() noexcept { return counters_; }
    [[nodiscard]] const Counters& counters() const noexcept { return counters_; }

private:
    [[nodiscard]] Verdict judge(const Frame& frame) const noexcept;

    Host host_;
    Counters counters_;
};

}  // namespace responder
