// SPDX-License-Identifier: BSD-3-Clause
// A plugin for tests: on SIGUSR1 port 0 reports that its device was removed, on SIGUSR2 that it needs a reset.
#include <ethdev_driver.h>

#include <csignal>

namespace {

void raise_event(int signal)
{
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
