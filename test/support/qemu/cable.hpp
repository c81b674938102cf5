// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "support/frame.hpp"
#include "support/qemu/fd.hpp"

namespace test::qemu {

/// A test's end of a cable, the other end being Network::datagram of a device: frames without FCS.
class Cable {
public:
    /// @throws std::system_error when the kernel refuses a socket pair
    Cable() : ends_{make_socket_pair(SOCK_DGRAM)} {}

    /// @return the device's end, for Options::fd
    [[nodiscard]] int device_end() const { return ends_.theirs.get(); }

    /// Send a frame to the device.
    /// @return false if QEMU has not taken it within 1 s
    [[nodiscard]] bool send(std::span<const std::uint8_t> frame);

    /// Wait for a frame from the device.
    /// @return nothing if none came within `limit`
    [[nodiscard]] std::optional<Frame> receive(std::chrono::milliseconds limit);

private:
    SocketPair ends_;
};

/// Make a loopback plug: a datagram socket that is connected to itself.
/// @throws std::system_error when the kernel refuses
[[nodiscard]] Fd make_loop();

}  // namespace test::qemu
