// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "device.hpp"
#include "regs.hpp"

namespace e1k::hw {

/// Buffer sizes that RCTL can name, SDM 13.4.22.
inline constexpr std::uint16_t min_rx_buffer = 256, max_rx_buffer = 16384;

/// Longest frame on the wire, CRC included, that the receiver takes with and without RCTL.LPE.
inline constexpr std::uint32_t max_frame = 16384, max_normal_frame = 1522;

/// What the receiver is to let in, and how it lays it down.
struct RxMode {
    bool promiscuous = false;
    bool all_multicast = false;
    bool long_frames = false;          ///< frames beyond max_normal_frame
    std::uint16_t buffer_size = 2048;  ///< bytes, one of the sizes of largest_rx_buffer()
};

/// The largest buffer size of the hardware that fits into @p room bytes; 0 if none does.
[[nodiscard]] constexpr std::uint16_t largest_rx_buffer(std::uint32_t room) noexcept
{
    std::uint16_t size = max_rx_buffer;
    while (size > room && size > min_rx_buffer)
        size /= 2;
    return size <= room ? size : 0;
}

/// The RCTL value of an enabled receiver in @p mode: CRC stripped, broadcast accepted.
[[nodiscard]] Rctl rctl(const RxMode& mode) noexcept;

/// Put @p mac into receive address 0 and make it valid. @sdm 13.5.2, 13.5.3
void set_station_address(const Device& dev, const MacAddress& mac);

/// The station address that firmware or hypervisor has put into receive address 0.
/// @return false if it is not marked valid or no unicast address
[[nodiscard]] bool read_station_address(const Device& dev, MacAddress& out);

}  // namespace e1k::hw
