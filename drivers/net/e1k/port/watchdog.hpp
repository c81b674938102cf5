// SPDX-License-Identifier: BSD-3-Clause
// Whether a port that runs is well. A look a second, in EAL's interrupt thread: no burst pays for it.
//
// Ill is an engine with work that does not move for three further looks:
// - the transmitter, if it reports the oldest packets not done, and TDH stands still, though the link is up and no
//   PAUSE frame holds it;
// - the receiver, if RCTL.EN is gone, or if frames are missed while RDH stands still, though free descriptors for the
//   longest frame lie there. Frames that nobody takes are no illness, nor is a mempool that is empty.
//
// Looks are counted, not seconds: a debugger that stops the process, or a machine that sleeps, adds one at most.
#pragma once

#include <cstdint>

#include <ethdev_driver.h>

namespace e1k {

struct Port;

/// What the last look has seen. Guarded by the Adapter's lock.
struct Watch {
    bool armed = false;         ///< a look is on its way
    bool resting = true;        ///< it is to do nothing: the port is being started or stopped
    bool reset_told = false;    ///< since the start
    bool removal_told = false;  ///< since the probe
    std::uint8_t tx_still = 0, rx_still = 0, rx_disabled = 0;  ///< for so many looks
    std::uint32_t tx_head = 0, rx_head = 0;                    ///< TDH, RDH
    std::uint64_t reclaimed = 0;                               ///< packets that were reported done
    std::uint64_t missed = 0;                                  ///< frames
};

/// What it has found so far, in a word or two.
[[nodiscard]] const char* health(const Watch& watch);

/// Look after a port that has been started. An engine that is ill raises RTE_ETH_EVENT_INTR_RESET, once until the next
/// start; a device that is gone raises RTE_ETH_EVENT_INTR_RMV, as tell_removal().
/// @param ill  the application knows that it is to be reset: only a removal is looked for
void start_watchdog(const Port& p, bool ill = false);
/// Leave a port alone that is to be stopped. Nobody is waited for.
void rest_watchdog(const Port& p);
/// No look, and none of its callbacks, follows the port any more when this returns. Any thread, those callbacks too.
void end_watchdog(const Port& p);

/// The device is there: another removal is to be told.
void expect_removal(const Port& p);
/// The device is gone or is to go: raise RTE_ETH_EVENT_INTR_RMV if the configuration asks for it (intr_conf.rmv), once
/// until rte_eth_dev_reset() finds it there. The port may be gone when this returns.
void tell_removal(const Port& p);

}  // namespace e1k
