// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "hw/chips.hpp"
#include "rig.hpp"

namespace test {

/// The hardware layer on the model of a chip of the family, as silicon.
class OnChip : public OnModel {
protected:
    void be(std::uint16_t device_id)
    {
        model.power_on(model::Profile::silicon(), device_id);
        traits_ = hw::find_chip(device_id)->traits;
        dev.traits = &traits_;
    }
    void pass(std::uint64_t us)
    {
        rig_clock.advance(us);
        model.tick();
    }

private:
    hw::Traits traits_;
};

}  // namespace test
