// SPDX-License-Identifier: BSD-3-Clause
// What waits in a receive ring, for those who decide when to poll it. ethdev hands on queues that are not set up.
#include "ethdev/ops.hpp"
#include "hw/descriptors.hpp"
#include "rxtx/rx_queue.hpp"

namespace e1k::ops {

namespace {

/// rte_power_monitor()'s question: -1, the frame is there already; 0, sleep.
int frame_is_there(std::uint64_t writeback, const std::uint64_t*) noexcept
{
    return (writeback & hw::RxDesc::DD) != 0 ? -1 : 0;
}

}  // namespace

QueueCount rx_queue_count(void* queue) noexcept
{
    constexpr auto no_queue = static_cast<QueueCount>(-EINVAL);
    return queue == nullptr ? no_queue : static_cast<QueueCount>(static_cast<RxQueue*>(queue)->waiting());
}

int rx_descriptor_status(void* queue, std::uint16_t offset) noexcept
{
    auto* const q = static_cast<RxQueue*>(queue);
    if (q == nullptr || offset >= q->size())
        return -EINVAL;
    switch (q->slot(offset)) {
    case RxSlot::done:
        return RTE_ETH_RX_DESC_DONE;
    case RxSlot::available:
        return RTE_ETH_RX_DESC_AVAIL;
    case RxSlot::unavailable:
        break;
    }
    return RTE_ETH_RX_DESC_UNAVAIL;
}

int get_monitor_addr(void* queue, rte_power_monitor_cond* condition) noexcept
{
    const auto* const q = static_cast<const RxQueue*>(queue);
    if (q == nullptr)
        return -EINVAL;
    condition->addr = q->next_writeback();
    condition->size = sizeof *q->next_writeback();
    condition->fn = frame_is_there;
    return 0;
}

}  // namespace e1k::ops
