// SPDX-License-Identifier: BSD-3-Clause
#include "transmitter.hpp"

#include "regs/control.hpp"
#include "regs/transmit.hpp"

namespace e1k::hw {

volatile std::uint32_t* tx_doorbell(const Device& dev) noexcept
{
    return dev.mmio.doorbell(reg::TDT);
}

void transmitter::enable(const Device& dev, bool full_duplex)
{
    const Tctl collision_distance = full_duplex ? TctlCold::of<0x40> : TctlCold::of<0x200>;
    dev.mmio.write(reg::TCTL, Tctl::EN | Tctl::PSP | Tctl::RTLC | TctlCt::of<0x0f> | collision_distance);
}

void transmitter::disable(const Device& dev)
{
    dev.mmio.write(reg::TCTL, Tctl{});
}

Progress transmitter::progress(const Device& dev)
{
    return {.enabled = any(dev.mmio.read(reg::TCTL), Tctl::EN),
            .head = dev.mmio.read(reg::TDH),
            .tail = dev.mmio.read(reg::TDT)};
}

bool transmitter::may_send(const Device& dev)
{
    const Status status = dev.mmio.read(reg::STATUS);
    return any(status, Status::LU) && !any(status, Status::TXOFF);
}

TxCare transmitter::care(const Device& dev)
{
    const bool pcix = is_pcix(status_word(dev));
    return {.short_start = pcix && dev.traits->pcix_short_start,
            .high_end = pcix && dev.traits->pcix_high_end,
            .short_end = dev.traits->segments && dev.traits->cut_done_early,
            .short_next_end = dev.traits->segments && dev.traits->next_done_early};
}

void transmitter::set_gaps(const Device& dev)
{
    const Tipg gap = dev.traits->media == Media::copper ? TipgIpgt::of<8> : TipgIpgt::of<9>;
    dev.mmio.write(reg::TIPG, gap | TipgIpgr1::of<8> | TipgIpgr2::of<6>);
}

void transmitter::set_ring(const Device& dev, std::uint64_t iova, std::size_t bytes)
{
    dev.mmio.write(reg::TDBAL, static_cast<std::uint32_t>(iova));
    dev.mmio.write(reg::TDBAH, static_cast<std::uint32_t>(iova >> 32));
    dev.mmio.write(reg::TDLEN, static_cast<std::uint32_t>(bytes));
    dev.mmio.write(reg::TDH, 0);
    dev.mmio.write(reg::TDT, 0);
}

void transmitter::give(const Device& dev, std::uint16_t tail)
{
    dev.mmio.write(reg::TDT, tail);
}

bool transmitter::rewind_fifo(const Device& dev, std::uint32_t rx_packet_buffer)
{
    const Mmio& mmio = dev.mmio;
    if (mmio.read(reg::TDH) != mmio.read(reg::TDT) || mmio.read(reg::TDFH) != mmio.read(reg::TDFT) ||
        mmio.read(reg::TDFHS) != mmio.read(reg::TDFTS))
        return false;
    constexpr std::uint32_t units_of_kib = 1024 / 8;
    const std::uint32_t begin = rx_packet_buffer * units_of_kib;
    const Tctl control = mmio.read(reg::TCTL);
    mmio.write(reg::TCTL, control & ~Tctl::EN);
    mmio.write(reg::TDFT, begin);
    mmio.write(reg::TDFH, begin);
    mmio.write(reg::TDFTS, begin);
    mmio.write(reg::TDFHS, begin);
    mmio.write(reg::TCTL, control);
    deliver(dev);
    return true;
}

void transmitter::scrub(const Device& dev)
{
    disable(dev);
    dev.mmio.write(reg::TDBAL, 0);
    dev.mmio.write(reg::TDBAH, 0);
    dev.mmio.write(reg::TDLEN, 0);
    dev.mmio.write(reg::TDH, 0);
    dev.mmio.write(reg::TDT, 0);
    dev.mmio.write(reg::TIDV, 0);
    dev.mmio.write(reg::TADV, 0);
}

}  // namespace e1k::hw
