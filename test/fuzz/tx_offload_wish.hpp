// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>

#include <rte_mbuf.h>

#include "support/input.hpp"
#include "support/message.hpp"

namespace fuzz {

/// What a message's packet asks for.
struct Wish {
    bool segmented = false, ip = false, l4 = false;
    bool raw = false;  ///< the checksum's field is left to rte_eth_tx_prepare()
    std::uint16_t mss = 0;
};

/// @param before  messages that may come again
[[nodiscard]] test::Message draw_message(Input& input, std::span<const test::Message> before);
/// @param kind  has it all but the segment's size
[[nodiscard]] Wish draw_wish(unsigned kind, const test::Message& message, Input& input);

/// @p message as @p wish leaves it to the driver.
[[nodiscard]] test::Frame bytes_of(const test::Message& message, const Wish& wish);

/// Give @p packet the flags and lengths of @p wish, as rte_mbuf_core.h has them.
void ask(rte_mbuf& packet, const test::Message& message, const Wish& wish);

/// Let @p packet ask for what cannot be.
void spoil(rte_mbuf& packet, Input& input);

}  // namespace fuzz
