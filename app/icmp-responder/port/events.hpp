// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace responder {

/// What drivers and buses report of devices, from EAL's interrupt thread.
class DeviceEvents {
public:
    /// Listen to all ports.
    DeviceEvents();
    ~DeviceEvents();
    DeviceEvents(const DeviceEvents&) = delete;
    DeviceEvents& operator=(const DeviceEvents&) = delete;

    /// @return whether the device was removed since the last call
    [[nodiscard]] static bool take_removed(std::uint16_t port) noexcept;
    /// @return whether the device needs a reset since the last call
    [[nodiscard]] static bool take_reset(std::uint16_t port) noexcept;

private:
    bool monitoring_;
};

}  // namespace responder
