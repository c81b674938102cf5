// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "support/frame.hpp"
#include "support/model/core.hpp"
#include "support/model/filter.hpp"
#include "support/model/interrupts.hpp"
#include "support/model/registers.hpp"
#include "support/model/statistics.hpp"

namespace test::model {

/// What became of a frame that came in on the wire.
enum class Delivery {
    delivered,
    queued,    ///< QEMU: waits for the driver
    disabled,  ///< no link, or the receiver is off
    filtered,
    no_buffer,  ///< missed: counted in MPC and RNBC
    runt,
    oversize,
    crc_error,
    failed  ///< the driver's ring or buffer is out of bounds: see the failures
};

/// What the device writes into a receive descriptor.
struct RxWriteback {
    std::uint16_t length = 0;
    std::uint16_t checksum = 0;
    std::uint8_t status = RxDescriptor::DD | RxDescriptor::EOP;
    std::uint8_t errors = 0;
    std::uint16_t special = 0;
};

/// The receive path, SDM 3.2.
class Receiver {
public:
    Receiver(Core& core, Statistics& statistics, Interrupts& interrupts)
        : core_(core), statistics_(statistics), interrupts_(interrupts), filter_(core)
    {
    }

    /// A frame comes in. @param frame  without FCS @param crc_error  its FCS is wrong
    Delivery receive(Bytes frame, bool link, bool crc_error = false);

    /// A frame comes back in loopback; it is lost while the receiver is not open(): there is no backend to keep it.
    void loop_back(Frame frame, bool link);

    /// Whether a write to RCTL does not block reception any more.
    [[nodiscard]] bool open() const { return core_.clock.now_us() >= blocked_until_us_; }

    void write_rctl(std::uint32_t value);
    void write_rdt(std::uint32_t value);
    /// Deliver what waited, if it can be by now.
    void flush(bool link);
    void reset();

    // for a device that lies
    [[nodiscard]] std::uint32_t head() const { return core_.regs[reg::RDH]; }
    [[nodiscard]] std::uint32_t tail() const { return core_.regs[reg::RDT]; }
    [[nodiscard]] std::uint32_t ring_size() const { return core_.regs[reg::RDLEN] / 16; }
    [[nodiscard]] RxDescriptor* descriptor(std::uint32_t index);
    /// Write any write-back into any descriptor, the status last. RDH stays.
    void write_back(std::uint32_t index, const RxWriteback& what);
    /// Put @p data into the buffer of a descriptor.
    void put_data(std::uint32_t index, Bytes data);
    void set_head(std::uint32_t index) { core_.regs[reg::RDH] = index; }

private:
    [[nodiscard]] bool ready(bool link) const;
    [[nodiscard]] std::uint32_t free_descriptors() const;
    [[nodiscard]] std::size_t buffer_size() const;
    [[nodiscard]] bool ring_valid();
    [[nodiscard]] bool too_long(std::size_t size) const;
    Delivery accept(Bytes frame, bool crc_error);
    void count_bad_length(std::size_t length, std::uint32_t kind);
    Delivery store(std::vector<std::uint8_t> bytes, const RxWriteback& last, std::size_t written);
    [[nodiscard]] bool skip_null_buffers();
    bool store_one(Bytes chunk, std::size_t length, const RxWriteback& what);
    [[nodiscard]] RxWriteback verdict(Bytes frame, bool inexact, bool crc_error) const;
    Delivery miss();

    Core& core_;
    Statistics& statistics_;
    Interrupts& interrupts_;
    Filter filter_;
    std::deque<std::vector<std::uint8_t>> backlog_;
    std::uint64_t blocked_until_us_ = 0;
};

}  // namespace test::model
