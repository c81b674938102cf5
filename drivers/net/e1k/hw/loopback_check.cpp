// SPDX-License-Identifier: BSD-3-Clause
#include "loopback_check.hpp"

#include <algorithm>
#include <span>

#include "link.hpp"
#include "receiver.hpp"
#include "ring.hpp"
#include "transmitter.hpp"

namespace e1k::hw {

namespace {

constexpr unsigned step_us = 10, limit_us = 50'000;  // the longest frame is on the wire for 1.2 ms, at 10 Mbit/s
constexpr unsigned loop_limit_us = 500'000;          // without a PHY, to find the symbols' beginnings
constexpr std::size_t shortest = 60, longer_each = 96, header = 14;
/// Where in its buffer a frame lies: each ends as TxCare may ask for.
constexpr std::size_t begins_at = 4;
static_assert((begins_at + shortest - 1) % 8 >= 4 && longer_each % 8 == 0 && offsetof(LoopbackRoom, sent) % 8 == 0);
constexpr std::array<std::uint8_t, 2> experimental{0x88, 0xb5};  // IEEE 802, for what no other protocol may be

class LoopbackCheck {
public:
    LoopbackCheck(const Device& dev, LoopbackRoom& room, std::uint64_t iova) : dev_(dev), room_(room), iova_(iova) {}

    /// @return false: no link
    [[nodiscard]] bool begin()
    {
        for (std::uint16_t i = 0; i < LoopbackRoom::slots; ++i)
            room_.rx[i] = {.addr = iova_ + offsetof(LoopbackRoom, received) + i * sizeof(LoopbackRoom::Buffer),
                           .writeback = 0};
        room_.tx = {};
        receiver::set_ring(dev_, iova_ + offsetof(LoopbackRoom, rx), sizeof room_.rx, LoopbackRoom::slots);
        transmitter::set_ring(dev_, iova_ + offsetof(LoopbackRoom, tx), sizeof room_.tx);
        receiver::enable(dev_, rctl({.loopback = dev_.traits->mac_loops}));
        transmitter::enable(dev_, true);
        deliver(dev_);
        if (!link_comes(dev_, loop_limit_us))
            return false;
        dev_.delay_us(deaf_us() + deaf_us() / 2);  // a timer's time, and a busy machine is late with timers
        return true;
    }

    void end()
    {
        receiver::disable(dev_);
        transmitter::disable(dev_);
        deliver(dev_);
    }

    /// The first frame there and back. The machine may be later with that timer yet: what is sent until then is lost.
    [[nodiscard]] LoopbackFault pass_first(std::span<const std::uint8_t> frame)
    {
        constexpr unsigned often = 8;
        LoopbackFault fault = pass(frame);
        for (unsigned i = 0; i < often && fault == LoopbackFault::lost && deaf_us() != 0; ++i) {
            dev_.delay_us(deaf_us());
            fault = pass(frame);
        }
        return fault;
    }

    /// A frame there and back.
    [[nodiscard]] LoopbackFault pass(std::span<const std::uint8_t> frame)
    {
        skip();
        TxDesc& desc = room_.tx[sent_];
        desc = {.addr = iova_ + offsetof(LoopbackRoom, sent) + begins_at,
                .word = frame.size() | TxDesc::EOP | TxDesc::IFCS | TxDesc::RS};
        sent_ = next(sent_, LoopbackRoom::slots);
        transmitter::give(dev_, sent_);
        if (wait_until(dev_, step_us, limit_us, [&] { return desc.done(); }) != Result::ok)
            return LoopbackFault::not_sent;
        LoopbackFault fault = LoopbackFault::lost;
        (void)wait_until(dev_, step_us, limit_us, [&] { return take(frame, fault); });
        return fault;
    }

private:
    [[nodiscard]] std::uint32_t deaf_us() const { return dev_.traits->rctl_write_deafens_us; }

    /// What has come from elsewhere leaves its room to what is sent.
    void skip()
    {
        for (std::uint16_t i = 0; i < LoopbackRoom::slots && (room_.rx[taken_].load() & RxDesc::DD) != 0; ++i)
            give_back();
    }

    /// Look at what has come. @return whether @p frame is among that: @p fault says how
    [[nodiscard]] bool take(std::span<const std::uint8_t> frame, LoopbackFault& fault)
    {
        for (std::uint64_t wb = room_.rx[taken_].load(); (wb & RxDesc::DD) != 0; wb = room_.rx[taken_].load()) {
            const auto& buffer = room_.received[taken_];
            const bool ours = std::ranges::equal(std::span{buffer}.first(header), frame.first(header));
            const bool same = (wb & RxDesc::ERRORS) == 0 && RxDesc::length(wb) == frame.size() &&
                              std::ranges::equal(std::span{buffer}.first(frame.size()), frame);
            give_back();
            if (ours) {
                fault = same ? LoopbackFault::none : LoopbackFault::changed;
                return true;
            }
        }
        return false;
    }

    void give_back()
    {
        room_.rx[taken_].writeback = 0;
        receiver::give(dev_, taken_);
        deliver(dev_);
        taken_ = next(taken_, LoopbackRoom::slots);
    }

    const Device& dev_;
    LoopbackRoom& room_;
    std::uint64_t iova_;
    std::uint16_t sent_ = 0, taken_ = 0;
};

/// Frame @p number, laid out in @p buffer: no two of them are alike.
[[nodiscard]] std::span<const std::uint8_t> lay_out(LoopbackRoom::Buffer& buffer, const MacAddress& own,
                                                    unsigned number)
{
    const auto frame = std::span{buffer}.subspan(begins_at);
    auto at = std::ranges::copy(own, frame.begin()).out;
    at = std::ranges::copy(own, at).out;
    at = std::ranges::copy(experimental, at).out;
    const std::size_t size = shortest + longer_each * number;
    for (std::size_t i = header; i < size; ++i)
        *at++ = static_cast<std::uint8_t>(i * 7 + number);
    return frame.first(size);
}

}  // namespace

LoopbackResult check_loopback(const Device& dev, LoopbackRoom& room, std::uint64_t iova, const MacAddress& own)
{
    LoopbackCheck check{dev, room, iova};
    LoopbackResult result{.fault = check.begin() ? LoopbackFault::none : LoopbackFault::no_link};
    for (unsigned i = 0; i < loopback_frames && result.fault == LoopbackFault::none; ++i) {
        const auto frame = lay_out(room.sent, own, i);
        result = {.fault = i == 0 ? check.pass_first(frame) : check.pass(frame), .frame = i + 1, .size = frame.size()};
    }
    check.end();
    return result;
}

}  // namespace e1k::hw
