// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>

#include "support/model/registers.hpp"
#include "support/trap.hpp"

namespace test {

/// What a device tells of each frame that it has received.
struct Received {
    static constexpr std::uint8_t tag = model::RxDescriptor::VP,
                                  good_checksums = model::RxDescriptor::TCPCS | model::RxDescriptor::IPCS;

    std::uint16_t length = 60;    ///< bytes in the buffers
    std::uint16_t room = 0xffff;  ///< bytes of a buffer: a longer frame takes several
    std::uint8_t status = 0;      ///< beyond DD and EOP
    std::uint16_t special = 0;    ///< where status has `tag`
};

/// Backend `ram`, for what the driver itself costs: a port that was brought up on another backend gets plain memory for
/// its registers, and this completes its descriptors when told to. Nothing traps; data moves only into receive().
class Ram {
public:
    /// Take a started port over from its backend. @param bar  where the driver has mapped it
    explicit Ram(TrappedBar& bar);
    /// The backend answers again, with the registers as it left them.
    ~Ram();
    Ram(const Ram&) = delete;
    Ram& operator=(const Ram&) = delete;

    /// Complete receive descriptors that the driver has handed over, for up to @p most frames. @return how many
    unsigned receive(unsigned most, const Received& frame);
    unsigned receive(unsigned most, std::uint16_t length = 60) { return receive(most, Received{.length = length}); }
    /// The same with @p frame in each buffer, where DMA addresses are pointers (IOVA as VA).
    unsigned receive(unsigned most, std::span<const std::uint8_t> frame);
    /// Complete every transmit descriptor handed over. @return how many
    unsigned transmit();

private:
    [[nodiscard]] volatile std::uint32_t& reg(std::uint32_t offset) const;
    [[nodiscard]] std::uint32_t rx_next(std::uint32_t at) const { return at + 1 == rx_size_ ? 0 : at + 1; }
    [[nodiscard]] std::uint32_t rx_free() const;

    struct Saved {
        std::uint64_t rx_ring, tx_ring;
        std::uint32_t rx_size, tx_size, rx_head, tx_head, rx_tail, tx_tail, status;
    };
    [[nodiscard]] Saved save() const;

    TrappedBar& bar_;
    model::RxDescriptor* rx_;
    model::TxDescriptor* tx_;
    std::uint32_t rx_size_, tx_size_, rx_head_, tx_head_;
};

}  // namespace test
