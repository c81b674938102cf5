// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/model/core.hpp"
#include "support/model/phy.hpp"

namespace test::model {

/// Speed and duplex as the MAC has them: those of the PHY, or forced by CTRL, SDM 8.6.2.
class MacSpeed {
public:
    MacSpeed(Core& core, const Phy& phy) : core_(core), phy_(phy) {}

    [[nodiscard]] unsigned speed_mbps() const;
    [[nodiscard]] bool full_duplex() const;

    /// A frame passes: record it, if the MAC was told another speed or duplex than the PHY has, SDM 8.6.2.5.
    void check_agreement();

private:
    Core& core_;
    const Phy& phy_;
};

}  // namespace test::model
