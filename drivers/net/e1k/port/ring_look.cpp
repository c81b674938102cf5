// SPDX-License-Identifier: BSD-3-Clause
#include "port/ring_look.hpp"

#include <algorithm>
#include <cstdio>
#include <mutex>

#include "hw/receiver.hpp"
#include "hw/ring.hpp"
#include "hw/transmitter.hpp"
#include "rxtx/paths.hpp"

namespace e1k {

namespace {

[[nodiscard]] constexpr const char* name(RxSlot slot)
{
    switch (slot) {
    case RxSlot::done:
        return "done";
    case RxSlot::available:
        return "available";
    case RxSlot::unavailable:
        break;
    }
    return "unavailable";
}

[[nodiscard]] constexpr const char* name(const TxLook& look)
{
    switch (look.whose) {
    case TxSlot::queued:
        return "queued";
    case TxSlot::sent:
        return (look.desc.word & hw::TxDesc::DD) != 0 ? "done" : "sent";
    case TxSlot::free:
        break;
    }
    return "free";
}

/// With the lock held. Null: there is none.
[[nodiscard]] RxQueue* rx_ring(const Port& p, std::uint16_t id)
{
    return id == 0 ? p.a.queues.rx : nullptr;
}

/// With the lock held. Null: there is none. Queues that share a ring may outlive that whose it is.
[[nodiscard]] TxQueue* tx_ring(const Port& p, std::uint16_t id)
{
    const auto& queues = p.a.queues.tx;
    TxQueue* const q = id < queues.size() ? queues[id] : nullptr;
    if (q == nullptr || q->shared == nullptr)
        return q;
    const auto* const owner = std::ranges::find(queues, q->shared->ring());
    return owner == queues.end() ? nullptr : *owner;
}

/// What every ring has.
/// @param port_offloads  of the configuration, which ethdev changes without a lock
template <class Queue>
[[nodiscard]] RingLook look(const Queue& q, std::uint64_t& port_offloads, std::uint16_t used, hw::Progress at,
                            const Path& path)
{
    return {.size = q.size(),
            .used = used,
            .iova = q.zone->iova,
            .offloads = q.offloads | hw::seen(port_offloads),
            .head = at.head,
            .tail = at.tail,
            .path = path.name};
}

/// The @p offset-th descriptor of @p q and those behind it, each by @p what.
template <class Queue, class What>
std::size_t each(Queue* q, std::uint16_t offset, std::span<DescriptorLook> out, What what)
{
    if (q == nullptr || offset >= q->size())
        return 0;
    const std::size_t n = std::min<std::size_t>(out.size(), q->size() - offset);
    for (std::size_t i = 0; i < n; ++i)
        out[i] = what(q->look(static_cast<std::uint16_t>(offset + i)));
    return n;
}

}  // namespace

RingLook look_at_ring(const Port& p, Direction direction, std::uint16_t id)
{
    const std::lock_guard held{p.a.lock};
    if (direction == Direction::rx) {
        RxQueue* const q = rx_ring(p, id);
        return q == nullptr ? RingLook{}
                            : look(*q, p.data().dev_conf.rxmode.offloads, q->given(), hw::receiver::progress(p.dev),
                                   rx_paths[hw::seen(q->path)]);
    }
    TxQueue* const q = tx_ring(p, id);
    if (q == nullptr)
        return {};
    RingLook out = look(*q, p.data().dev_conf.txmode.offloads, q->used(), hw::transmitter::progress(p.dev),
                        tx_paths[hw::seen(q->path)]);
    out.shared = q->shared != nullptr;
    return out;
}

std::array<char, 96> line_of(const DescriptorLook& look)
{
    std::array<char, 96> line{};
    (void)std::snprintf(line.data(), line.size(), "%u address 0x%016llx word 0x%016llx %s", look.index,
                        static_cast<unsigned long long>(look.address), static_cast<unsigned long long>(look.word),
                        look.whose);
    return line;
}

std::size_t look_at_descriptors(const Port& p, Direction direction, std::uint16_t id, std::uint16_t offset,
                                std::span<DescriptorLook> out)
{
    const std::lock_guard held{p.a.lock};
    if (direction == Direction::rx)
        return each(rx_ring(p, id), offset, out, [](const RxLook& look) {
            return DescriptorLook{look.index, look.desc.addr, look.desc.writeback, name(look.whose)};
        });
    return each(tx_ring(p, id), offset, out, [](const TxLook& look) {
        return DescriptorLook{look.index, look.desc.addr, look.desc.word, name(look)};
    });
}

}  // namespace e1k
