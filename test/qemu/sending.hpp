// SPDX-License-Identifier: BSD-3-Clause
// What the scripts about transmitting have in common: a ring, frames, and descriptors for them.
#pragma once

#include <algorithm>
#include <numeric>
#include <string>

#include "scenarios.hpp"
#include "support/model/registers.hpp"

namespace test::sending {

namespace reg = model::reg;
using Desc = model::TxDescriptor;

inline constexpr std::size_t data_offset = 0x10000;
inline constexpr std::uint32_t whole = Desc::EOP | Desc::IFCS | Desc::RS;
inline constexpr std::uint32_t as_tcp = 1u << 24, as_ipv4 = 1u << 25;  // of a context descriptor's TUCMD

/// A transmit ring, filled one descriptor at a time.
class Sender {
public:
    explicit Sender(Specimen& device) : device_{device}
    {
        device.write(reg::TCTL, 0);
        std::ranges::fill(device.memory().bytes(ring_offset, ring_size * sizeof(Desc)), std::uint8_t{0});
        device.write(reg::TDBAL, static_cast<std::uint32_t>(Arena::base + ring_offset));
        device.write(reg::TDBAH, static_cast<std::uint32_t>(Arena::base >> 32));
        device.write(reg::TDLEN, ring_size * 16);
        device.write(reg::TDH, 0);
        device.write(reg::TDT, 0);
        device.write(reg::TCTL, model::tctl::EN);
        device.read(reg::ICR);
    }
    void add(const Desc& descriptor)
    {
        device_.memory().object<Desc>(ring_offset + tail_ * sizeof(Desc)) = descriptor;
        tail_ = (tail_ + 1) % ring_size;
    }
    void add(std::uint64_t address, std::size_t length, std::uint32_t command, std::uint32_t high = 0)
    {
        add({.low = address, .command = static_cast<std::uint32_t>(length) | command, .high = high});
    }
    void go(Transcript& out, const std::string& what)
    {
        device_.write(reg::TDT, tail_);
        for (const auto& frame : device_.left())
            out.say(what, frame);
        out.say(what + " TDH", device_.read(reg::TDH));
        for (std::uint32_t i = 0; i < tail_; ++i)
            out.say(what + " DD " + std::to_string(i),
                    device_.memory().object<Desc>(ring_offset + i * sizeof(Desc)).high & Desc::DD);
        out.say(what + " ICR", device_.read(reg::ICR) & model::icr::TXDW);
    }

private:
    Specimen& device_;
    std::uint32_t tail_ = 0;
};

/// Bytes to send, in the device's memory.
inline std::uint64_t put(Specimen& device, const Frame& frame)
{
    std::ranges::copy(frame, device.memory().bytes(data_offset, frame.size()).begin());
    return Arena::base + data_offset;
}

inline Frame counting(std::size_t length)
{
    Frame frame(length);
    std::iota(frame.begin(), frame.end(), std::uint8_t{1});
    return frame;
}

/// Ethernet, IPv4 without options, and a TCP or UDP header of `l4` bytes, before a payload.
inline Frame ipv4_frame(std::uint8_t protocol, std::size_t l4, std::size_t payload)
{
    auto frame = counting(14 + 20 + l4 + payload);
    frame[12] = 0x08;
    frame[13] = 0x00;
    frame[14] = 0x45;
    const auto total = 20 + l4 + payload;
    frame[16] = static_cast<std::uint8_t>(total >> 8);
    frame[17] = static_cast<std::uint8_t>(total);
    frame[20] = frame[21] = 0;
    frame[23] = protocol;
    frame[24] = frame[25] = 0;
    if (protocol == 6) {
        frame[46] = 0x50;
        frame[47] = 0x19;  // FIN, PSH, ACK
    }
    return frame;
}

inline Desc context(std::uint8_t l4_start, std::uint8_t l4_sum, std::uint32_t commands, std::uint32_t payload = 0,
                    std::uint32_t header = 0, std::uint32_t mss = 0)
{
    const std::uint64_t ip = 14 | 24u << 8 | std::uint64_t{33} << 16;
    return {.low = ip | std::uint64_t{l4_start} << 32 | std::uint64_t{l4_sum} << 40,
            .command = payload | commands | Desc::DEXT,
            .high = header << 8 | mss << 16};
}

inline constexpr std::uint32_t data = Desc::DEXT | 1u << 20;

}  // namespace test::sending
