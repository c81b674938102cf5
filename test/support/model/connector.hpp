// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>

#include "support/model/core.hpp"
#include "support/model/fiber.hpp"
#include "support/model/mac_speed.hpp"
#include "support/model/mdic.hpp"
#include "support/model/mdio_pins.hpp"
#include "support/model/phy.hpp"

namespace test::model {

/// What a port has at its connector, as the rest of the device sees it: a PHY, or the chip's own 1000BASE-X.
struct Connector {
    /// @see Phy, Mdic
    Connector(Core& shared, const std::function<void()>& link_changed, std::function<void()> mdi_done)
        : core(shared),
          phy(shared, link_changed),
          mdic(shared, phy, std::move(mdi_done)),
          pins(shared, phy),
          fiber(shared, link_changed),
          mac(shared, phy)
    {
    }

    Core& core;
    Phy phy;
    Mdic mdic;
    MdioPins pins;
    Fiber fiber;
    MacSpeed mac;

    void power_on();
    /// The MAC was reset.
    void reset();
    void plug(bool in);
    void tick();

    /// STATUS.LU.
    [[nodiscard]] bool link() const;
    /// What is sent comes back.
    [[nodiscard]] bool loopback() const;
    /// Nothing comes in from the wire, nothing goes out on it.
    [[nodiscard]] bool off_wire() const;
};

}  // namespace test::model
