// SPDX-License-Identifier: BSD-3-Clause
// Frames that come back: whether they do, unchanged.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "descriptors.hpp"
#include "device.hpp"

namespace e1k::hw {

/// The memory that a test works in, which the device must reach as one piece.
struct alignas(ring_alignment) LoopbackRoom {
    static constexpr std::uint16_t slots = 32, buffer_size = 2048;
    using Buffer = std::array<std::uint8_t, buffer_size>;

    std::array<RxDesc, slots> rx;
    std::array<TxDesc, slots> tx;
    std::array<Buffer, slots> received;
    Buffer sent;
};

/// What the first frame that was not right has come to; or that there was no link for any.
enum class LoopbackFault : std::uint8_t { none, no_link, not_sent, lost, changed };

struct LoopbackResult {
    LoopbackFault fault = LoopbackFault::none;
    unsigned frame = 0;    ///< counted from 1
    std::size_t size = 0;  ///< bytes of it, without CRC
};

/// How many frames are sent.
inline constexpr unsigned loopback_frames = 16;

/// Send frames of 60 to 1500 bytes from the station to itself, one by one. The link is in loopback and, with a PHY, up;
/// without one it is RCTL, written here, that closes the loop. Both engines are off, and @p own is the station's
/// address; afterwards the engines are off again, and may do DMA until a reset. What comes in meanwhile from elsewhere
/// is not looked at.
/// @param iova  where the device finds @p room
/// @note 1 ms, where frames are lost 50 ms, without a link 0.5 s. Where there is Traits::rctl_write_deafens_us, one and
///       a half of that more, and up to eight times as much while nothing comes back
[[nodiscard]] LoopbackResult check_loopback(const Device& dev, LoopbackRoom& room, std::uint64_t iova,
                                            const MacAddress& own);

}  // namespace e1k::hw
