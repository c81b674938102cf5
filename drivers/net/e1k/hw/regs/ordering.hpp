// SPDX-License-Identifier: BSD-3-Clause
// What a register access must not be moved across, on each processor.
//
// Accesses to one device keep their order among themselves everywhere: DPDK's buses map a BAR uncached, which on arm64
// is Device memory and on riscv64 strongly ordered I/O. What lies in memory keeps none with them but on x86-64: a
// descriptor that is written, then a doorbell; a cause that is read, then what the device wrote before it.
#pragma once

#if defined(__x86_64__)
#include <atomic>
#elif !defined(__aarch64__) && !(defined(__riscv) && __riscv_xlen == 64)
#error "this processor needs its barriers here"
#endif

namespace e1k::hw {

/// Before a store to a register: all that was loaded and stored before has been.
/// @source arm64: the device observes in the outer shareable domain (Arm ARM B2.3.12). riscv64: iorw before o (ISA
/// manual volume I, 2.7). x86-64: only the compiler has to know, for an uncached store waits for what is before it
/// (Intel SDM volume 3, 9.2.2 and 12.3).
[[gnu::always_inline]] inline void order_before_store() noexcept
{
#if defined(__x86_64__)
    std::atomic_signal_fence(std::memory_order_acq_rel);
#elif defined(__aarch64__)
    asm volatile("dmb osh" ::: "memory");
#else
    asm volatile("fence iorw, o" ::: "memory");
#endif
}

/// Behind a load from a register: nothing is loaded or stored before it.
[[gnu::always_inline]] inline void order_behind_load() noexcept
{
#if defined(__x86_64__)
    std::atomic_signal_fence(std::memory_order_acq_rel);
#elif defined(__aarch64__)
    asm volatile("dmb oshld" ::: "memory");
#else
    asm volatile("fence i, iorw" ::: "memory");
#endif
}

}  // namespace e1k::hw
