// SPDX-License-Identifier: BSD-3-Clause
#include "support/ram.hpp"

#include <algorithm>
#include <atomic>

namespace test {

namespace reg = model::reg;

volatile std::uint32_t& Ram::reg(std::uint32_t offset) const
{
    return *reinterpret_cast<volatile std::uint32_t*>(static_cast<std::uint8_t*>(bar_.base()) + offset);
}

Ram::Saved Ram::save() const
{
    const auto address = [&](std::uint32_t low) { return std::uint64_t{reg(low + 4)} << 32 | reg(low); };
    return {.rx_ring = address(reg::RDBAL),
            .tx_ring = address(reg::TDBAL),
            .rx_size = reg(reg::RDLEN) / 16,
            .tx_size = reg(reg::TDLEN) / 16,
            .rx_head = reg(reg::RDH),
            .tx_head = reg(reg::TDH),
            .rx_tail = reg(reg::RDT),
            .tx_tail = reg(reg::TDT),
            .status = reg(reg::STATUS)};
}

Ram::Ram(TrappedBar& bar) : bar_(bar)
{
    const Saved saved = save();
    rx_ = reinterpret_cast<model::RxDescriptor*>(saved.rx_ring);
    tx_ = reinterpret_cast<model::TxDescriptor*>(saved.tx_ring);
    rx_size_ = saved.rx_size;
    tx_size_ = saved.tx_size;
    rx_head_ = saved.rx_head;
    tx_head_ = saved.tx_head;
    bar_.become_memory();
    reg(reg::RDT) = saved.rx_tail;
    reg(reg::TDT) = saved.tx_tail;
    reg(reg::STATUS) = saved.status;
}

Ram::~Ram()
{
    bar_.trap();
}

std::uint32_t Ram::rx_free() const
{
    const std::uint32_t tail = reg(reg::RDT);
    return tail >= rx_head_ ? tail - rx_head_ : tail + rx_size_ - rx_head_;
}

unsigned Ram::receive(unsigned most, const Received& frame)
{
    const std::uint32_t buffers = (frame.length + frame.room - 1u) / frame.room;
    const unsigned frames = std::min<unsigned>(most, rx_free() / buffers);
    for (unsigned done = 0; done < frames; ++done)
        for (std::uint32_t rest = frame.length; rest != 0; rx_head_ = rx_next(rx_head_)) {
            model::RxDescriptor& next = rx_[rx_head_];
            next.length = static_cast<std::uint16_t>(std::min<std::uint32_t>(rest, frame.room));
            next.errors = 0;
            next.special = frame.special;
            rest -= next.length;
            const unsigned end = rest == 0 ? model::RxDescriptor::EOP : 0u;
            std::atomic_ref{next.status}.store(static_cast<std::uint8_t>(model::RxDescriptor::DD | end | frame.status),
                                               std::memory_order_release);
        }
    return frames;
}

unsigned Ram::receive(unsigned most, std::span<const std::uint8_t> frame)
{
    const std::uint32_t tail = reg(reg::RDT);
    for (std::uint32_t i = 0, at = rx_head_; i < most && at != tail; ++i, at = rx_next(at))
        std::copy(frame.begin(), frame.end(), reinterpret_cast<std::uint8_t*>(rx_[at].address));
    return receive(most, static_cast<std::uint16_t>(frame.size()));
}

unsigned Ram::transmit()
{
    const std::uint32_t tail = reg(reg::TDT);
    unsigned done = 0;
    for (; tx_head_ != tail; ++done) {
        model::TxDescriptor& next = tx_[tx_head_];
        if ((next.command & (model::TxDescriptor::RS | model::TxDescriptor::RPS)) != 0)
            std::atomic_ref{next.high}.store(next.high | model::TxDescriptor::DD, std::memory_order_release);
        tx_head_ = tx_head_ + 1 == tx_size_ ? 0 : tx_head_ + 1;
    }
    return done;
}

}  // namespace test
