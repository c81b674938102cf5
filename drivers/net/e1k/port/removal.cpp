// SPDX-License-Identifier: BSD-3-Clause
#include "port/removal.hpp"

#include <array>
#include <cstring>
#include <utility>

#include <rte_alarm.h>
#include <rte_dev.h>
#include <rte_spinlock.h>

#include "dpdk/log.hpp"
#include "port/watchdog.hpp"

namespace e1k {

namespace {

rte_spinlock_t ports_lock = RTE_SPINLOCK_INITIALIZER;
std::array<rte_eth_dev*, RTE_MAX_ETHPORTS> ports;  // by their ids: those that listen
bool listening = false;

void on_removal(void* arg)
{
    tell_removal(open(static_cast<rte_eth_dev*>(arg)));
}

/// EAL may hold locks of its own here, so the application is told by an alarm: it may want to close the port.
void on_bus_event(const char* device, rte_dev_event_type event, void*)
{
    if (event != RTE_DEV_EVENT_REMOVE)
        return;
    rte_spinlock_lock(&ports_lock);
    for (rte_eth_dev* const d : ports)
        if (d != nullptr && std::strcmp(d->data->name, device) == 0)
            rte_eal_alarm_set(1, on_removal, d);
    rte_spinlock_unlock(&ports_lock);
}

}  // namespace

/// Once for all ports, and for good: EAL 22.11 takes out other callbacks beside the one that it is asked to take out.
void listen_for_removal(const Port& p)
{
    rte_spinlock_lock(&ports_lock);
    ports[p.data().port_id] = p.d;
    if (!std::exchange(listening, true))
        rte_dev_event_callback_register(nullptr, on_bus_event, nullptr);
    rte_spinlock_unlock(&ports_lock);
}

void receive_uevents(const Port& p)
{
    if (p.a.receives_uevents || p.conf().intr_conf.rmv == 0 || p.pci().kdrv == RTE_PCI_KDRV_VFIO)
        return;
    p.a.receives_uevents = rte_dev_event_monitor_start() == 0;
    if (!p.a.receives_uevents)
        E1K_LOG(init, WARNING, p.name, "no uevents: a device that is pulled out is noticed when its registers read so");
}

void end_listening(const Port& p)
{
    rte_spinlock_lock(&ports_lock);
    ports[p.data().port_id] = nullptr;
    rte_spinlock_unlock(&ports_lock);
    rte_eal_alarm_cancel(on_removal, p.d);
    if (std::exchange(p.a.receives_uevents, false))
        rte_dev_event_monitor_stop();
}

}  // namespace e1k
