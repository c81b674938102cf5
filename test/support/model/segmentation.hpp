// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "support/frame.hpp"

namespace test::model {

using test::Frame;

/// What a context descriptor sets up (SDM 3.3.6); offsets from the start of the packet.
struct TxContext {
    std::uint8_t ipcss = 0, ipcso = 0;
    std::uint16_t ipcse = 0;  ///< last byte; 0: to the end
    std::uint8_t tucss = 0, tucso = 0;
    std::uint16_t tucse = 0;
    std::uint32_t payload_length = 0;
    std::uint16_t mss = 0;
    std::uint8_t header_length = 0;
    bool ipv4 = false, tcp = false;
};

/// What QEMU does otherwise, most of it wrong.
struct CutQuirks {
    bool checksum_never_zero = false;
    bool ipv6_length_with_header = false;
    bool empty_last = false;  ///< headers alone behind a payload that is a multiple of mss
};

/// Put the checksums that POPTS asks for into @p frame (SDM 3.3.7.2, 3.5.2). A field outside the frame is left out.
/// What a field holds beforehand is summed up with the rest: for IPv4 it has to be zero.
void insert_checksums(Frame& frame, const TxContext& context, bool ip, bool l4, bool never_zero);

/// Cut @p packet into segments of mss bytes of payload, with the header of each brought up to date (SDM 3.5).
[[nodiscard]] std::vector<Frame> segment(const Frame& packet, const TxContext& context, bool ip, bool l4,
                                         const CutQuirks& quirks = {});

}  // namespace test::model
