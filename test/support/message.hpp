// SPDX-License-Identifier: BSD-3-Clause
// TCP and UDP packets, and what must be on the wire when hardware completes or cuts them. Each frame is made from
// nothing, not from another: nobody's arithmetic is repeated here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/frame.hpp"

namespace test {

/// What is sent by TCP or UDP over IPv4 or IPv6.
struct Message {
    bool ipv6 = false, tcp = true;
    std::size_t payload = 100;   ///< bytes
    std::size_t ip_options = 0;  ///< bytes of IPv4 options, a multiple of 4
    std::size_t l4_options = 0;  ///< bytes of TCP options, a multiple of 4
    std::size_t tags = 0;        ///< VLAN tags that are in the packet already
    std::uint32_t sequence = 0xfffffe00;
    std::uint16_t identification = 0xfffe;
    std::uint8_t flags = 0x19;  ///< of TCP: ACK, PSH, FIN

    [[nodiscard]] std::size_t l2() const { return 14 + 4 * tags; }
    [[nodiscard]] std::size_t l3() const { return ipv6 ? 40 : 20 + ip_options; }
    [[nodiscard]] std::size_t l4() const { return tcp ? 20 + l4_options : 8; }
    [[nodiscard]] std::size_t header() const { return l2() + l3() + l4(); }

    /// All of it in one frame, with right checksums.
    [[nodiscard]] Frame frame() const { return piece(0, payload, 0, true); }
    /// The same before hardware has completed it: no checksum of IP, and the pseudo-header's for the other.
    [[nodiscard]] Frame incomplete() const { return piece(0, payload, 0, true, Sums::pseudo); }
    /// The same for hardware to cut: the pseudo-header's sum is without the length.
    [[nodiscard]] Frame uncut() const { return piece(0, payload, 0, true, Sums::pseudo_without_length); }
    /// In frames of @p mss bytes each but the last.
    [[nodiscard]] std::vector<Frame> frames(std::size_t mss) const;

private:
    enum class Sums { right, pseudo, pseudo_without_length };
    [[nodiscard]] Frame piece(std::size_t from, std::size_t bytes, unsigned index, bool last,
                              Sums sums = Sums::right) const;
    void put_ip(Frame& frame, unsigned index) const;
    void put_l4(Frame& frame, std::size_t from, bool last) const;
    void put_checksums(Frame& frame, Sums sums) const;
};

/// @p frame with a VLAN tag behind its addresses.
[[nodiscard]] Frame tagged(Frame frame, unsigned tci, unsigned type = 0x8100);

}  // namespace test
