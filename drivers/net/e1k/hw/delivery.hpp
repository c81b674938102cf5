// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace e1k::hw {

/// When the device must be told of the receive descriptors that a write of RDT has handed over.
///
/// KVM posts that write: the device sees it when 170 writes have come together, with an access to one of seven
/// registers or any read. An lcore that only receives does none of this. The device comes to RDH == RDT, as far as it
/// knows, and takes no frame any more; so no descriptor comes free, RDT is not written again, and it is deaf for ever.
/// A write to ICS behind RDT delivers it. It leaves KVM, so not each does: one for a quarter of a ring, and one
/// whenever the device knows of less than half.
class RxDelivery {
public:
    /// RDT was written: @p n descriptors more.
    constexpr void handed_over(unsigned n) noexcept { undelivered_ = static_cast<std::uint16_t>(undelivered_ + n); }

    /// ICS must be written now. Ask after each doorbell, and where there was nothing to ring for because no buffer is
    /// left: then what the device knows of runs out all the same.
    /// @param given  descriptors that are hardware's as software sees it, those undelivered with them
    [[nodiscard]] constexpr bool due(unsigned given, unsigned ring_size) const noexcept
    {
        return undelivered_ >= ring_size / 4 || (undelivered_ != 0 && given < undelivered_ + ring_size / 2);
    }

    /// ICS was written, or anything else that delivers.
    constexpr void delivered() noexcept { undelivered_ = 0; }

private:
    std::uint16_t undelivered_ = 0;
};

}  // namespace e1k::hw
