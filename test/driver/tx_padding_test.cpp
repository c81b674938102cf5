// SPDX-License-Identifier: BSD-3-Clause
// Packets of one segment that are shorter than Ethernet allows; those of several are in tx_segments_test.cpp.
#include <algorithm>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

using Padding = OfEverySize;

TEST_P(Padding, IsZerosUpTo60Bytes)
{
    ASSERT_EQ(start(), 0);
    Frame wanted = frame(60);
    rte_mbuf* packet = pool.make(frame(60, 0x55));  // what lies behind the packet must not leave
    std::copy_n(wanted.begin(), size(), rte_pktmbuf_mtod(packet, std::uint8_t*));
    packet->data_len = static_cast<std::uint16_t>(size());
    packet->pkt_len = static_cast<std::uint32_t>(size());
    std::fill(wanted.begin() + static_cast<std::ptrdiff_t>(size()), wanted.end(), std::uint8_t{0});
    ASSERT_EQ(rte_eth_tx_burst(port, 0, &packet, 1), 1);
    model.tick();
    EXPECT_EQ(model.sent, std::deque<Frame>{wanted});
    EXPECT_EQ(stats().obytes, size()) << "padding is not the application's";
}

INSTANTIATE_TEST_SUITE_P(On, Padding, on_all_profiles_with(1, 13, 14, 15, 42, 58, 59), profile_and_size);

}  // namespace

}  // namespace test
