// SPDX-License-Identifier: BSD-3-Clause
// A guest without an operating system that makes the register accesses of the driver's receive path: a start, then RDT
// each `batch` frames, and by the driver's own rule a write to ICS. It never reads a register again, and speaks with
// the test through memory alone: any other exit from the guest might deliver what KVM has posted.
#include <cstdint>

#include "hw/delivery.hpp"

namespace {

using u32 = std::uint32_t;

/// What the test has put at address 0x1000, and reads there.
struct Page {
    u32 ring, batch, delivers;  // descriptors, RDT each so many frames, whether ICS is written
    u32 alive;                  // 1: this code runs; 2: it found the device, which receives
    u32 frames;                 // received so far
};

struct Descriptor {
    std::uint64_t address;
    std::uint16_t length, checksum;
    std::uint8_t status, errors;
    std::uint16_t special;
};

constexpr u32 page_at = 0x1000, ring_at = 0x100000, buffers_at = 0x200000, bar_at = 0xe0000000;
constexpr u32 CTRL = 0x0000, STATUS = 0x0008, ICS = 0x00c8, RCTL = 0x0100, RDBAL = 0x2800, RDBAH = 0x2804,
              RDLEN = 0x2808, RDH = 0x2810, RDT = 0x2818;
constexpr u32 SLU = 1 << 6, EN = 1 << 1, UPE = 1 << 3, MPE = 1 << 4, BAM = 1 << 15, SECRC = 1 << 26;

volatile u32& reg(u32 offset)
{
    return *reinterpret_cast<volatile u32*>(bar_at + offset);
}

void out(std::uint16_t port, u32 value)
{
    asm volatile("outl %0, %1" ::"a"(value), "Nd"(port));
}

u32 in(std::uint16_t port)
{
    u32 value = 0;
    asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

void select(u32 slot, u32 offset)
{
    out(0xcf8, 1u << 31 | slot << 11 | offset);
}

bool map_device()
{
    constexpr u32 e1000 = 0x100e8086, command = 4, bar0 = 0x10, memory_and_master = 6;
    for (u32 slot = 0; slot < 32; ++slot) {
        select(slot, 0);
        if (in(0xcfc) != e1000)
            continue;
        select(slot, bar0);
        out(0xcfc, bar_at);
        select(slot, command);
        out(0xcfc, memory_and_master);
        return true;
    }
    return false;
}

void start(const volatile Page& page, volatile Descriptor* ring)
{
    for (u32 i = 0; i < page.ring; ++i) {
        ring[i].address = buffers_at + i * 2048;
        ring[i].status = 0;
    }
    reg(CTRL) = reg(CTRL) | SLU;
    reg(RDBAL) = ring_at;
    reg(RDBAH) = 0;
    reg(RDLEN) = page.ring * sizeof(Descriptor);
    reg(RDH) = 0;
    reg(RDT) = page.ring - 1;
    reg(RCTL) = EN | UPE | MPE | BAM | SECRC;
    [[maybe_unused]] const u32 delivered = reg(STATUS);
}

}  // namespace

extern "C" void poller_main()
{
    auto& page = *reinterpret_cast<volatile Page*>(page_at);
    auto* const ring = reinterpret_cast<volatile Descriptor*>(ring_at);
    page.alive = 1;
    if (!map_device())
        return;
    start(page, ring);
    page.alive = 2;

    const u32 size = page.ring, batch = page.batch;
    const bool delivers = page.delivers != 0;
    e1k::hw::RxDelivery delivery;
    u32 next = 0, given = size - 1, tail = size - 1;
    for (;;) {
        while (given != 0 && (ring[next].status & 1) != 0) {
            ring[next].status = 0;
            next = (next + 1) % size;
            --given;
            page.frames = page.frames + 1;
        }
        if (given + batch > size - 1)
            continue;
        const u32 more = size - 1 - given;
        tail = (tail + more) % size;
        given = size - 1;
        reg(RDT) = tail;
        delivery.handed_over(more);
        if (delivers && delivery.due(given, size)) {
            reg(ICS) = 0;
            delivery.delivered();
        }
    }
}
