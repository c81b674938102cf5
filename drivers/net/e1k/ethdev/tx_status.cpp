// SPDX-License-Identifier: BSD-3-Clause
// What the transmit ring holds. Called by who sends, as ethdev has it: not beside a burst of the same queue.
#include "ethdev/ops.hpp"
#include "rxtx/tx_queue.hpp"
#include "rxtx/tx_shared.hpp"

namespace e1k::ops {

int tx_done_cleanup(void* queue, std::uint32_t most) noexcept
{
    if (queue == nullptr)  // ethdev asks nobody whether it is set up
        return -EINVAL;
    auto& q = *static_cast<TxQueue*>(queue);
    return static_cast<int>(q.shared != nullptr ? q.shared->clean_up(*q.stage, most) : q.clean_up(most));
}

int tx_descriptor_status(void* queue, std::uint16_t offset) noexcept
{
    if (queue == nullptr)
        return -EINVAL;
    auto& q = *static_cast<TxQueue*>(queue);
    if (offset >= q.size())
        return -EINVAL;
    const auto status = [offset](const TxQueue& ring) {
        return ring.waits_for_hardware(offset) ? RTE_ETH_TX_DESC_FULL : RTE_ETH_TX_DESC_DONE;
    };
    if (q.shared == nullptr)
        return status(q);
    int result = RTE_ETH_TX_DESC_UNAVAIL;  // another queue's lcore is at the ring
    q.shared->if_free([&](TxQueue& ring) { result = status(ring); });
    return result;
}

}  // namespace e1k::ops
