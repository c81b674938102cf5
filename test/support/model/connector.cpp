// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/connector.hpp"

#include "support/model/registers.hpp"

namespace test::model {

void Connector::power_on()
{
    phy.power_on();
    mdic.power_on();
    pins.power_on();
    fiber.power_on();
}

void Connector::reset()
{
    fiber.reset();
    phy.look_at_reset_pin();
    if (core.profile.reset_drops_link)
        phy.renegotiate();
}

void Connector::plug(bool in)
{
    phy.plug(in);
    fiber.plug(in);
}

void Connector::tick()
{
    phy.tick();
    fiber.tick();
}

bool Connector::link() const
{
    const bool set_up = !core.profile.slu_needed || (core.regs[reg::CTRL] & ctrl::SLU) != 0;
    return fiber.present() ? fiber.link() : phy.link() && set_up;
}

bool Connector::loopback() const
{
    return phy.loopback() || fiber.loopback();
}

bool Connector::off_wire() const
{
    return fiber.present() ? !fiber.carries() : phy.isolated();
}

}  // namespace test::model
