// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>

#include "support/model/core.hpp"
#include "support/model/interrupts.hpp"
#include "support/model/registers.hpp"
#include "support/model/segmentation.hpp"
#include "support/model/statistics.hpp"

namespace test::model {

/// The transmit path, SDM 3.3 to 3.5.
class Transmitter {
public:
    /// @param send  takes each frame as it is on the wire, without FCS
    Transmitter(Core& core, Statistics& statistics, Interrupts& interrupts, std::function<void(Frame)> send)
        : core_(core), statistics_(statistics), interrupts_(interrupts), send_(std::move(send))
    {
    }

    void write_tdt(std::uint32_t value);
    void write_tctl(std::uint32_t value);
    /// Process what software has handed over, if there is a reason to look. @param link  whether there is one
    void run(bool link);
    void reset();
    /// Stand still until a reset.
    void hang() { hung_ = true; }

    // for a device that lies
    [[nodiscard]] std::uint32_t head() const { return core_.regs[reg::TDH]; }
    [[nodiscard]] std::uint32_t tail() const { return core_.regs[reg::TDT]; }
    [[nodiscard]] std::uint32_t ring_size() const { return core_.regs[reg::TDLEN] / 16; }
    [[nodiscard]] TxDescriptor* descriptor(std::uint32_t index);
    /// Context descriptors since the reset.
    [[nodiscard]] unsigned contexts() const { return contexts_; }
    /// Set DD in any descriptor, whether it was sent or not.
    void write_back(std::uint32_t index);

private:
    [[nodiscard]] bool enabled() const { return (core_.regs[reg::TCTL] & tctl::EN) != 0; }
    [[nodiscard]] bool ring_valid();
    void check_handed_over(std::uint32_t from, std::uint32_t to);
    void process(std::uint32_t index);
    void set_context(const TxDescriptor& descriptor);
    void take_data(const TxDescriptor& descriptor, bool extended);
    void check_mixing(bool extended);
    void check_report(std::uint32_t length);
    [[nodiscard]] bool hangs_on(const TxDescriptor& descriptor, bool extended);
    void end_packet(const TxDescriptor& descriptor, bool extended);
    void cut(const Frame& packet, const TxDescriptor& last);
    void legacy_checksum(Frame& packet, const TxDescriptor& descriptor) const;
    void finish(Frame frame, const TxDescriptor& descriptor);
    void fail(const std::string& what);

    Core& core_;
    Statistics& statistics_;
    Interrupts& interrupts_;
    std::function<void(Frame)> send_;
    TxContext plain_, segmenting_;
    Frame packet_;
    bool in_packet_ = false, extended_packet_ = false, tse_ = false;
    std::uint32_t options_ = 0, segments_ = 0;
    std::uint32_t buffers_ = 0;  ///< of the packet so far
    bool after_cut_ = false;     ///< the packet before was cut
    unsigned contexts_ = 0;
    bool context_used_ = false;  ///< the one for segmentation, by a packet
    bool running_ = false;
    bool idle_ = false;  ///< switched on, and waits for a write of TDT
    bool hung_ = false;  ///< until a reset
};

}  // namespace test::model
