// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
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
    [[nodiscard]] bool empty() const noexcept { return words_ == decltype(words_){}; }
    /// Put the whole table into the device. Groups in it before and after are let in throughout.
    void write(const Device& dev) const;

private:
    std::array<std::uint32_t, reg::MTA.count> words_{};
};

/// The station address that firmware or hypervisor has put into receive address 0.
/// @return false if it is not marked valid or no unicast address
[[nodiscard]] bool read_station_address(const Device& dev, MacAddress& out);

}  // namespace e1k::hw
