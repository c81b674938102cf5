// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_stage.hpp"

#include <algorithm>

#include "hw/ring.hpp"

namespace e1k {

void TxStage::start(std::uint16_t most)
{
    share = most;
    used_ = taken_up_ = {};
    put_at_ = take_at_ = 0;
    published_.store(0, std::memory_order_relaxed);
    promised_.store(0, std::memory_order_relaxed);
}

void TxStage::put(rte_mbuf* m)
{
    mbufs[put_at_] = m;
    put_at_ = hw::advance(put_at_, 1, size);
    ++used_.packets;
}

TxStage::Amount TxStage::take_up()
{
    const auto now = std::bit_cast<Amount>(published_.load(std::memory_order_acquire));
    const Amount more{.packets = now.packets - taken_up_.packets,
                      .descriptors = now.descriptors - taken_up_.descriptors};
    taken_up_ = now;
    return more;
}

std::span<rte_mbuf*> TxStage::take(std::uint32_t n)
{
    const std::span<rte_mbuf*> side_by_side{&mbufs[take_at_], std::min<std::size_t>(n, size - take_at_)};
    take_at_ = hw::advance(take_at_, static_cast<unsigned>(side_by_side.size()), size);
    return side_by_side;
}

std::uint32_t TxStage::give_up()
{
    const std::uint32_t rest = promised();
    used_.descriptors += rest;
    taken_up_.descriptors += rest;
    publish();
    return rest;
}

void TxStage::count(const TxCounters& more)
{
    for (const auto& member : counter_members<TxCounters>) {
        const std::atomic_ref counter{counters.*member.value};
        counter.store(counter.load(std::memory_order_relaxed) + more.*member.value, std::memory_order_relaxed);
    }
}

}  // namespace e1k
