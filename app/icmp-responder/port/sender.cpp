// SPDX-License-Identifier: BSD-3-Clause
#include "port/sender.hpp"

#include <rte_cycles.h>
#include <rte_ethdev.h>

#include <algorithm>

#include "port/mbuf.hpp"

namespace responder {

namespace {

// A full ring of 4096 minimum frames leaves a 1 Gbit/s wire in 2.8 ms; waiting longer stalls reception.
constexpr unsigned transmit_attempts = 300, transmit_wait_us = 10;

}  // namespace

bool Sender::sendable(rte_mbuf& mbuf) noexcept
{
    rte_mbuf* pointer = &mbuf;
    if (mbuf.nb_segs == 1 || rte_eth_tx_prepare(port_.id(), 0, &pointer, 1) == 1)
        return true;
    counters_.count(Event::transmit_refused);
    return false;
}

void Sender::send(std::span<rte_mbuf*> frames) noexcept
{
    for (unsigned attempt = 0; attempt < transmit_attempts; attempt++) {
        frames =
            frames.subspan(rte_eth_tx_burst(port_.id(), 0, frames.data(), static_cast<std::uint16_t>(frames.size())));
        if (frames.empty())
            return;
        if (log_)
            log_->again(static_cast<unsigned>(frames.size()));
        rte_delay_us_block(transmit_wait_us);
    }
    counters_.count(Event::transmit_full, frames.size());
    rte_pktmbuf_free_bulk(frames.data(), static_cast<unsigned>(frames.size()));
    if (log_)
        log_->again(0);
}

void Sender::send(std::span<const std::uint8_t> frame) noexcept
{
    rte_mbuf* mbuf = rte_pktmbuf_alloc(&port_.pool());
    if (mbuf == nullptr)
        return;
    rte_pktmbuf_append(mbuf, static_cast<std::uint16_t>(frame.size()));
    std::copy(frame.begin(), frame.end(), bytes_of(*mbuf).begin());
    send(std::span(&mbuf, 1));
}

void Sender::send(rte_mbuf& datagram, const Fragment& came, Fragments& fragments) noexcept
{
    rte_mbuf* whole = &datagram;
    if (datagram.pkt_len <= came.network + port_.mtu()) {
        if (sendable(datagram))
            send(std::span(&whole, 1));
        else
            rte_pktmbuf_free(whole);
        return;
    }
    const auto cut = fragments.cut(datagram, came, port_.mtu(), port_.pool());
    if (cut.empty())
        return;
    const auto count = static_cast<std::uint16_t>(cut.size());
    if (rte_eth_tx_prepare(port_.id(), 0, cut.data(), count) == count) {
        send(cut);
        return;
    }
    counters_.count(Event::transmit_refused);
    rte_pktmbuf_free_bulk(cut.data(), count);
}

}  // namespace responder
