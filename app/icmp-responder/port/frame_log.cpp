// SPDX-License-Identifier: BSD-3-Clause
#include "port/frame_log.hpp"

#include <algorithm>
#include <cstdio>
#include <span>
#include <utility>

#include "port/clock.hpp"
#include "port/failure.hpp"
#include "port/mbuf.hpp"
#include "protocol/frame_text.hpp"

namespace responder {

namespace {

/// Time of day, port, "<" for received and ">" for sent, and the frame.
void print(std::uint16_t port, const char* direction, std::span<rte_mbuf* const> mbufs)
{
    for (const auto* mbuf : mbufs) {
        std::printf("%s port %u %s %s\n", time_of_day().c_str(), port, direction,
                    frame_text({bytes_of(*mbuf)}).c_str());
        std::fflush(stdout);
    }
}

}  // namespace

// The callbacks' own memory is EAL's and goes with it: ethdev hands it out for good.
FrameLog::FrameLog(std::uint16_t port)
    : port_(port),
      receive_(rte_eth_add_rx_callback(port, 0, on_receive, this)),
      transmit_(rte_eth_add_tx_callback(port, 0, on_transmit, this))
{
    if (receive_ == nullptr || transmit_ == nullptr)
        fail("--log-frames: port " + std::to_string(port) + ": ethdev takes no callbacks", rte_errno);
}

FrameLog::~FrameLog()
{
    rte_eth_remove_rx_callback(port_, 0, receive_);
    rte_eth_remove_tx_callback(port_, 0, transmit_);
}

std::uint16_t FrameLog::on_receive(std::uint16_t port, std::uint16_t, rte_mbuf** mbufs, std::uint16_t count,
                                   std::uint16_t, void*)
{
    print(port, "<", {mbufs, count});
    return count;
}

std::uint16_t FrameLog::on_transmit(std::uint16_t port, std::uint16_t, rte_mbuf** mbufs, std::uint16_t count, void* log)
{
    auto& self = *static_cast<FrameLog*>(log);
    print(port, ">", std::span(mbufs, count).subspan(std::min<unsigned>(std::exchange(self.offered_, 0), count)));
    return count;
}

}  // namespace responder
