// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_ethdev.h>

#include <cstdint>

namespace responder {

/// --log-frames: a line on standard output for each frame that a port's bursts take and offer. Callbacks of ethdev, for
/// nothing to be asked per frame where no one wants them.
class FrameLog {
public:
    /// @param port  configured, and polled by no one
    explicit FrameLog(std::uint16_t port);
    /// Before the port is closed, and while no one polls it.
    ~FrameLog();
    FrameLog(const FrameLog&) = delete;
    FrameLog& operator=(const FrameLog&) = delete;

    /// The next @p frames that are sent were offered before: they are in the log.
    void again(unsigned frames) noexcept { offered_ = frames; }

private:
    static std::uint16_t on_receive(std::uint16_t port, std::uint16_t queue, rte_mbuf** mbufs, std::uint16_t count,
                                    std::uint16_t most, void* log);
    static std::uint16_t on_transmit(std::uint16_t port, std::uint16_t queue, rte_mbuf** mbufs, std::uint16_t count,
                                     void* log);

    std::uint16_t port_;
    const rte_eth_rxtx_callback *receive_, *transmit_;
    unsigned offered_ = 0;
};

}  // namespace responder
