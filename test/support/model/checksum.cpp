// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/checksum.hpp"

namespace test::model {

std::uint16_t ones_sum(std::span<const std::uint8_t> bytes, std::uint32_t sum)
{
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += i % 2 == 0 ? static_cast<std::uint32_t>(bytes[i]) << 8 : bytes[i];
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
}

std::uint32_t frame_check_sequence(std::span<const std::uint8_t> bytes)
{
    constexpr std::uint32_t polynomial = 0xedb88320;
    std::uint32_t crc = ~0u;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int i = 0; i < 8; ++i)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? polynomial : 0);
    }
    return ~crc;
}

ReceivedChecksums check_received(std::span<const std::uint8_t> frame)
{
    constexpr std::uint8_t tcp = 6, udp = 17;
    std::size_t ip = 14;
    if (frame.size() < 34)
        return {};
    if (get16(frame, 12) == 0x8100)
        ip = 18;
    if (frame.size() < ip + 20 || get16(frame, ip - 2) != 0x0800 || frame[ip] >> 4 != 4)
        return {};
    const std::size_t header = (frame[ip] & 15u) * std::size_t{4}, total = get16(frame, ip + 2);
    if (header < 20 || total < header || frame.size() < ip + total)
        return {};
    ReceivedChecksums found{.ip_checked = true, .ip_bad = ones_sum(frame.subspan(ip, header)) != 0xffff};
    const std::uint8_t protocol = frame[ip + 9];
    const bool fragment = (get16(frame, ip + 6) & 0x3fff) != 0;
    const auto segment = frame.subspan(ip + header, total - header);
    if (fragment || (protocol != tcp && protocol != udp) || segment.size() < 8)
        return found;
    if (protocol == udp && get16(segment, 6) == 0)  // RFC 768: no checksum
        return found;
    const std::uint32_t pseudo =
        ones_sum(frame.subspan(ip + 12, 8)) + protocol + static_cast<std::uint32_t>(segment.size());
    found.l4_checked = true;
    found.l4_bad = ones_sum(segment, pseudo) != 0xffff;
    return found;
}

}  // namespace test::model
