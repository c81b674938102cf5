// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/interrupts.hpp"

#include <utility>

#include "dpdk/log.hpp"
#include "ethdev/adapter.hpp"
#include "ethdev/link_ops.hpp"
#include "ethdev/ops.hpp"

namespace e1k {

namespace {

constexpr std::uint32_t between_interrupts_ns = 50'000;  // at most 20,000 a second, and an answer well within 1 ms

[[nodiscard]] bool asked_for(const rte_eth_dev* d)
{
    return d->data->dev_conf.intr_conf.lsc != 0 || d->data->dev_conf.intr_conf.rxq != 0;
}

void unmask(const rte_eth_dev* d, hw::Cause causes)
{
    adapter(d).unmasked = adapter(d).unmasked | causes;
    hw::interrupts::unmask(device(d), causes);
}

/// Frames have come. Each wake-up masks the receive causes until rx_queue_intr_enable(): an application that does not
/// look cannot be flooded. One that has them masked just now is told when it unmasks them, for reading ICR has
/// consumed the cause.
void on_receive(Adapter& a)
{
    const bool armed = any(a.unmasked, hw::rx_causes);
    a.rx_pending = !armed;
    a.unmasked = a.unmasked & ~hw::rx_causes;
    if (armed)
        a.rx_wakeup.signal();
}

/// EAL's interrupt thread: reading ICR clears it and lowers the line. All causes are masked until EAL has let the line
/// through again. uio does that by writing the upper byte of the PCI command register, at which QEMU does not look at
/// the line: one that rose before would go unnoticed, and when it fell, leave the interrupt controller's high for good.
void on_interrupt(void* arg)
{
    auto* d = static_cast<rte_eth_dev*>(arg);
    Adapter& a = adapter(d);
    a.lock.lock();
    if (!a.line_open) {  // the port was stopped meanwhile: its line stays closed, its registers are left alone
        a.lock.unlock();
        return;
    }
    hw::interrupts::mask_all(device(d));
    const hw::Cause causes = hw::interrupts::take(device(d));
    E1K_LOG(driver, DEBUG, name(d), "interrupt, ICR 0x%08x", raw(causes));
    const bool gone = causes == ~hw::Cause{};  // then the line stays masked
    if (!gone) {
        if (any(causes, hw::rx_causes))
            on_receive(a);
        rte_intr_ack(pci_device(d).intr_handle);
        unmask(d, a.unmasked);
    }
    a.lock.unlock();
    if (!gone && any(causes, hw::link_causes))
        report_link(d);  // last: the application may close the port in its callback
}

/// Whether EAL can let the line through. The device raises nothing: it has just been reset.
[[nodiscard]] bool opens(const rte_intr_handle* handle)
{
    return rte_intr_enable(handle) == 0 && rte_intr_disable(handle) == 0;
}

}  // namespace

void attach_interrupts(rte_eth_dev* d)
{
    rte_intr_handle* handle = pci_device(d).intr_handle;
    // vfio arms MSI-X though the chip has no vectors, so that no interrupt ever came.
    const auto type = rte_intr_type_get(handle);
    if (type == RTE_INTR_HANDLE_VFIO_MSIX || type == RTE_INTR_HANDLE_VFIO_MSI)
        rte_intr_type_set(handle, RTE_INTR_HANDLE_VFIO_LEGACY);
    Adapter& a = adapter(d);
    a.has_line = opens(handle) && rte_intr_callback_register(handle, on_interrupt, d) == 0;
    if (a.has_line)
        return;
    d->data->dev_flags &= ~std::uint32_t{RTE_ETH_DEV_INTR_LSC};
    E1K_LOG(init, INFO, name(d), "no interrupt line: the link and the receive queue can only be polled");
}

/// In EAL's interrupt thread, a handler that is under way is this one's caller and cannot be waited for: EAL takes it
/// out when it has returned. It follows nothing of the port behind the application's callback.
void detach_interrupts(rte_eth_dev* d)
{
    if (!adapter(d).has_line)
        return;
    const rte_intr_handle* handle = pci_device(d).intr_handle;
    if (rte_thread_is_intr() == 0)
        rte_intr_callback_unregister_sync(handle, on_interrupt, d);
    else if (rte_intr_callback_unregister(handle, on_interrupt, d) == -EAGAIN)
        rte_intr_callback_unregister_pending(handle, on_interrupt, d, nullptr);
}

int open_interrupts(rte_eth_dev* d)
{
    Adapter& a = adapter(d);
    rte_intr_handle* handle = pci_device(d).intr_handle;
    const bool rx = d->data->dev_conf.intr_conf.rxq != 0;
    a.rx_pending = false;
    if (!asked_for(d))
        return 0;
    a.lock.lock();
    a.line_open = rte_intr_enable(handle) == 0;
    a.lock.unlock();
    if (!a.line_open) {
        E1K_LOG(init, ERR, name(d), "start: the interrupt line does not open; set intr_conf.lsc and rxq to 0 and poll");
        return -ENOTSUP;
    }
    const int err = rx ? a.rx_wakeup.open(handle) : 0;
    if (err != 0)
        E1K_LOG(init, ERR, name(d), "start: receive interrupts: %s", rte_strerror(-err));
    return err;
}

void unmask_interrupts(rte_eth_dev* d)
{
    Adapter& a = adapter(d);
    a.lock.lock();
    if (d->data->dev_conf.intr_conf.rxq != 0)
        hw::interrupts::moderate(device(d), between_interrupts_ns);
    if (d->data->dev_conf.intr_conf.lsc != 0)
        unmask(d, hw::link_causes);
    a.lock.unlock();
}

void close_interrupts(rte_eth_dev* d)
{
    Adapter& a = adapter(d);
    rte_intr_handle* handle = pci_device(d).intr_handle;
    a.lock.lock();
    hw::interrupts::mask_all(device(d));
    a.unmasked = {};
    a.rx_wakeup.close(handle);
    if (std::exchange(a.line_open, false))
        rte_intr_disable(handle);
    a.lock.unlock();
}

namespace ops {

int rx_queue_intr_enable(rte_eth_dev* d, std::uint16_t) noexcept
{
    Adapter& a = adapter(d);
    if (!a.running || d->data->dev_conf.intr_conf.rxq == 0) {
        E1K_LOG(driver, ERR, name(d), "receive interrupts need a running port configured with intr_conf.rxq 1");
        return -EINVAL;
    }
    a.lock.lock();
    if (a.rx_pending) {
        a.rx_pending = false;
        a.rx_wakeup.signal();
    } else {
        unmask(d, hw::rx_causes);
    }
    a.lock.unlock();
    return 0;
}

int rx_queue_intr_disable(rte_eth_dev* d, std::uint16_t) noexcept
{
    Adapter& a = adapter(d);
    a.lock.lock();
    a.unmasked = a.unmasked & ~hw::rx_causes;
    hw::interrupts::mask(device(d), hw::rx_causes);
    a.lock.unlock();
    return 0;
}

}  // namespace ops

}  // namespace e1k
