// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/interrupts.hpp"

#include "ethdev/adapter.hpp"
#include "ethdev/link_ops.hpp"
#include "ethdev/log.hpp"

namespace e1k {

namespace {

/// EAL's interrupt thread: reading ICR clears it and lowers the line.
void on_interrupt(void* arg)
{
    auto* d = static_cast<rte_eth_dev*>(arg);
    const hw::Cause causes = adapter(d).mmio.read(hw::reg::ICR);
    E1K_LOG(driver, DEBUG, name(d), "interrupt, ICR 0x%08x", raw(causes));
    if (causes == ~hw::Cause{})
        return;  // the device is gone; the line stays masked
    if (any(causes, hw::Cause::LSC | hw::Cause::RXSEQ) && refresh_link(d))
        rte_eth_dev_callback_process(d, RTE_ETH_EVENT_INTR_LSC, nullptr);
    rte_intr_ack(pci_device(d).intr_handle);
}

}  // namespace

void attach_interrupts(rte_eth_dev* d)
{
    rte_intr_handle* handle = pci_device(d).intr_handle;
    // vfio arms MSI-X though the chip has no vectors, so that no interrupt ever came.
    const auto type = rte_intr_type_get(handle);
    if (type == RTE_INTR_HANDLE_VFIO_MSIX || type == RTE_INTR_HANDLE_VFIO_MSI)
        rte_intr_type_set(handle, RTE_INTR_HANDLE_VFIO_LEGACY);
    if (const int err = rte_intr_callback_register(handle, on_interrupt, d); err != 0)
        E1K_LOG(init, DEBUG, name(d), "no interrupt line: %s", rte_strerror(-err));
}

void detach_interrupts(rte_eth_dev* d)
{
    rte_intr_callback_unregister_sync(pci_device(d).intr_handle, on_interrupt, d);
}

void enable_interrupts(rte_eth_dev* d)
{
    if (d->data->dev_conf.intr_conf.lsc == 0)
        return;
    if (const int err = rte_intr_enable(pci_device(d).intr_handle); err != 0) {
        E1K_LOG(init, WARNING, name(d), "link changes are seen only when asked for: no interrupt line (%s)",
                rte_strerror(-err));
        return;
    }
    adapter(d).mmio.write(hw::reg::IMS, hw::Cause::LSC | hw::Cause::RXSEQ);
}

void disable_interrupts(rte_eth_dev* d)
{
    adapter(d).mmio.write(hw::reg::IMC, ~hw::Cause{});
    if (d->data->dev_conf.intr_conf.lsc != 0)
        rte_intr_disable(pci_device(d).intr_handle);
}

}  // namespace e1k
