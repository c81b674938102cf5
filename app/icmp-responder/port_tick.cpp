// SPDX-License-Identifier: BSD-3-Clause
#include "announce.hpp"
#include "mbuf.hpp"
#include "port.hpp"

namespace responder {

namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr std::uint64_t look_at_link_ns = second_ns / 10;
// RFC 5227 1.1: ANNOUNCE_NUM, ANNOUNCE_INTERVAL.
constexpr unsigned announce_number = 2;
constexpr std::uint64_t announce_interval_ns = 2 * second_ns;

}  // namespace

void Port::tick(std::uint64_t now) noexcept
{
    now_ns_ = now;
    reassembly_->expire(now);
    if (now - link_looked_at_ns_ >= look_at_link_ns) {
        link_looked_at_ns_ = now;
        rte_eth_link link{};
        const bool up = rte_eth_link_get_nowait(id_, &link) == 0 && link.link_status == RTE_ETH_LINK_UP;
        if (up && !link_up_) {
            announcements_left_ = announce_number;
            announce_at_ns_ = now;
        }
        link_up_ = up;
    }
    if (link_up_ && announcements_left_ != 0 && now >= announce_at_ns_) {
        announcements_left_--;
        announce_at_ns_ = now + announce_interval_ns;
        announce_addresses();
    }
}

void Port::announce_addresses() noexcept
{
    const auto& host = responder_->host();
    for (std::size_t i = 0; i < announcements(host); i++) {
        rte_mbuf* mbuf = rte_pktmbuf_alloc(pool_.get());
        if (mbuf == nullptr)
            return;
        rte_pktmbuf_append(mbuf, announcement_room);
        cut(*mbuf, announce(host, i, bytes_of(*mbuf)));
        responder_->counters().count(Event::announced);
        transmit(&mbuf, 1);
    }
}

}  // namespace responder
