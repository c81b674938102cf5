// SPDX-License-Identifier: BSD-3-Clause
// What the scripts about receiving have in common: frames, a ring, and what is told of it.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "scenarios.hpp"
#include "support/message.hpp"
#include "support/model/registers.hpp"

namespace test::receiving {

namespace reg = model::reg;
namespace rctl = model::rctl;
using Address = std::array<std::uint8_t, 6>;

inline constexpr std::size_t buffers_offset = 0x10000;
inline constexpr std::size_t buffer_step = 0x1000;
inline constexpr Address mac{0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
inline constexpr Address everyone{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
inline constexpr Address someone{0x02, 0, 0, 0, 0xbe, 0xef};
inline constexpr Address group{0x01, 0x00, 0x5e, 0x01, 0x02, 0x03};
inline constexpr std::uint32_t usual = rctl::EN | rctl::BAM | rctl::SECRC;

inline Frame frame_to(const Address& to, std::size_t length)
{
    Frame frame(length);
    std::ranges::copy(to, frame.begin());
    frame[6] = 0x02;
    frame[12] = 0x88;
    frame[13] = 0xb5;
    for (std::size_t i = 14; i < length; ++i)
        frame[i] = static_cast<std::uint8_t>(i * 5 + 1);
    return frame;
}

inline model::RxDescriptor& descriptor(Specimen& device, std::uint32_t index)
{
    return device.memory().object<model::RxDescriptor>(ring_offset + index * sizeof(model::RxDescriptor));
}

/// Name all buffers in the descriptors, and the ring to the device, but for RDH and RDT.
inline void lay_ring(Specimen& device)
{
    for (std::uint32_t i = 0; i < ring_size; ++i)
        descriptor(device, i) = {.address = Arena::base + buffers_offset + i * buffer_step,
                                 .length = 0,
                                 .checksum = 0,
                                 .status = 0,
                                 .errors = 0,
                                 .special = 0};
    device.write(reg::RDBAL, static_cast<std::uint32_t>(Arena::base + ring_offset));
    device.write(reg::RDBAH, static_cast<std::uint32_t>(Arena::base >> 32));
    device.write(reg::RDLEN, ring_size * 16);
}

/// A fresh ring, with recognisable bytes in the buffers and what a driver must not rely on in the descriptors.
inline void open(Specimen& device, std::uint32_t control)
{
    device.write(reg::RCTL, 0);
    std::ranges::fill(device.memory().bytes(buffers_offset, ring_size * buffer_step), std::uint8_t{0xee});
    lay_ring(device);
    device.write(reg::RDH, 0);
    device.write(reg::RDT, ring_size - 1);
    device.write(reg::RCTL, control);
    device.read(reg::ICR);
}

/// No filter lets in anything but frames to `mac`.
inline void clear_tables(Specimen& device)
{
    device.write(reg::RA, 0x1200'5452);
    device.write(reg::RA + 4, 0x8000'5634);
    for (std::uint32_t offset = reg::MTA; offset < reg::MTA_END; offset += 4)
        device.write(offset, 0);
    for (std::uint32_t offset = reg::VFTA; offset < reg::VFTA_END; offset += 4)
        device.write(offset, 0);
    for (std::uint32_t offset = reg::RA + 8; offset < reg::RA_END; offset += 4)
        device.write(offset, 0);
}

inline void tell(Specimen& device, Transcript& out, const std::string& what)
{
    const std::uint32_t head = device.read(reg::RDH);
    out.say(what + " RDH", head);
    for (std::uint32_t i = 0; i < head; ++i) {
        const auto& done = descriptor(device, i);
        const auto name = what + " [" + std::to_string(i) + "]";
        out.say(name + " length", done.length);
        out.say(name + " status", done.status);
        out.say(name + " errors", done.errors);
        out.say(name + " special", done.special);
        out.say(name + " buffer", device.memory().bytes(buffers_offset + i * buffer_step, 2200));
    }
    out.say(what + " ICR", device.read(reg::ICR) & (model::icr::RXT0 | model::icr::RXO));
}

}  // namespace test::receiving
