// SPDX-License-Identifier: BSD-3-Clause
#include "receiver.hpp"

#include <algorithm>
#include <bit>

namespace e1k::hw {

namespace {

/// BSIZE counts down from 2048 bytes in powers of two; BSEX multiplies by 16, and BSIZE 0 is then reserved.
Rctl buffer_size_bits(std::uint16_t size)
{
    const bool extended = size > 2048;
    const unsigned base = extended ? size / 16u : size;
    const auto halvings = static_cast<std::uint32_t>(std::countr_zero(2048u / base));
    return RctlBsize::put(halvings) | bits_if(extended, Rctl::BSEX);
}

/// As take_ring() leaves it: no descriptor is the device's, and none ever was.
[[nodiscard]] bool has_no_ring(const Device& dev)
{
    return dev.mmio.read(reg::RDLEN) == 0 && dev.mmio.read(reg::RDH) == 0 && dev.mmio.read(reg::RDT) == 0;
}

void forget_ring(const Device& dev)
{
    dev.mmio.write(reg::RDBAL, 0);
    dev.mmio.write(reg::RDBAH, 0);
    dev.mmio.write(reg::RDLEN, 0);
    dev.mmio.write(reg::RDH, 0);
    dev.mmio.write(reg::RDT, 0);
}

}  // namespace

Rctl rctl(const RxMode& mode) noexcept
{
    return Rctl::EN | Rctl::BAM | bits_if(!mode.keeps_crc, Rctl::SECRC) |
           bits_if(mode.promiscuous, Rctl::UPE | Rctl::MPE) | bits_if(mode.all_multicast, Rctl::MPE) |
           bits_if(mode.long_frames, Rctl::LPE) | bits_if(mode.control_frames, Rctl::PMCF) |
           bits_if(mode.vlan_table, Rctl::VFE) | bits_if(mode.loopback, RctlLbm::of<3>) |
           buffer_size_bits(mode.buffer_size);
}

volatile std::uint32_t* rx_doorbell(const Device& dev) noexcept
{
    return dev.mmio.doorbell(reg::RDT);
}

void receiver::enable(const Device& dev, Rctl value)
{
    dev.mmio.write(reg::RCTL, value);
}

void receiver::disable(const Device& dev)
{
    dev.mmio.write(reg::RCTL, Rctl{});
}

Progress receiver::progress(const Device& dev)
{
    return {.enabled = any(control(dev), Rctl::EN), .head = dev.mmio.read(reg::RDH), .tail = dev.mmio.read(reg::RDT)};
}

Rctl receiver::control(const Device& dev)
{
    return dev.mmio.read(reg::RCTL);
}

void receiver::set_ring(const Device& dev, std::uint64_t iova, std::size_t bytes, std::uint16_t descriptors)
{
    dev.mmio.write(reg::RDBAL, static_cast<std::uint32_t>(iova));
    dev.mmio.write(reg::RDBAH, static_cast<std::uint32_t>(iova >> 32));
    dev.mmio.write(reg::RDLEN, static_cast<std::uint32_t>(bytes));
    dev.mmio.write(reg::RDH, 0);
    dev.mmio.write(reg::RDT, descriptors - 1u);
}

void receiver::give(const Device& dev, std::uint16_t tail)
{
    dev.mmio.write(reg::RDT, tail);
}

void receiver::verify_checksums(const Device& dev, bool ipv4, bool tcp_udp)
{
    dev.mmio.write(reg::RXCSUM, bits_if(ipv4, Rxcsum::IPOFL) | bits_if(tcp_udp, Rxcsum::TUOFL));
}

/// RDT is software's: with RDH there, too, no descriptor is the device's. Both are to be 0, for the next ring may be a
/// shorter one. Between the two writes there seem to be descriptors again; so none of them names a buffer by then, and
/// a frame that comes in that moment is lost in a ring which is still there.
void receiver::take_ring(const Device& dev, std::span<RxDesc> ring)
{
    dev.mmio.write(reg::RDH, dev.mmio.read(reg::RDT));
    deliver(dev);
    std::ranges::fill(ring, RxDesc{});
    dev.mmio.write(reg::RDH, 0);
    dev.mmio.write(reg::RDT, 0);
    deliver(dev);
    forget_ring(dev);
}

void receiver::quiesce(const Device& dev)
{
    if (!dev.traits->rings_change_while_enabled || !has_no_ring(dev))
        disable(dev);
}

void receiver::scrub(const Device& dev)
{
    if (!dev.traits->rings_change_while_enabled)
        disable(dev);
    forget_ring(dev);
    dev.mmio.write(reg::RDTR, 0);
    dev.mmio.write(reg::RADV, 0);
}

}  // namespace e1k::hw
