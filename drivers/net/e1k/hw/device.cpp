// SPDX-License-Identifier: BSD-3-Clause
#include "device.hpp"

#include "filter.hpp"
#include "regs.hpp"

namespace e1k::hw {

namespace {

constexpr unsigned quiesce_us = 10'000;       // SDM 14.4: DMA in flight ends within this
constexpr unsigned reset_limit_us = 10'000;   // silicon: about 1 us; emulations: at once
constexpr unsigned eeprom_reload_us = 5'000;  // SDM 14.4: after a reset, silicon loads addresses and CTRL from there

void mask_interrupts(const Device& dev)
{
    dev.mmio.write(reg::IMC, ~Cause{});
    (void)dev.mmio.read(reg::ICR);
}

void quiesce(const Device& dev)
{
    dev.mmio.write(reg::RCTL, Rctl{});
    dev.mmio.write(reg::TCTL, Tctl{});
    deliver(dev);
    dev.delay_us(quiesce_us);
}

void scrub_receive(const Device& dev)
{
    dev.mmio.write(reg::RCTL, Rctl{});
    dev.mmio.write(reg::RDBAL, 0);
    dev.mmio.write(reg::RDBAH, 0);
    dev.mmio.write(reg::RDLEN, 0);
    dev.mmio.write(reg::RDH, 0);
    dev.mmio.write(reg::RDT, 0);
    dev.mmio.write(reg::RDTR, 0);
    dev.mmio.write(reg::RADV, 0);
}

void scrub_transmit(const Device& dev)
{
    dev.mmio.write(reg::TCTL, Tctl{});
    dev.mmio.write(reg::TDBAL, 0);
    dev.mmio.write(reg::TDBAH, 0);
    dev.mmio.write(reg::TDLEN, 0);
    dev.mmio.write(reg::TDH, 0);
    dev.mmio.write(reg::TDT, 0);
    dev.mmio.write(reg::TIDV, 0);
    dev.mmio.write(reg::TADV, 0);
}

void scrub_filters(const Device& dev)
{
    for (std::uint32_t i = 0; i < receive_addresses; ++i)
        clear_receive_address(dev, i);
    MulticastTable{}.write(dev);
    for (std::uint32_t i = 0; i < reg::VFTA.count; ++i)
        dev.mmio.write(reg::VFTA, i, 0);
}

/// On boards with management, EEPROM or firmware may have it take the ARP frames.
void give_arp_to_host(const Device& dev)
{
    if (const Manc manc = dev.mmio.read(reg::MANC); any(manc, Manc::ARP_EN))
        dev.mmio.write(reg::MANC, manc & ~Manc::ARP_EN);
}

}  // namespace

bool removed(const Device& dev)
{
    return dev.mmio.read(reg::STATUS) == ~Status{};
}

void deliver(const Device& dev)
{
    (void)dev.mmio.read(reg::STATUS);
}

Result reset(const Device& dev, std::uint32_t rx_packet_buffer)
{
    mask_interrupts(dev);
    quiesce(dev);
    // Not before: a device that only seemed to be gone must not go on writing into buffers that are given back.
    if (removed(dev))
        return Result::removed;

    dev.mmio.write(reg::PBA, rx_packet_buffer);  // counts from the next reset on, SDM 13.4.16
    dev.mmio.change(reg::CTRL, Ctrl::RST, Ctrl{});
    dev.delay_us(1);  // no register access within 1 us, SDM 13.4.1
    const auto cleared = [&] { return !any(dev.mmio.read(reg::CTRL), Ctrl::RST); };
    if (const Result r = wait_until(dev, 100, reset_limit_us, cleared); r != Result::ok)
        return removed(dev) ? Result::removed : r;

    dev.delay_us(eeprom_reload_us);  // what is written or read before would be the EEPROM's, or nothing
    mask_interrupts(dev);            // the reset may have armed them again
    scrub_receive(dev);
    scrub_transmit(dev);
    scrub_filters(dev);
    dev.mmio.write(reg::ITR, 0);
    dev.mmio.write(reg::WUC, 0);
    give_arp_to_host(dev);
    return Result::ok;
}

}  // namespace e1k::hw
