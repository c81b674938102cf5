// SPDX-License-Identifier: BSD-3-Clause
#include "control_device.hpp"

#include <sanitizer/asan_interface.h>

#include <algorithm>

#include "hw/descriptors.hpp"
#include "hw/regs/control.hpp"
#include "hw/regs/receive.hpp"
#include "hw/regs/transmit.hpp"
#include "support/accesses.hpp"
#include "support/interrupts.hpp"
#include "support/ledger.hpp"
#include "support/require.hpp"

namespace fuzz {

using namespace e1k::hw;

namespace {

// An EEPROM of 64 words, each of which takes its whole 10 ms in steps of 20 us, is the most that a call may read.
constexpr unsigned most_loads = 50'000;
constexpr unsigned longest_us = 10'000'000;  // rte_eth_link_get() may wait for 9 s

constexpr std::uint32_t rx_registers = decltype(reg::RDBAL)::offset, tx_registers = decltype(reg::TDBAL)::offset;
constexpr std::uint32_t base_high = 0x04, length = 0x08, head = 0x10, tail = 0x18;

/// Word @p i of an EEPROM with a MAC address and a good checksum.
std::uint32_t eeprom_word(std::uint32_t i)
{
    constexpr std::uint32_t octets_01 = 0x5452, octets_23 = 0x1200, octets_45 = 0x5634;
    switch (i) {
    case 0:
        return octets_01;
    case 1:
        return octets_23;
    case 2:
        return octets_45;
    case 63:
        return (0xbaba - octets_01 - octets_23 - octets_45) & 0xffff;
    default:
        return 0;
    }
}

/// Registers that say whether and where the device does DMA. A device that got these wrong by itself would be one that
/// writes anywhere, which is an IOMMU's business: they hold what was written last.
bool steers_dma(std::uint32_t offset)
{
    const bool enables = offset == decltype(reg::RCTL)::offset || offset == decltype(reg::TCTL)::offset;
    return enables || (offset >= rx_registers && offset < tx_registers + 0x100);
}

/// The device reaches memory that is the driver's: of an mbuf which no pool holds, or of a piece that is not freed.
void require_live(std::uint64_t address)
{
    if (rte_mbuf* m = mbuf_at(address); m != nullptr)
        require(note(m).out, "the device reaches only mbufs in use");
    else
        require(__asan_address_is_poisoned(reinterpret_cast<const void*>(address)) == 0,
                "the device reaches only memory in use");
}

}  // namespace

ControlDevice::ControlDevice()
{
    std::ranges::fill(registers_, 0);
    current_ = this;
    watched_dwords = {reinterpret_cast<std::uintptr_t>(registers_), sizeof registers_, before_load};
}

ControlDevice::~ControlDevice()
{
    watched_dwords = {};
}

void ControlDevice::put(std::uint32_t offset, std::uint32_t value)
{
    if (!steers_dma(offset))
        registers_[offset / 4] = value;
}

void ControlDevice::before_load(std::size_t offset)
{
    current_->answer(static_cast<std::uint32_t>(offset) & ~3u);
}

void ControlDevice::answer(std::uint32_t offset)
{
    require(++loads_ < most_loads, "a call ends after so many loads");
    if (steers_dma(offset))
        return;
    std::uint32_t value = honest(offset);
    if (lie_.skip != 0) {
        --lie_.skip;
    } else if (lie_.count != 0) {
        --lie_.count;
        value = (value & ~lie_.of) | (lie_.with & lie_.of);
    }
    registers_[offset / 4] = value;
}

std::uint32_t ControlDevice::honest(std::uint32_t offset) const
{
    const std::uint32_t value = registers_[offset / 4];
    switch (offset) {
    case decltype(reg::CTRL)::offset:
        return raw(Ctrl{value} & ~Ctrl::RST);
    case decltype(reg::STATUS)::offset:
        return link_up_ ? raw(Status::LU | Status::FD | StatusSpeed::of<2>) : 0;
    case decltype(reg::EERD)::offset:
        return raw(Eerd::DONE | EerdData::put(eeprom_word(EerdAddr::get(Eerd{value}))));
    case decltype(reg::MDIC)::offset:
        return raw((Mdic{value} & ~Mdic::E) | Mdic::R);
    default:
        return value;
    }
}

template <class Desc>
Desc* ControlDevice::ring(std::uint32_t base) const
{
    const std::uint64_t address = registers_[base / 4] | std::uint64_t{registers_[(base + base_high) / 4]} << 32;
    require(address % ring_alignment == 0 && registers_[(base + length) / 4] % 128 == 0, "a ring is aligned");
    return reinterpret_cast<Desc*>(address);
}

void ControlDevice::receive(std::uint64_t writeback)
{
    if (!any(Rctl{registers_[decltype(reg::RCTL)::offset / 4]}, Rctl::EN))
        return;
    std::uint32_t& at = registers_[(rx_registers + head) / 4];
    const std::uint32_t size = registers_[(rx_registers + length) / 4] / sizeof(RxDesc);
    if (at == registers_[(rx_registers + tail) / 4])
        return;
    require(at < size, "RDH is an index of the ring");
    RxDesc& desc = ring<RxDesc>(rx_registers)[at];
    require_live(desc.addr);
    desc.writeback = writeback;
    at = (at + 1) % size;
}

void ControlDevice::transmit()
{
    if (!any(Tctl{registers_[decltype(reg::TCTL)::offset / 4]}, Tctl::EN))
        return;
    std::uint32_t& at = registers_[(tx_registers + head) / 4];
    const std::uint32_t size = registers_[(tx_registers + length) / 4] / sizeof(TxDesc);
    const std::uint32_t end = registers_[(tx_registers + tail) / 4];
    require(end == 0 || end < size, "TDT is an index of the ring");
    while (at != end) {
        TxDesc& desc = ring<TxDesc>(tx_registers)[at];
        if ((desc.word & TxDesc::DATA) != TxDesc::DEXT)  // else a context, which names none
            require_live(desc.addr);
        if ((desc.word & TxDesc::RS) != 0)
            desc.word |= TxDesc::DD;
        at = (at + 1) % size;
    }
}

bool ControlDevice::quiet() const
{
    return !any(Rctl{registers_[decltype(reg::RCTL)::offset / 4]}, Rctl::EN) &&
           !any(Tctl{registers_[decltype(reg::TCTL)::offset / 4]}, Tctl::EN);
}

void ControlDevice::sleep(unsigned us)
{
    slept_us_ += us;
    require(slept_us_ <= longest_us, "a call ends after so long a time");
    if (interrupt_while_sleeping_)
        interrupt();
}

}  // namespace fuzz
