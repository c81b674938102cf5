// SPDX-License-Identifier: BSD-3-Clause
// A plugin for tests: on SIGUSR1 port 0 reports that its device was removed, on SIGUSR2 that it needs a reset. With
// RAISE_EVENT_CAN_RESET in the environment its driver can do that then, and says so.
#include <ethdev_driver.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace {

eth_dev_ops ops_with_reset;

int reset(rte_eth_dev*)
{
    std::puts("the driver resets the device");
    return 0;
}

void make_resettable(rte_eth_dev& device)
{
    ops_with_reset = *device.dev_ops;
    ops_with_reset.dev_reset = reset;
    device.dev_ops = &ops_with_reset;
}

void raise_event(int signal)
{
    if (signal == SIGUSR2 && std::getenv("RAISE_EVENT_CAN_RESET") != nullptr)
        make_resettable(rte_eth_devices[0]);
    const auto event = signal == SIGUSR1 ? RTE_ETH_EVENT_INTR_RMV : RTE_ETH_EVENT_INTR_RESET;
    rte_eth_dev_callback_process(&rte_eth_devices[0], event, nullptr);
}

}  // namespace

RTE_INIT(listen_to_signals)
{
    struct sigaction action {};
    action.sa_handler = raise_event;
    sigaction(SIGUSR1, &action, nullptr);
    sigaction(SIGUSR2, &action, nullptr);
}
