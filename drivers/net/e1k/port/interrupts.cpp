// SPDX-License-Identifier: BSD-3-Clause
#include "port/interrupts.hpp"

#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

#include "dpdk/log.hpp"
#include "port/adapter.hpp"
#include "port/link.hpp"

namespace e1k {

namespace {

constexpr std::uint32_t between_interrupts_ns = 50'000;  // at most 20,000 a second, and an answer well within 1 ms

[[nodiscard]] bool asked_for(const Port& p)
{
    return p.conf().intr_conf.lsc != 0 || p.conf().intr_conf.rxq != 0;
}

void unmask(const Port& p, hw::Cause causes)
{
    p.a.unmasked = p.a.unmasked | causes;
    hw::interrupts::unmask(p.dev, causes);
}

/// Frames have come. Each wake-up masks the receive causes until arm_rx_interrupt(): an application that does not
/// look cannot be flooded. One that has them masked just now is told when it unmasks them, for reading ICR has
/// consumed the cause.
void on_receive(const Port& p)
{
    const bool armed = any(p.a.unmasked, hw::rx_causes);
    p.a.rx_pending = !armed;
    p.a.unmasked = p.a.unmasked & ~hw::rx_causes;
    if (armed)
        p.a.rx_wakeup.signal();
}

/// EAL's interrupt thread: reading ICR clears it and lowers the line. All causes are masked until EAL has let the line
/// through again. uio does that by writing the upper byte of the PCI command register, at which QEMU does not look at
/// the line: one that rose before would go unnoticed, and when it fell, leave the interrupt controller's high for good.
void on_interrupt(void* arg)
{
    const Port p = open(static_cast<rte_eth_dev*>(arg));
    p.a.lock.lock();
    if (!p.a.line_open) {  // the port was stopped meanwhile: its line stays closed, its registers are left alone
        p.a.lock.unlock();
        return;
    }
    hw::interrupts::mask_all(p.dev);
    const hw::Cause causes = hw::interrupts::take(p.dev);
    p.a.taken = p.a.taken.load() | causes;  // where others share the line, one that finds none may follow at once
    E1K_LOG(driver, DEBUG, p.name, "interrupt, ICR 0x%08x", raw(causes));
    const bool gone = causes == ~hw::Cause{};  // then the line stays masked
    if (!gone) {
        if (any(causes, hw::rx_causes))
            on_receive(p);
        rte_intr_ack(p.pci().intr_handle);
        unmask(p, p.a.unmasked);
    }
    p.a.lock.unlock();
    if (!gone && any(causes, hw::link_causes))
        report_link(p);  // last: the application may close the port in its callback
}

/// Whether EAL can let the line through. The device raises nothing: it has just been reset.
[[nodiscard]] bool opens(const rte_intr_handle* handle)
{
    return rte_intr_enable(handle) == 0 && rte_intr_disable(handle) == 0;
}

constexpr unsigned line_step_us = 100, line_limit_us = 2'000'000;  // the handler is a thread of a busy machine

/// Set @p cause, and wait for the handler to have found it.
[[nodiscard]] bool comes(const Port& p, hw::Cause cause)
{
    p.a.lock.lock();
    p.a.taken = hw::Cause{};
    hw::interrupts::unmask(p.dev, cause);
    hw::interrupts::raise(p.dev, cause);
    p.a.lock.unlock();
    return hw::wait_until(p.dev, line_step_us, line_limit_us, [&] {
               // Time for the handler's thread, whatever time is to the device: who tests owns that of rte_delay_us().
               std::this_thread::sleep_for(std::chrono::microseconds{line_step_us});
               return any(p.a.taken.load(), cause) || hw::removed(p.dev);
           }) == hw::Result::ok;
}

/// Whether reading ICR leaves causes in it: one may have come about just now, but not again and again.
[[nodiscard]] bool stay(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    hw::interrupts::mask_all(p.dev);
    constexpr int often = 4;
    for (int i = 0; i < often; ++i)
        if (hw::interrupts::take(p.dev) == hw::Cause{})
            return false;
    return true;
}

[[nodiscard]] LineState look_at_line(const Port& p)
{
    using enum hw::Cause;
    for (const hw::Cause cause : {LSC, RXDMT0, RXO, RXT0})
        if (!comes(p, cause))
            return {.works = false, .missing = cause};
    return {.works = !stay(p), .missing = {}};
}

}  // namespace

LineState check_line(const Port& p)
{
    p.a.lock.lock();
    p.a.line_open = rte_intr_enable(p.pci().intr_handle) == 0;
    p.a.lock.unlock();
    const LineState state = p.a.line_open ? look_at_line(p) : LineState{};
    close_interrupts(p);
    return state;
}

void attach_interrupts(const Port& p)
{
    rte_intr_handle* handle = p.pci().intr_handle;
    // vfio arms MSI-X though the chip has no vectors, so that no interrupt ever came.
    const auto type = rte_intr_type_get(handle);
    if (type == RTE_INTR_HANDLE_VFIO_MSIX || type == RTE_INTR_HANDLE_VFIO_MSI)
        rte_intr_type_set(handle, RTE_INTR_HANDLE_VFIO_LEGACY);
    p.a.has_line = opens(handle) && rte_intr_callback_register(handle, on_interrupt, p.d) == 0;
    if (p.a.has_line)
        return;
    p.data().dev_flags &= ~std::uint32_t{RTE_ETH_DEV_INTR_LSC};
    E1K_LOG(init, INFO, p.name, "no interrupt line: the link and the receive queue can only be polled");
}

/// In EAL's interrupt thread, a handler that is under way is this one's caller and cannot be waited for: EAL takes it
/// out when it has returned. It follows nothing of the port behind the application's callback.
void detach_interrupts(const Port& p)
{
    if (!p.a.has_line)
        return;
    const rte_intr_handle* handle = p.pci().intr_handle;
    if (rte_thread_is_intr() == 0)
        rte_intr_callback_unregister_sync(handle, on_interrupt, p.d);
    else if (rte_intr_callback_unregister(handle, on_interrupt, p.d) == -EAGAIN)
        rte_intr_callback_unregister_pending(handle, on_interrupt, p.d, nullptr);
}

int open_interrupts(const Port& p)
{
    rte_intr_handle* handle = p.pci().intr_handle;
    const bool rx = p.conf().intr_conf.rxq != 0;
    p.a.rx_pending = false;
    if (!asked_for(p))
        return 0;
    p.a.lock.lock();
    p.a.line_open = rte_intr_enable(handle) == 0;
    p.a.lock.unlock();
    if (!p.a.line_open) {
        E1K_LOG(init, ERR, p.name, "start: the interrupt line does not open; set intr_conf.lsc and rxq to 0 and poll");
        return -ENOTSUP;
    }
    const int err = rx ? p.a.rx_wakeup.open(handle) : 0;
    if (err != 0)
        E1K_LOG(init, ERR, p.name, "start: receive interrupts: %s", rte_strerror(-err));
    return err;
}

void unmask_interrupts(const Port& p)
{
    p.a.lock.lock();
    if (p.conf().intr_conf.rxq != 0)
        hw::interrupts::moderate(p.dev, between_interrupts_ns);
    if (p.conf().intr_conf.lsc != 0)
        unmask(p, hw::link_causes);
    p.a.lock.unlock();
}

void close_interrupts(const Port& p)
{
    rte_intr_handle* handle = p.pci().intr_handle;
    p.a.lock.lock();
    hw::interrupts::mask_all(p.dev);
    p.a.unmasked = {};
    p.a.rx_wakeup.close(handle);
    if (std::exchange(p.a.line_open, false))
        rte_intr_disable(handle);
    p.a.lock.unlock();
}

int arm_rx_interrupt(const Port& p)
{
    if (!p.a.running || p.conf().intr_conf.rxq == 0) {
        E1K_LOG(driver, ERR, p.name, "receive interrupts need a running port configured with intr_conf.rxq 1");
        return -EINVAL;
    }
    p.a.lock.lock();
    if (p.a.rx_pending) {
        p.a.rx_pending = false;
        p.a.rx_wakeup.signal();
    } else {
        unmask(p, hw::rx_causes);
    }
    p.a.lock.unlock();
    return 0;
}

void disarm_rx_interrupt(const Port& p)
{
    p.a.lock.lock();
    p.a.unmasked = p.a.unmasked & ~hw::rx_causes;
    hw::interrupts::mask(p.dev, hw::rx_causes);
    p.a.lock.unlock();
}

}  // namespace e1k
