// SPDX-License-Identifier: BSD-3-Clause
// The causes of interrupts: which there are, which are let through, and how often.
#pragma once

#include <cstdint>

#include "device.hpp"
#include "regs/interrupts.hpp"

namespace e1k::hw {

/// What says that the link may have changed, and that frames have come or were missed.
inline constexpr Cause link_causes = Cause::LSC | Cause::RXSEQ;
inline constexpr Cause rx_causes = Cause::RXT0 | Cause::RXO | Cause::RXDMT0;

/// ICS: a write of no cause delivers what KVM has posted, see RxDelivery. @return for a queue to keep
[[nodiscard]] volatile std::uint32_t* delivery_doorbell(const Device& dev) noexcept;

namespace interrupts {

/// Let @p causes raise the line, besides those that may already.
void unmask(const Device& dev, Cause causes);
void mask(const Device& dev, Cause causes);
void mask_all(const Device& dev);

/// The causes since they were taken last. They are cleared by that, and the line falls. All-ones: the device is gone.
[[nodiscard]] Cause take(const Device& dev);

/// Set @p causes, as if they had come about. @sdm 13.4.19
void raise(const Device& dev, Cause causes);

/// At most an interrupt in @p ns nanoseconds, in steps of 256; 0: as often as there is a cause. @sdm 13.4.18
void moderate(const Device& dev, std::uint32_t ns);

/// No interrupt, and no cause left of those that there were.
void silence(const Device& dev);

}  // namespace interrupts

}  // namespace e1k::hw
