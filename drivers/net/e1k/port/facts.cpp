// SPDX-License-Identifier: BSD-3-Clause
#include "port/facts.hpp"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <span>

#include "hw/chips.hpp"
#include "hw/phy.hpp"
#include "hw/platforms.hpp"
#include "port/inspection.hpp"

namespace e1k {

namespace {

class Telling {
public:
    explicit Telling(const Listener& listener) : listener_(listener) {}

    void text(const char* name, const char* value) const { listener_.tell(listener_.who, {name, value}); }
    void number(const char* name, int value) const { listener_.tell(listener_.who, {name, nullptr, value}); }
    void list(const char* name, std::span<const hw::TraitText> items) const
    {
        listener_.tell(listener_.who, {.name = name, .text = nullptr, .list = items});
    }
    void yes(const char* name, bool value) const { text(name, value ? "yes" : "no"); }
    [[gnu::format(printf, 3, 4)]] void format(const char* name, const char* how, ...) const
    {
        std::array<char, 64> value{};
        std::va_list arguments;
        va_start(arguments, how);
        (void)std::vsnprintf(value.data(), value.size(), how, arguments);
        va_end(arguments);
        text(name, value.data());
    }

private:
    const Listener& listener_;
};

/// What changes while a port runs, all of one moment.
struct State {
    std::uint32_t control, status, phy_id = 0;
    hw::Result phy;
    hw::Rctl rctl;
    hw::Pause pause;
    hw::Cause causes;
    std::uint32_t rx_packet_buffer;
    const char* health;
    bool running, link_off, sending, half_duplex;
};

[[nodiscard]] State state(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    std::uint32_t phy_id = 0;
    const hw::Result phy = hw::read_phy_id(p.dev, phy_id);
    return {.control = hw::control_word(p.dev),
            .status = hw::status_word(p.dev),
            .phy_id = phy_id,
            .phy = phy,
            .rctl = p.a.rctl,
            .pause = p.a.pause,
            .causes = p.a.unmasked,
            .rx_packet_buffer = p.a.rx_packet_buffer,
            .health = health(p.a.watch),
            .running = p.a.running,
            .link_off = p.a.link_off,
            .sending = p.a.sending,
            .half_duplex = p.a.half_duplex};
}

[[nodiscard]] constexpr const char* name(hw::Pause pause)
{
    switch (pause) {
    case hw::Pause::rx:
        return "obeyed";
    case hw::Pause::tx:
        return "sent";
    case hw::Pause::full:
        return "obeyed and sent";
    case hw::Pause::none:
        break;
    }
    return "none";
}

void tell_traits(const Port& p, const Telling& say)
{
    std::array<hw::TraitText, hw::trait_list.size()> texts{};
    const std::size_t n = hw::tell_differences(p.a.traits, texts);
    say.list("traits", std::span{texts}.first(n));
}

void tell_device(const Port& p, const Telling& say)
{
    const rte_pci_id& id = p.pci().id;
    const hw::MacAddress& mac = p.a.own_mac;
    say.text("chip", hw::find_chip(id.device_id)->name);
    say.text("platform", hw::name(p.a.platform));
    say.yes("platform_by_devarg", p.a.devargs.platform.has_value());
    tell_traits(p, say);
    say.format("pci_id", "%04x:%04x", id.vendor_id, id.device_id);
    say.format("pci_subsystem", "%04x:%04x", id.subsystem_vendor_id, id.subsystem_device_id);
    say.number("revision", p.a.revision);
    say.format("own_mac", "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    say.number("eeprom_bytes", static_cast<int>(eeprom_bytes(p)));
}

}  // namespace

void tell_port(const Port& p, const Listener& listener)
{
    const Telling say{listener};
    const State now = state(p);
    say.text("port", p.name);
    tell_device(p, say);
    if (now.phy == hw::Result::ok)
        say.format("phy", "0x%08x", now.phy_id);
    else
        say.text("phy", "does not answer");
    say.format("CTRL", "0x%08x", now.control);
    say.format("STATUS", "0x%08x", now.status);
    say.text("bus", now.status == ~0u ? "does not answer" : hw::is_pcix(now.status) ? "PCI-X" : "PCI");
    say.yes("answers", now.status != ~0u);
    say.yes("running", now.running);
    say.text("health", now.health);
    say.yes("link_switched_off", now.link_off);
    say.yes("sending", now.sending);
    say.yes("half_duplex", now.half_duplex);
    say.text("pause", name(now.pause));
    say.format("RCTL_written", "0x%08x", raw(now.rctl));
    say.yes("interrupt_line", p.a.has_line);
    say.format("interrupt_causes", "0x%08x", raw(now.causes));
    say.number("rx_packet_buffer_kib", static_cast<int>(now.rx_packet_buffer));
}

void tell_ring(const RingLook& ring, const Listener& listener)
{
    const Telling say{listener};
    say.number("descriptors", ring.size);
    say.number("used", ring.used);
    say.number("head", static_cast<int>(ring.head));
    say.number("tail", static_cast<int>(ring.tail));
    say.format("iova", "0x%016llx", static_cast<unsigned long long>(ring.iova));
    say.format("offloads", "0x%016llx", static_cast<unsigned long long>(ring.offloads));
    say.text("path", ring.path);
    say.yes("shared", ring.shared);
}

}  // namespace e1k
