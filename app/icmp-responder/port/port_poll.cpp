// SPDX-License-Identifier: BSD-3-Clause
// The port's fast path: nothing here allocates memory or logs, but for --log-frames.
#include <rte_cycles.h>

#include <array>
#include <utility>

#include "port/mbuf.hpp"
#include "port/port.hpp"

namespace responder {

namespace {

// How many polls that bring none replies wait for more: to tell the device of each by itself costs more than that.
constexpr unsigned patience = 16;
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
    const Verdict verdict = judge(mbuf);
    if (verdict.event == Event::echo_reply && pinger_ != nullptr)
        pinger_->take(bytes_of(mbuf), now_ns());
    if (verdict.is_reply()) {
        if (verdict.length != mbuf.pkt_len || verdict.skip != 0)
            fit(mbuf, verdict);
        return sendable(mbuf) ? Fate::reply : Fate::done;
    }
    const bool unserved = verdict.event == Event::ipv4_protocol_other || verdict.event == Event::ipv6_next_header_other;
    if (unserved && options_.send_unreachable)
        complain(mbuf, Trouble::unserved);
    if (verdict.fragment == nullptr)
        return Fate::done;
    reassemble(mbuf, *verdict.fragment);
    return Fate::taken;
}

/// Answer a burst; replies wait in replies_.
/// @return how many there are
unsigned Port::answer(std::span<rte_mbuf* const> received) noexcept
{
    std::array<rte_mbuf*, most_burst> others;
    Responder& responder = *responder_;
    unsigned plain_echoes = 0, other_count = 0, waiting = waiting_;
    for (std::size_t i = 0; i < received.size(); i++) {
        if (i + 1 < received.size())
            rte_prefetch0(rte_pktmbuf_mtod(received[i + 1], void*));
        rte_mbuf& mbuf = *received[i];
        if (log_frames_)
            log("<", mbuf);
        if (mbuf.nb_segs == 1)
            if (const auto length = responder.handle_plain_echo(bytes_of(mbuf)); length != 0) {
                mbuf.pkt_len = mbuf.data_len = static_cast<std::uint16_t>(length);
                replies_[waiting++] = &mbuf;
                plain_echoes++;
                continue;
            }
        const Fate fate = answer(mbuf);
        if (fate == Fate::reply)
            replies_[waiting++] = &mbuf;
        else if (fate == Fate::done)
            others[other_count++] = &mbuf;
    }
    responder.count_plain_echoes(plain_echoes);
    if (other_count != 0)
        rte_pktmbuf_free_bulk(others.data(), other_count);
    return waiting - std::exchange(waiting_, waiting);
}

unsigned Port::poll() noexcept
{
    std::array<rte_mbuf*, most_burst> received;
    const unsigned count = rte_eth_rx_burst(id_, 0, received.data(), static_cast<std::uint16_t>(burst_));
    if (count == 0 && waiting_ == 0)
        return 0;
    quiet_polls_++;
    if (count != 0) {
        burst_began_ = rte_rdtsc();
        if (const unsigned replies = answer(std::span(received).first(count)); replies != 0) {
            bursts_[waiting_bursts_++] = {burst_began_, replies};
            quiet_polls_ = 0;
        }
    }
    const unsigned waiting = waiting_;
    if (!in_numbers_ || waiting >= burst_ || quiet_polls_ >= patience)
        flush();
    return count + waiting;
}

void Port::flush() noexcept
{
    if (waiting_ == 0)
        return;
    transmit(replies_.data(), waiting_);
    const std::uint64_t now = rte_rdtsc();
    for (const auto& burst : std::span(bursts_).first(waiting_bursts_))
        handling_.add(now - burst.began, burst.replies);
    in_numbers_ = waiting_ > 1;
    waiting_ = waiting_bursts_ = 0;
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
