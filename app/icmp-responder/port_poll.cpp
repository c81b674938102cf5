// SPDX-License-Identifier: BSD-3-Clause
// The port's fast path: nothing here allocates or logs.
#include <rte_cycles.h>
#include <rte_mbuf.h>

#include <array>
#include <utility>

#include "port.hpp"

namespace responder {

namespace {

constexpr unsigned most_burst = 512;
// 64 KiB in buffers of 2 KiB is 33 segments; a driver with smaller buffers may double that.
constexpr unsigned most_segments = 64;
// A full ring of 4096 minimum frames leaves a 1 Gbit/s wire in 2.8 ms; waiting longer stalls reception.
constexpr unsigned transmit_attempts = 300, transmit_wait_us = 10;

std::span<std::uint8_t> bytes_of(const rte_mbuf& segment)
{
    return {rte_pktmbuf_mtod(&segment, std::uint8_t*), segment.data_len};
}

/// Cut the chain to @p length bytes, at least one segment.
void cut(rte_mbuf& mbuf, std::size_t length)
{
    mbuf.pkt_len = static_cast<std::uint32_t>(length);
    rte_mbuf* last = &mbuf;
    std::uint16_t segments = 1;
    for (; length > last->data_len; last = last->next, segments++)
        length -= last->data_len;
    last->data_len = static_cast<std::uint16_t>(length);
    rte_pktmbuf_free(std::exchange(last->next, nullptr));
    mbuf.nb_segs = segments;
}

}  // namespace

bool Port::answer(rte_mbuf& mbuf) noexcept
{
    Verdict verdict{};
    if (mbuf.nb_segs == 1) {
        verdict = responder_->handle({bytes_of(mbuf)});
    } else {
        std::array<std::span<const std::uint8_t>, most_segments> tail;
        unsigned segments = 0;
        for (const rte_mbuf* m = mbuf.next; m != nullptr; m = m->next) {
            if (segments == tail.size()) {
                responder_->counters().count(Event::segments_many);
                return false;
            }
            tail[segments++] = bytes_of(*m);
        }
        verdict = responder_->handle({bytes_of(mbuf), std::span(tail).first(segments)});
    }
    if (verdict.is_reply() && verdict.length != mbuf.pkt_len)
        cut(mbuf, verdict.length);
    return verdict.is_reply();
}

unsigned Port::poll() noexcept
{
    std::array<rte_mbuf*, most_burst> received, replies, others;
    unsigned reply_count = 0, other_count = 0;
    const unsigned count = rte_eth_rx_burst(id_, 0, received.data(), static_cast<std::uint16_t>(burst_));
    for (unsigned i = 0; i < count; i++) {
        if (i + 1 < count)
            rte_prefetch0(rte_pktmbuf_mtod(received[i + 1], void*));
        if (answer(*received[i]))
            replies[reply_count++] = received[i];
        else
            others[other_count++] = received[i];
    }
    if (reply_count != 0)
        transmit(replies.data(), reply_count);
    if (other_count != 0)
        rte_pktmbuf_free_bulk(others.data(), other_count);
    return count;
}

void Port::transmit(rte_mbuf** mbufs, unsigned count) noexcept
{
    unsigned sent = 0;
    for (unsigned attempt = 0; attempt < transmit_attempts; attempt++) {
        sent += rte_eth_tx_burst(id_, 0, mbufs + sent, static_cast<std::uint16_t>(count - sent));
        if (sent == count)
            return;
        rte_delay_us_block(transmit_wait_us);
    }
    for (unsigned i = sent; i < count; i++)
        responder_->counters().count(Event::transmit_full);
    rte_pktmbuf_free_bulk(mbufs + sent, count - sent);
}

}  // namespace responder
