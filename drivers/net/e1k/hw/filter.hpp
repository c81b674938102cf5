// SPDX-License-Identifier: BSD-3-Clause
// Which frames the receiver lets in by their address.
#pragma once

#include <array>
#include <cstdint>

#include "device.hpp"
#include "regs/receive.hpp"

namespace e1k::hw {

/// Receive addresses that the driver uses; 0 is the station's own. Entry 15 is left alone: bhyve aborts on it, and no
/// known driver uses it.
inline constexpr std::uint32_t receive_addresses = 15;

/// Put @p mac into receive address @p index < receive_addresses and make it valid. @sdm 13.5.2, 13.5.3
void set_receive_address(const Device& dev, std::uint32_t index, const MacAddress& mac);
void clear_receive_address(const Device& dev, std::uint32_t index);

/// The groups that a station has joined: a bit for each hash of an address, its bits 47:36 (RCTL.MO 0). Groups of one
/// hash are let in together.
/// @sdm 13.5.1
class MulticastTable {
public:
    void add(const MacAddress& group) noexcept;
    /// Every group, and where the hash judges other frames too, every frame.
    [[nodiscard]] static MulticastTable all() noexcept;
    /// Put the whole table into the device. Groups in it before and after are let in throughout.
    void write(const Device& dev) const;

private:
    std::array<std::uint32_t, reg::MTA.count> words_{};
};

/// The station address that firmware or hypervisor has put into receive address 0.
/// @return false if it is not marked valid or no unicast address
[[nodiscard]] bool read_station_address(const Device& dev, MacAddress& out);

namespace filter {

/// No address. What groups the table holds stays: a start writes all of it.
void scrub(const Device& dev);

}  // namespace filter

}  // namespace e1k::hw
