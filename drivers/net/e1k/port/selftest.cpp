// SPDX-License-Identifier: BSD-3-Clause
#include "port/selftest.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <mutex>

#include "dpdk/log.hpp"
#include "hw/eeprom.hpp"
#include "hw/filter.hpp"
#include "hw/link.hpp"
#include "hw/loopback_check.hpp"
#include "hw/register_check.hpp"
#include "port/interrupts.hpp"
#include "port/led.hpp"
#include "port/link.hpp"
#include "port/traffic.hpp"

namespace e1k {

namespace {

constexpr unsigned loop_limit_us = 9'000'000;  // as rte_eth_link_get() waits for a link

constexpr std::array part_names{"registers", "EEPROM", "interrupt", "loopback", "link"};
static_assert(part_names.size() == RTE_PMD_E1K_PARTS);

/// There is at least one value, as the compilers want it of a format.
template <class... Values>
void set(rte_pmd_e1k_result& result, rte_pmd_e1k_outcome outcome, const char* format, Values... values)
{
    result.outcome = outcome;
    std::snprintf(result.detail, sizeof result.detail, format, values...);
}

void pass(rte_pmd_e1k_result& result)
{
    set(result, RTE_PMD_E1K_PASSED, "%s", "");
}

void try_registers(const Port& p, rte_pmd_e1k_result& result)
{
    if (const auto fault = hw::check_registers(p.dev))
        set(result, RTE_PMD_E1K_FAILED, "%s %u: 0x%08x was written, 0x%08x is read", fault->name, fault->index,
            fault->written, fault->read);
    else
        pass(result);
}

void try_eeprom(const Port& p, rte_pmd_e1k_result& result)
{
    hw::Eeprom words{};
    p.a.lock.lock();
    const hw::Result r = hw::read_eeprom(p.dev, words);
    p.a.lock.unlock();
    if (r == hw::Result::ok)
        pass(result);
    else if (r == hw::Result::corrupt)
        set(result, RTE_PMD_E1K_FAILED, "its words add up to 0x%04x, not 0x%04x", hw::sum(words), hw::eeprom_sum);
    else
        set(result, RTE_PMD_E1K_FAILED, "it does not answer (%s)", rte_strerror(-to_errno(r)));
}

void try_interrupt(const Port& p, rte_pmd_e1k_result& result)
{
    if (!p.a.has_line) {
        set(result, RTE_PMD_E1K_NOT_POSSIBLE, "%s", "there is no line that EAL can open");
        return;
    }
    const LineState state = check_line(p);
    if (state.works)
        pass(result);
    else if (state.missing != hw::Cause{})
        set(result, RTE_PMD_E1K_FAILED, "cause 0x%02x was set, and no interrupt came", raw(state.missing));
    else
        set(result, RTE_PMD_E1K_FAILED, "%s", "the line does not open, or ICR is not clear when it was read");
}

void tell_of_no_link(const Port& p, rte_pmd_e1k_result& result)
{
    if (p.a.traits.loops_without_link)
        set(result, RTE_PMD_E1K_FAILED, "%s", "in loopback there is no link");
    else
        set(result, RTE_PMD_E1K_NOT_POSSIBLE, "%s loops nothing without a link", hw::name(p.a.platform));
}

void pass_frames(const Port& p, const rte_memzone& zone, rte_pmd_e1k_result& result)
{
    constexpr std::array what{"", "", "is not sent", "does not come back", "comes back changed"};
    hw::LoopbackRoom& room = *std::construct_at(static_cast<hw::LoopbackRoom*>(zone.addr));
    hw::LoopbackResult r;
    p.a.stats.uncounted(p.dev, [&] { r = hw::check_loopback(p.dev, room, zone.iova, p.a.own_mac); });
    if (r.fault == hw::LoopbackFault::none)
        pass(result);
    else if (r.fault == hw::LoopbackFault::no_link)
        tell_of_no_link(p, result);
    else
        set(result, RTE_PMD_E1K_FAILED, "frame %u of %u, of %zu bytes, %s", r.frame, hw::loopback_frames, r.size,
            what[static_cast<std::size_t>(r.fault)]);
}

void try_loopback(const Port& p, const rte_memzone& zone, rte_pmd_e1k_result& result)
{
    if (!p.a.traits.loops) {
        set(result, RTE_PMD_E1K_NOT_POSSIBLE, "%s has no loopback", hw::name(p.a.platform));
        return;
    }
    p.a.lock.lock();
    const hw::Result r = hw::start_link(p.dev, {.loopback = true});
    p.a.lock.unlock();
    if (r != hw::Result::ok)
        set(result, RTE_PMD_E1K_FAILED, "the PHY does not answer (%s)", rte_strerror(-to_errno(r)));
    else if (p.a.traits.media == hw::Media::copper && !hw::link_comes(p.dev, loop_limit_us))
        tell_of_no_link(p, result);
    else
        pass_frames(p, zone, result);
}

/// Last, for the PHY is then as the port's configuration has it.
void try_link(const Port& p, rte_pmd_e1k_result& result)
{
    if (p.a.link_off) {
        set(result, RTE_PMD_E1K_NOT_POSSIBLE, "%s", "it is switched off: rte_eth_dev_set_link_up()");
        (void)lower_link(p);
        return;
    }
    const hw::Result r = raise_link(p);
    if (link_comes(p))
        pass(result);
    else
        set(result, RTE_PMD_E1K_FAILED, "none within 9 s%s", r == hw::Result::ok ? "" : ", and no answer of the PHY");
}

/// The memory that frames pass through. If the device did not come back from its reset it may still write there: then
/// it is kept, and found again.
[[nodiscard]] const rte_memzone* take_memory(const Port& p)
{
    std::array<char, RTE_MEMZONE_NAMESIZE> name{};
    std::snprintf(name.data(), name.size(), "e1k_selftest_%u", unsigned{p.data().port_id});
    if (const rte_memzone* const kept = rte_memzone_lookup(name.data()); kept != nullptr)
        return kept;
    return rte_memzone_reserve_aligned(name.data(), sizeof(hw::LoopbackRoom), p.data().numa_node,
                                       RTE_MEMZONE_IOVA_CONTIG, alignof(hw::LoopbackRoom));
}

/// Make the device what it is while the port is stopped.
[[nodiscard]] hw::Result rest(const Port& p)
{
    const hw::Result r = reset_device(p, p.a.rx_packet_buffer);
    if (r != hw::Result::ok)
        return r;
    hw::set_receive_address(p.dev, 0, p.a.own_mac);
    leave_rx_enabled(p, true);
    hw::deliver(p.dev);
    return r;
}

void try_all(const Port& p, const rte_memzone& zone, rte_pmd_e1k_results& out)
{
    halt_traffic(p);  // where the receiver stays enabled, it does so no more
    hw::deliver(p.dev);
    try_registers(p, out.part[RTE_PMD_E1K_REGISTERS]);
    try_eeprom(p, out.part[RTE_PMD_E1K_EEPROM]);
    try_interrupt(p, out.part[RTE_PMD_E1K_INTERRUPT]);
    try_loopback(p, zone, out.part[RTE_PMD_E1K_LOOPBACK]);
    try_link(p, out.part[RTE_PMD_E1K_LINK]);
}

}  // namespace

int selftest(const Port& p, rte_pmd_e1k_results& out)
{
    const rte_memzone* const zone = take_memory(p);
    if (zone == nullptr) {
        E1K_LOG(driver, ERR, p.name, "selftest: no memory, %zu bytes", sizeof(hw::LoopbackRoom));
        return -ENOMEM;
    }
    for (std::size_t i = 0; i < part_names.size(); ++i)
        out.part[i].name = part_names[i];
    const LedShows led = p.a.led;
    hw::Result r = rest(p);
    if (r == hw::Result::ok) {
        try_all(p, *zone, out);
        r = rest(p);
    }
    if (r != hw::Result::timeout)
        rte_memzone_free(zone);
    if (r == hw::Result::ok && !hw::removed(p.dev)) {
        show_led(p, led);
        hw::deliver(p.dev);
        return 0;
    }
    const bool timeout = r == hw::Result::timeout;
    E1K_LOG(driver, ERR, p.name, "selftest: the device %s", timeout ? "does not end its reset" : "does not answer");
    return timeout ? -ETIMEDOUT : -EIO;
}

}  // namespace e1k
