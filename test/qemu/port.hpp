// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_ethdev.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "support/frame.hpp"
#include "support/mbufs.hpp"
#include "support/wait.hpp"

namespace test {

/// How a port is configured.
struct PortSetup {
    std::uint16_t rx_descriptors = 256;
    std::uint16_t tx_descriptors = 256;
    std::uint16_t mtu = 1500;
    bool link_interrupt = false;
    std::uint64_t tx_offloads = 0;
    std::uint32_t link_speeds = 0;
    std::uint32_t loopback = 0;
};

/// Port 0 with one queue each way, configured and started; stopped at the end.
/// Failures of set-up are gtest failures; then started() is false.
class BenchPort {
public:
    static constexpr std::uint16_t id = 0;
    using Address = rte_ether_addr;

    explicit BenchPort(const PortSetup& setup = {});
    ~BenchPort();
    BenchPort(const BenchPort&) = delete;
    BenchPort& operator=(const BenchPort&) = delete;

    [[nodiscard]] static Address mac();
    [[nodiscard]] static bool link_up();
    [[nodiscard]] static rte_eth_stats stats();
    /// The mbufs of all ports of this program.
    [[nodiscard]] static rte_mempool* pool();

    /// Wait until frames from the cable get in: QEMU holds them back for up to 1 s after a change of RCTL.
    /// @return false if none came in 10 s
    [[nodiscard]] static bool wait_open();

    /// Send a frame; in a chain of buffers if it is longer than one, or `segment` bytes are given.
    [[nodiscard]] static bool send(std::span<const std::uint8_t> frame, std::size_t segment = 2048);

    /// Wait for a received frame.
    [[nodiscard]] static std::optional<Frame> receive(std::chrono::milliseconds limit = std::chrono::seconds{10});

    /// Take away what was received, until nothing came for 20 ms.
    static void drain();

private:
    void set_up(const PortSetup& setup);
};

/// @return name of the driver that has taken the device
[[nodiscard]] std::string driver_name();

/// An Ethernet frame with an experimental EtherType (IEEE 802a, 0x88b5) and a payload that depends on `seed`.
/// @param length  bytes without FCS, 14 or more
[[nodiscard]] Frame make_frame(const BenchPort::Address& to, std::size_t length, unsigned seed = 0);

inline constexpr BenchPort::Address broadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
inline constexpr BenchPort::Address stranger{{0x02, 0x00, 0x00, 0x00, 0xbe, 0xef}};

}  // namespace test
