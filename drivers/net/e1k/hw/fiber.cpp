// SPDX-License-Identifier: BSD-3-Clause
#include "fiber.hpp"

#include "phy.hpp"
#include "regs/control.hpp"

namespace e1k::hw {

namespace {

constexpr unsigned sticky_us = 10;  // for RXCW's bits, which hold what was, to show what is

constexpr Link gigabit{.up = true, .full_duplex = true, .speed_mbps = 1000};

[[nodiscard]] Txcw offer(const LinkSetup& setup)
{
    const auto says = [&setup](std::uint16_t bit) { return setup.says_pause && (setup.pause & bit) != 0; };
    return Txcw::FD | bits_if(says(phy::ANAR_PAUSE), Txcw::PAUSE) | bits_if(says(phy::ANAR_ASM_DIR), Txcw::ASM_DIR);
}

/// PAUSE bits of TXCW and RXCW, as ANAR has them.
template <class Word>
[[nodiscard]] std::uint16_t as_advertised(Word word)
{
    return static_cast<std::uint16_t>((any(word, Word::PAUSE) ? phy::ANAR_PAUSE : 0) |
                                      (any(word, Word::ASM_DIR) ? phy::ANAR_ASM_DIR : 0));
}

/// With CTRL.SLU the link would be up whatever is negotiated; the end of the link's reset begins a negotiation.
void negotiate(const Device& dev, Txcw offered)
{
    dev.mmio.write(reg::TXCW, Txcw::ANE | offered);
    dev.mmio.change(reg::CTRL, Ctrl::LRST | Ctrl::FD, Ctrl::SLU);
    deliver(dev);
    dev.mmio.change(reg::CTRL, Ctrl{}, Ctrl::LRST);
}

void do_without(const Device& dev, Txcw offered)
{
    dev.mmio.write(reg::TXCW, offered & ~Txcw::ANE);
    dev.mmio.change(reg::CTRL, Ctrl::SLU | Ctrl::FD, Ctrl::LRST);
}

[[nodiscard]] Rxcw heard_now(const Device& dev)
{
    (void)dev.mmio.read(reg::RXCW);
    dev.delay_us(sticky_us);
    return dev.mmio.read(reg::RXCW);
}

[[nodiscard]] bool in_step(Rxcw heard)
{
    return any(heard, Rxcw::SYNCH) && !any(heard, Rxcw::IV);
}

[[nodiscard]] bool sees_light(const Device& dev)
{
    return dev.traits->media == Media::serdes ||
           any(dev.mmio.read(reg::CTRL), Ctrl::SWDPIN1) != dev.traits->light_is_low;
}

}  // namespace

void fiber::start(const Device& dev, const LinkSetup& setup)
{
    constexpr Ctrl not_ours = Ctrl::ASDE | Ctrl::FRCSPD | Ctrl::FRCDPLX;
    constexpr Ctrl pause = Ctrl::RFCE | Ctrl::TFCE;  // not before it is known what the link is
    dev.mmio.change(reg::CTRL, Ctrl{}, not_ours | pause | Ctrl::SWDPIO1);
    const Txcw offered = offer(setup);
    if (setup.fixed())
        do_without(dev, offered);
    else if (dev.mmio.read(reg::TXCW) != (Txcw::ANE | offered) || any(dev.mmio.read(reg::CTRL), Ctrl::SLU) ||
             !read_link(dev).up)
        negotiate(dev, offered);
}

void fiber::stop(const Device& dev)
{
    dev.mmio.write(reg::TXCW, Txcw::TXC);
    dev.mmio.change(reg::CTRL, Ctrl{}, Ctrl::SLU);
    deliver(dev);
}

Link fiber::attend(const Device& dev, const LinkSetup& setup, bool patient)
{
    if (removed(dev))
        return {};
    const Link link = read_link(dev).up ? gigabit : Link{};
    if (setup.loopback)
        return link;
    const Txcw sent = dev.mmio.read(reg::TXCW);
    if (any(sent, Txcw::ANE) && (link.up || patient || !sees_light(dev)))
        return link;
    const Rxcw heard = heard_now(dev);
    if (setup.forced)
        return in_step(heard) ? link : Link{};
    if (any(heard, Rxcw::C)) {
        if (!any(sent, Txcw::ANE))
            negotiate(dev, sent);
        return {};
    }
    if (any(sent, Txcw::ANE) && in_step(heard)) {
        do_without(dev, sent);
        return read_link(dev).up ? gigabit : Link{};
    }
    return in_step(heard) ? link : Link{};
}

Pause fiber::agreed_pause(const Device& dev)
{
    const Txcw sent = dev.mmio.read(reg::TXCW);
    if (!any(sent, Txcw::ANE))
        return Pause::none;
    return flow_control::resolve(as_advertised(sent), as_advertised(dev.mmio.read(reg::RXCW)));
}

}  // namespace e1k::hw
