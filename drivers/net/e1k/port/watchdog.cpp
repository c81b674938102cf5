// SPDX-License-Identifier: BSD-3-Clause
#include "port/watchdog.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include <rte_alarm.h>

#include "dpdk/log.hpp"
#include "hw/receiver.hpp"
#include "hw/transmitter.hpp"
#include "port/adapter.hpp"
#include "port/frame_size.hpp"

namespace e1k {

namespace {

constexpr std::uint64_t period_us = 1'000'000;  // longer than QEMU's receiver is deaf for a write of RCTL
constexpr std::uint8_t patience = 3;            // looks

enum class Finding : std::uint8_t { well, ill, removed };

void look(void* arg);

/// With the lock held.
void arm(const Port& p)
{
    p.a.watch.armed = rte_eal_alarm_set(period_us, look, p.d) == 0;
    if (!p.a.watch.armed)
        E1K_LOG(driver, WARNING, p.name, "EAL has no alarm left: nobody notices when the port stands still");
}

/// Count another look at which something was @p wrong. @return whether it has been so for long enough
[[nodiscard]] bool lasts(std::uint8_t& looks, bool wrong)
{
    looks = static_cast<std::uint8_t>(wrong ? std::min(looks + 1, patience + 1) : 0);
    return looks > patience;
}

/// The oldest chunk of the ring stays the same, and so does the descriptor that hardware is at.
[[nodiscard]] bool tx_stands(const Port& p)
{
    Watch& w = p.a.watch;
    TxQueue* const ring = p.tx();
    if (ring == nullptr || !p.a.sending || !ring->waits_for_report() || !hw::transmitter::may_send(p.dev))
        return lasts(w.tx_still, false);
    const hw::Progress now = hw::transmitter::progress(p.dev);
    const std::uint64_t reclaimed = hw::seen(ring->counters.reclaimed);
    const bool same = std::exchange(w.tx_head, now.head) == now.head;
    const bool none = std::exchange(w.reclaimed, reclaimed) == reclaimed;
    if (!lasts(w.tx_still, w.tx_still == 0 || (same && none)))
        return false;
    E1K_LOG(driver, ERR, p.name,
            "the transmitter stands still, TCTL.EN %d TDH %u TDT %u; rte_eth_dev_reset() revives it", now.enabled,
            now.head, now.tail);
    return true;
}

/// Frames are missed, though the device has buffers for the longest one.
[[nodiscard]] bool misses_frames(const Port& p, RxQueue& q, const hw::Progress& now)
{
    Watch& w = p.a.watch;
    const bool same = std::exchange(w.rx_head, now.head) == now.head;
    const std::uint32_t free = (now.tail + q.size() - now.head) % q.size();
    if (!same || free * std::uint32_t{rx_buffer_size(q.pool)} < hw::max_frame)
        return false;
    const std::uint64_t missed = p.a.stats.read(p.dev, hw::losses).missed;
    return std::exchange(w.missed, missed) < missed;
}

[[nodiscard]] bool rx_stands(const Port& p)
{
    Watch& w = p.a.watch;
    RxQueue* const q = p.rx();
    if (q == nullptr || !any(p.a.rctl, hw::Rctl::EN)) {
        w.rx_still = w.rx_disabled = 0;
        return false;
    }
    const hw::Progress now = hw::receiver::progress(p.dev);
    const bool still = lasts(w.rx_still, misses_frames(p, *q, now));
    if (!lasts(w.rx_disabled, !now.enabled) && !still)
        return false;
    E1K_LOG(driver, ERR, p.name, "the receiver stands still, RCTL.EN %d RDH %u RDT %u; rte_eth_dev_reset() revives it",
            now.enabled, now.head, now.tail);
    return true;
}

/// With the lock held.
[[nodiscard]] Finding examine(const Port& p)
{
    if (hw::removed(p.dev))
        return Finding::removed;
    Watch& w = p.a.watch;
    if (w.reset_told)
        return Finding::well;
    const bool tx = tx_stands(p), rx = rx_stands(p);
    w.reset_told = tx || rx;
    return w.reset_told ? Finding::ill : Finding::well;
}

/// The next look is on its way before anybody is told: the application may close the port in its callback, which takes
/// it back.
void look(void* arg)
{
    const Port p = open(static_cast<rte_eth_dev*>(arg));
    p.a.lock.lock();
    p.a.watch.armed = false;
    const Finding found = p.a.watch.resting ? Finding::well : examine(p);
    if (!p.a.watch.resting && found != Finding::removed)
        arm(p);
    p.a.lock.unlock();
    if (found == Finding::removed)
        tell_removal(p);
    else if (found == Finding::ill)
        rte_eth_dev_callback_process(p.d, RTE_ETH_EVENT_INTR_RESET, nullptr);  // the port may be gone now
}

}  // namespace

const char* health(const Watch& watch)
{
    if (watch.removal_told)
        return "removed";
    if (watch.resting || !watch.armed)
        return "not watched";
    return watch.reset_told ? "to be reset" : "well";
}

void start_watchdog(const Port& p, bool ill)
{
    const std::lock_guard held{p.a.lock};
    Watch& w = p.a.watch;
    w = {.armed = w.armed, .resting = false, .reset_told = ill, .removal_told = w.removal_told};
    if (!w.armed)
        arm(p);
}

void rest_watchdog(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    p.a.watch.resting = true;
}

void end_watchdog(const Port& p)
{
    rte_eal_alarm_cancel(look, p.d);
}

void expect_removal(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    p.a.watch.removal_told = false;
}

void tell_removal(const Port& p)
{
    p.a.lock.lock();
    const bool told = std::exchange(p.a.watch.removal_told, true);
    p.a.lock.unlock();
    if (told)
        return;
    E1K_LOG(driver, ERR, p.name, "the device is removed: stop the port and close it");
    if (p.conf().intr_conf.rmv != 0)
        rte_eth_dev_callback_process(p.d, RTE_ETH_EVENT_INTR_RMV, nullptr);  // the port may be gone now
}

}  // namespace e1k
