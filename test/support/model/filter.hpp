// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>

#include "support/model/core.hpp"

namespace test::model {

using Bytes = std::span<const std::uint8_t>;

/// The VLAN tag's type as VET has it, then VFTA, then address filtering: SDM 9 and 13.5.
class Filter {
public:
    explicit Filter(const Core& core) : core_(core) {}

    /// Whether the frame carries a tag of the type in VET.
    [[nodiscard]] bool tagged(Bytes frame) const;
    [[nodiscard]] static std::uint16_t tag(Bytes frame);

    struct Verdict {
        bool passes = false;
        bool inexact = false;  ///< by the multicast table alone: PIF
    };
    [[nodiscard]] Verdict judge(Bytes frame) const;

private:
    [[nodiscard]] bool in_vlan_table(std::uint16_t id) const;
    [[nodiscard]] bool in_receive_addresses(Bytes frame) const;
    [[nodiscard]] bool in_multicast_table(Bytes frame) const;

    const Core& core_;
};

}  // namespace test::model
