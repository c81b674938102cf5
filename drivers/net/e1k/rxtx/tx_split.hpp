// SPDX-License-Identifier: BSD-3-Clause
// What one descriptor may name of the pieces that a frame is made of: all of a piece, or what hardware bears.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "hw/descriptors.hpp"

namespace e1k {

/// A piece is a descriptor.
class TxWhole {
public:
    static constexpr bool careful = false;

    explicit TxWhole(const hw::TxCare&) {}

    /// put(iova, length) for each descriptor that the @p length bytes at @p iova take, which are the frame's next.
    template <class Put>
    void split(std::uint64_t iova, std::uint32_t length, Put put)
    {
        put(iova, length);
    }
    void begin_frame() {}
};

/// A piece is one or several: for chips that want care.
class TxSplit {
public:
    static constexpr bool careful = true;

    explicit TxSplit(const hw::TxCare& care) : care_(care) {}

    /// @copydoc TxWhole::split
    template <class Put>
    void split(std::uint64_t iova, std::uint32_t length, Put put)
    {
        while (length != 0) {
            const std::uint32_t n = next(iova, length);
            put(iova, n);
            iova += n;
            length -= n;
        }
    }
    void begin_frame() { first_ = true; }

    /// Whether a frame that is one piece takes one descriptor.
    [[nodiscard]] static bool whole(const hw::TxCare& care, std::uint64_t iova, std::uint32_t length)
    {
        return TxSplit{care}.next(iova, length) == length;
    }

private:
    /// Bytes of the first descriptor. What is left when the last bytes are split off ends where it did: it may.
    [[nodiscard]] std::uint32_t next(std::uint64_t iova, std::uint32_t length)
    {
        constexpr std::uint64_t upper_half = 4;
        if (std::exchange(first_, false) && care_.short_start)
            length = std::min(length, hw::longest_tx_start);
        if (care_.high_end && length > hw::tx_tail && ((iova + length - 1) & upper_half) == 0)
            length -= hw::tx_tail;
        return length;
    }

    hw::TxCare care_;
    bool first_ = true;  ///< of the frame
};

/// Of a frame's last @p length bytes, those that must be a descriptor's of their own where its end must be short; all
/// of them, if they are that already. Where ends are high, both keep the half that they end in.
[[nodiscard]] inline std::uint32_t end_of(const hw::TxCare& care, std::uint32_t length)
{
    return length <= hw::tx_end ? length : care.high_end ? hw::tx_end : hw::tx_tail;
}

}  // namespace e1k
