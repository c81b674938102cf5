// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "support/model/core.hpp"
#include "support/model/phy.hpp"

namespace test::model {

/// The PHY's end of MDIO where CTRL's pin 2 is the wire and pin 3 the clock: a frame of IEEE 802.3, 22.2.4.5, bit by
/// bit. The PHY looks at the wire when the clock rises, and gives the bits that are read behind a rise.
class MdioPins {
public:
    MdioPins(Core& core, Phy& phy) : core_(core), phy_(phy) {}

    void power_on();
    /// CTRL is written. @return as it is then read: a wire that nobody drives is high
    [[nodiscard]] std::uint32_t write(std::uint32_t control);

private:
    /// What the wire carries next.
    enum class Field : std::uint8_t { preamble, command, written, turnaround, read };

    void rise(bool level, bool driven);
    void take_command(bool level);
    void give_bit();
    void begin(Field field, unsigned bits);

    Core& core_;
    Phy& phy_;
    Field field_ = Field::preamble;
    unsigned left_ = 0;  ///< bits of the field
    std::uint32_t bits_ = 0;
    unsigned number_ = 0;
    bool ours_ = false;  ///< the frame is for this PHY, which answers
    bool clock_ = false, wire_ = true;
};

}  // namespace test::model
