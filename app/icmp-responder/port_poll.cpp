// SPDX-License-Identifier: BSD-3-Clause
// The port's fast path: nothing here allocates memory or logs, but for --log-frames.
#include <rte_cycles.h>

#include <array>

#include "mbuf.hpp"
#include "port.hpp"

namespace responder {

namespace {

constexpr unsigned most_burst = 512;
// A datagram of the most fragments, each over two buffers.
constexpr unsigned most_segments = 2 * Reassembly::most_pieces;
// A full ring of 4096 minimum frames leaves a 1 Gbit/s wire in 2.8 ms; waiting longer stalls reception.
constexpr unsigned transmit_attempts = 300, transmit_wait_us = 10;

}  // namespace

Verdict Port::judge(rte_mbuf& mbuf, bool reassembled) noexcept
{
    if (mbuf.nb_segs == 1)
        return responder_->handle({bytes_of(mbuf), {}, rte_pktmbuf_tailroom(&mbuf), reassembled});
    std::array<std::span<const std::uint8_t>, most_segments> tail;
    unsigned segments = 0;
    for (const rte_mbuf* m = mbuf.next; m != nullptr; m = m->next) {
        if (segments == tail.size()) {
            responder_->counters().count(Event::segments_many);
            return {Event::segments_many};
        }
        tail[segments++] = bytes_of(*m);
    }
    return responder_->handle({bytes_of(mbuf), std::span(tail).first(segments), 0, reassembled});
}

/// Make the buffer as long as the reply.
void Port::fit(rte_mbuf& mbuf, const Verdict& verdict) noexcept
{
    if (verdict.skip != 0)
        rte_pktmbuf_adj(&mbuf, static_cast<std::uint16_t>(verdict.skip));
    if (verdict.length > mbuf.pkt_len)
        rte_pktmbuf_append(&mbuf, static_cast<std::uint16_t>(verdict.length - mbuf.pkt_len));
    else if (verdict.length < mbuf.pkt_len)
        cut(mbuf, verdict.length);
}

/// @return whether the driver can send it as it is; if not, that is counted
bool Port::sendable(rte_mbuf& mbuf) noexcept
{
    if (mbuf.nb_segs == 1)
        return true;
    rte_mbuf* pointer = &mbuf;
    if (rte_eth_tx_prepare(id_, 0, &pointer, 1) == 1)
        return true;
    responder_->counters().count(Event::transmit_refused);
    return false;
}

Port::Fate Port::answer(rte_mbuf& mbuf) noexcept
{
    if (mbuf.nb_segs == 1)
        if (const auto length = responder_->handle_plain_echo(bytes_of(mbuf)); length != 0) {
            mbuf.pkt_len = mbuf.data_len = static_cast<std::uint16_t>(length);
            return Fate::reply;
        }
    const Verdict verdict = judge(mbuf);
    if (verdict.event == Event::echo_reply && pinger_ != nullptr)
        pinger_->take(bytes_of(mbuf), now_ns());
    if (verdict.event == Event::mld_query)
        plan_report(responder_->query());
    if (verdict.is_reply()) {
        if (verdict.length != mbuf.pkt_len || verdict.skip != 0)
            fit(mbuf, verdict);
        return sendable(mbuf) ? Fate::reply : Fate::done;
    }
    if (verdict.event != Event::ipv4_fragment && verdict.event != Event::ipv6_fragment)
        return Fate::done;
    reassemble(mbuf);
    return Fate::taken;
}

unsigned Port::poll() noexcept
{
    std::array<rte_mbuf*, most_burst> received, replies, others;
    unsigned reply_count = 0, other_count = 0;
    const unsigned count = rte_eth_rx_burst(id_, 0, received.data(), static_cast<std::uint16_t>(burst_));
    if (count == 0)
        return 0;
    burst_began_ = rte_rdtsc();
    for (unsigned i = 0; i < count; i++) {
        if (i + 1 < count)
            rte_prefetch0(rte_pktmbuf_mtod(received[i + 1], void*));
        if (log_frames_)
            log("<", *received[i]);
        const Fate fate = answer(*received[i]);
        if (fate == Fate::reply)
            replies[reply_count++] = received[i];
        else if (fate == Fate::done)
            others[other_count++] = received[i];
    }
    if (reply_count != 0) {
        transmit(replies.data(), reply_count);
        handling_.add(rte_rdtsc() - burst_began_, reply_count);
    }
    if (other_count != 0)
        rte_pktmbuf_free_bulk(others.data(), other_count);
    return count;
}

void Port::transmit(rte_mbuf** mbufs, unsigned count) noexcept
{
    if (log_frames_)
        for (unsigned i = 0; i < count; i++)
            log(">", *mbufs[i]);
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
