// SPDX-License-Identifier: BSD-3-Clause
// The receive engine: its ring, its modes, on and off. What it lets in by address is filter.hpp's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "descriptors.hpp"
#include "device.hpp"
#include "regs/receive.hpp"
#include "ring.hpp"

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
    bool keeps_crc = false;            ///< the CRC is laid down behind each frame, and counts in its length
    bool control_frames = false;       ///< MAC control frames other than PAUSE
    bool loopback = false;             ///< what is sent comes back, for those who do that here and not in the PHY
    bool vlan_table = false;           ///< of tagged frames only those of a VLAN in the table, see vlan.hpp
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

/// The RCTL value of an enabled receiver in @p mode: broadcast accepted.
[[nodiscard]] Rctl rctl(const RxMode& mode) noexcept;

/// RDT, where software hands descriptors over. @return for a queue to keep
[[nodiscard]] volatile std::uint32_t* rx_doorbell(const Device& dev) noexcept;

namespace receiver {

/// Switch it on as @p value says, see rctl(), or change how it works while it is on. Each write may end reception for
/// some time: Traits::rctl_write_deafens_us.
void enable(const Device& dev, Rctl value);
/// What is in the ring stays there.
void disable(const Device& dev);
[[nodiscard]] Progress progress(const Device& dev);
/// What RCTL holds.
[[nodiscard]] Rctl control(const Device& dev);

/// The ring of @p descriptors at @p iova, @p bytes long: all but the last are handed over. It must be disabled, or have
/// no ring. @sdm 13.4.25 to 13.4.29
void set_ring(const Device& dev, std::uint64_t iova, std::size_t bytes, std::uint16_t descriptors);

/// Hand over the descriptors up to @p tail, without it. Of a ring that no queue has: theirs goes by rx_doorbell().
void give(const Device& dev, std::uint16_t tail);

/// Have the checksums of received frames verified, each kind or not; what is not is not reported on. It must be
/// disabled. @sdm 3.2.9
void verify_checksums(const Device& dev, bool ipv4, bool tcp_udp);

/// Take @p ring away from a receiver that stays enabled, see Traits::rings_change_while_enabled: from then on it has
/// none, and waits. Nobody writes to RDT meanwhile.
void take_ring(const Device& dev, std::span<RxDesc> ring);

/// End its DMA: disable it, unless it has no ring and may stay as it is.
void quiesce(const Device& dev);

/// Behind a reset: forget its ring and its delays, whatever that has left of them. It is disabled, or as quiesce() left
/// it.
void scrub(const Device& dev);

}  // namespace receiver

}  // namespace e1k::hw
