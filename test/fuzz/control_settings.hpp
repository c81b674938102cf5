// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "control_target.hpp"

namespace fuzz {

/// Calls for VLANs, flow control, queues and what else may be set or asked, in any state of the port.
class ControlSettings : public ControlTarget {
public:
    using ControlTarget::ControlTarget;

protected:
    void vlan_call();
    void pause_call();
    void queue_call();
    void other_settings();
    /// All that can be asked of a port without changing it.
    void look();
};

}  // namespace fuzz
