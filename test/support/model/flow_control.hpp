// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>

#include "support/frame.hpp"
#include "support/model/core.hpp"
#include "support/model/filter.hpp"
#include "support/model/statistics.hpp"

namespace test::model {

/// PAUSE frames, SDM 8.7: those that come in stop the transmitter, those that go out tell of a receive buffer that
/// fills.
class FlowControl {
public:
    /// @param send  takes a frame that the device makes itself
    FlowControl(Core& core, Statistics& statistics, std::function<void(Frame)> send)
        : core_(core), statistics_(statistics), send_(std::move(send))
    {
    }

    /// A frame has come in: obey it, if it is one to obey.
    void look_at(Bytes frame, bool full_duplex, unsigned speed_mbps);

    /// The receive buffer holds so many bytes now: the one that PBA gives, in front of the descriptors.
    void fill(std::uint32_t bytes, bool full_duplex);

    void reset();

    /// A MAC control frame for this station, and its opcode; 0: it is none.
    [[nodiscard]] static unsigned opcode(const RegisterFile& regs, Bytes frame);
    static constexpr unsigned pause = 1;

private:
    void check_limits();
    [[nodiscard]] Frame make(std::uint16_t time) const;

    Core& core_;
    Statistics& statistics_;
    std::function<void(Frame)> send_;
    bool stopped_partner_ = false;
};

}  // namespace test::model
