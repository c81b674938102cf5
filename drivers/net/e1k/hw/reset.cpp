// SPDX-License-Identifier: BSD-3-Clause
#include "reset.hpp"

#include "filter.hpp"
#include "interrupts.hpp"
#include "receiver.hpp"
#include "regs/control.hpp"
#include "transmitter.hpp"
#include "vlan.hpp"

namespace e1k::hw {

namespace {

constexpr unsigned quiesce_us = 10'000;      // SDM 14.4: DMA in flight ends within this
constexpr unsigned reset_limit_us = 10'000;  // silicon: about 1 us; emulations: at once

void quiesce(const Device& dev)
{
    receiver::quiesce(dev);
    transmitter::disable(dev);
    deliver(dev);
    dev.delay_us(quiesce_us);
}

/// The PHY forgets what it was told, and negotiates anew. Intel's and Linux's drivers wait as long.
void reset_phy(const Device& dev)
{
    constexpr unsigned phy_reset_us = 5'000;
    dev.mmio.change(reg::CTRL, Ctrl::PHY_RST, Ctrl{});
    deliver(dev);
    dev.delay_us(phy_reset_us);
}

void request(const Device& dev)
{
    const Ctrl value = (dev.mmio.read(reg::CTRL) & ~Ctrl::PHY_RST) | Ctrl::RST;
    switch (dev.traits->reset) {
    case ResetWay::io:
        if (dev.io.write != nullptr && dev.io.write(dev.io.bus, reg::CTRL.offset, raw(value)))
            return;
        break;
    case ResetWay::ctrl_dup:
        dev.mmio.write(reg::CTRL_DUP, value);
        return;
    case ResetWay::ctrl:
        break;
    }
    dev.mmio.write(reg::CTRL, value);
}

/// Silicon loads addresses, CTRL and more from the EEPROM, SDM 14.4. What was written or read before would be the
/// EEPROM's, or nothing.
void await_eeprom(const Device& dev)
{
    if (dev.traits->reloads_on_request) {
        dev.mmio.change(reg::CTRL_EXT, CtrlExt::EE_RST, CtrlExt{});
        deliver(dev);
    }
    dev.delay_us(dev.traits->eeprom_reload_us);
}

/// On boards with management, EEPROM or firmware may have it take the ARP frames.
void give_arp_to_host(const Device& dev)
{
    if (!dev.traits->management)
        return;
    if (const Manc manc = dev.mmio.read(reg::MANC); any(manc, Manc::ARP_EN))
        dev.mmio.write(reg::MANC, manc & ~Manc::ARP_EN);
}

}  // namespace

Result reset(const Device& dev, std::uint32_t rx_packet_buffer)
{
    interrupts::silence(dev);
    quiesce(dev);
    // Not before: a device that only seemed to be gone must not go on writing into buffers that are given back.
    if (removed(dev))
        return Result::removed;

    if (dev.traits->phy_reset_first)
        reset_phy(dev);
    dev.mmio.write(reg::PBA, rx_packet_buffer);  // counts from the next reset on, SDM 13.4.16
    request(dev);
    dev.delay_us(1);  // no register access within 1 us, SDM 13.4.1
    const auto cleared = [&] { return !any(dev.mmio.read(reg::CTRL), Ctrl::RST); };
    if (const Result r = wait_until(dev, 100, reset_limit_us, cleared); r != Result::ok)
        return removed(dev) ? Result::removed : r;

    await_eeprom(dev);
    interrupts::silence(dev);  // the reset may have armed them again
    receiver::scrub(dev);
    transmitter::scrub(dev);
    filter::scrub(dev);
    vlan::scrub(dev);
    interrupts::moderate(dev, 0);
    dev.mmio.write(reg::WUC, 0);
    dev.mmio.change(reg::CTRL, Ctrl{}, Ctrl::VME | Ctrl::RFCE | Ctrl::TFCE);
    if (!dev.traits->relaxed_ordering)
        dev.mmio.change(reg::CTRL_EXT, CtrlExt::RO_DIS, CtrlExt{});
    give_arp_to_host(dev);
    return Result::ok;
}

}  // namespace e1k::hw
