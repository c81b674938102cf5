// SPDX-License-Identifier: BSD-3-Clause
#include "port/station.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "port/clock.hpp"
#include "port/identity.hpp"
#include "port/mbuf.hpp"

namespace responder {

namespace {

// How many polls that bring none replies wait for more: to tell the device of each by itself costs more than that.
constexpr unsigned patience = 16;
// A datagram of the most fragments, each over two buffers.
constexpr unsigned most_segments = 2 * Reassembly::most_pieces;
constexpr std::uint64_t look_at_link_ns = 100'000'000;

}  // namespace

Station::Station(const PortOptions& options, const CommonOptions& common)
    : port_(options, common),
      burst_(common.burst),
      send_unreachable_(options.send_unreachable),
      responder_(make_host(port_.mac(), options, common.probe)),
      fragments_(responder_.counters()),
      sender_(port_, responder_.counters())
{
    port_.join(groups_of(responder_.host()));
    fragments_.hold(port_.spare_buffers());
    if (common.log_frames)
        sender_.log_frames();
}

Station::~Station()
{
    close();
}

void Station::start()
{
    if (started())
        return;
    port_.start();
    begin();
}

/// What was known of the link is not any more: addresses are asked for and announced again when it is up.
void Station::begin() noexcept
{
    if (!started())
        return;
    now_ns_ = now_ns();  // until the first tick
    responder_.neighbours().set_time(now_ns_);
    responder_.link_down();
}

void Station::leave() noexcept
{
    stop();
    fragments_.clear();
    sender_.stop_logging();
}

void Station::close() noexcept
{
    leave();
    port_.close();
}

void Station::let_device_go() noexcept
{
    leave();
    port_.let_device_go();
}

/// Change the port while no reply waits and no fragment is held, for both lie in its buffers.
template <class Change>
void Station::renew(Change change)
{
    bool lost = false;
    const Port::LetGo let_go = [&] {
        lost = true;
        flush();
        fragments_.clear();
    };
    try {
        change(let_go);
    } catch (...) {
        if (lost)
            begin();
        throw;
    }
    fragments_.hold(port_.spare_buffers());
    begin();
}

void Station::reset()
{
    renew([this](const Port::LetGo& let_go) { port_.reset(let_go); });
}

void Station::set_mtu(unsigned mtu)
{
    renew([=, this](const Port::LetGo& let_go) { port_.set_mtu(mtu, let_go); });
}

void Station::clear_statistics() noexcept
{
    port_.clear_statistics();
    responder_.counters().clear();
    handling_.clear();
}

Snapshot Station::snapshot() const
{
    Snapshot snapshot = port_.snapshot();
    snapshot.events = responder_.counters().values();
    snapshot.handled = handling_.counts();
    snapshot.ticks_per_us = ticks_per_us();
    return snapshot;
}

// From here to flush(): the fast path. Nothing there allocates memory or logs.

Verdict Station::judge(rte_mbuf& mbuf, bool reassembled) noexcept
{
    if (mbuf.nb_segs == 1)
        return responder_.handle({bytes_of(mbuf), {}, rte_pktmbuf_tailroom(&mbuf), reassembled});
    std::array<std::span<const std::uint8_t>, most_segments> room;
    const auto tail = tail_of(mbuf, room);
    if (!tail) {
        responder_.counters().count(Event::segments_many);
        return {Event::segments_many};
    }
    return responder_.handle({bytes_of(mbuf), *tail, 0, reassembled});
}

Station::Fate Station::answer(rte_mbuf& mbuf) noexcept
{
    const Verdict verdict = judge(mbuf);
    if (verdict.event == Event::echo_reply && pinger_ != nullptr)
        pinger_->take(bytes_of(mbuf), now_ns());
    if (verdict.is_reply()) {
        if (verdict.length != mbuf.pkt_len || verdict.skip != 0)
            fit(mbuf, verdict.skip, verdict.length);
        return sender_.sendable(mbuf) ? Fate::reply : Fate::done;
    }
    const bool unserved = verdict.event == Event::ipv4_protocol_other || verdict.event == Event::ipv6_next_header_other;
    if (unserved && send_unreachable_)
        complain(mbuf, Trouble::unserved);
    if (verdict.fragment == nullptr)
        return Fate::done;
    take_fragment(mbuf, *verdict.fragment);
    return Fate::taken;
}

/// Answer a burst; replies wait in replies_.
/// @return how many there are
unsigned Station::answer(std::span<rte_mbuf* const> received) noexcept
{
    std::array<rte_mbuf*, most_burst> others;
    Responder& responder = responder_;
    unsigned plain_echoes = 0, other_count = 0, waiting = waiting_;
    for (std::size_t i = 0; i < received.size(); i++) {
        if (i + 1 < received.size())
            rte_prefetch0(rte_pktmbuf_mtod(received[i + 1], void*));
        rte_mbuf& mbuf = *received[i];
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

unsigned Station::poll() noexcept
{
    std::array<rte_mbuf*, most_burst> received;
    const unsigned count = rte_eth_rx_burst(port_.id(), 0, received.data(), static_cast<std::uint16_t>(burst_));
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

void Station::flush() noexcept
{
    if (waiting_ == 0)
        return;
    sender_.send(std::span(replies_).first(waiting_));
    const std::uint64_t now = rte_rdtsc();
    for (const auto& burst : std::span(bursts_).first(waiting_bursts_))
        handling_.add(now - burst.began, burst.replies);
    in_numbers_ = waiting_ > 1;
    waiting_ = waiting_bursts_ = 0;
}

void Station::tick(std::uint64_t now) noexcept
{
    now_ns_ = now;
    responder_.neighbours().set_time(now);
    give_up_late();
    if (now - link_looked_at_ns_ >= look_at_link_ns)
        look_at_link();
    if (pinger_ != nullptr && port_.link_seen())
        serve_pinger();
    say_what_is_due();
}

void Station::look_at_link() noexcept
{
    link_looked_at_ns_ = now_ns_;
    const bool was_up = port_.link_up();
    port_.look();
    if (port_.link_up() && !was_up)
        responder_.link_up(now_ns_);
    else if (!port_.link_up() && was_up)
        responder_.link_down();
}

void Station::serve_pinger() noexcept
{
    if (!port_.link_up()) {
        pinger_->pass_without_link(now_ns());
        return;
    }
    if (!responder_.announcer().settled()) {
        pinger_->pass_without_address(now_ns());
        return;
    }
    std::array<std::uint8_t, Pinger::room> frame{};
    if (const auto length = pinger_->due(now_ns(), responder_.host(), responder_.neighbours(), frame); length != 0)
        sender_.send(std::span<const std::uint8_t>(frame).first(length));
}

void Station::say_what_is_due() noexcept
{
    std::array<std::uint8_t, Announcer::room> frame{};
    while (const auto length = responder_.due(now_ns_, frame))
        sender_.send(std::span<const std::uint8_t>(frame).first(length));
}

/// Give up datagrams that did not become whole in time, and tell who sent them.
void Station::give_up_late() noexcept
{
    while (auto* first = fragments_.take_late(now_ns_)) {
        complain(*first, Trouble::late);
        rte_pktmbuf_free(first);
    }
}

void Station::complain(const rte_mbuf& mbuf, Trouble trouble) noexcept
{
    std::array<std::uint8_t, error_room> error;
    if (const auto length = responder_.complain({bytes_of(mbuf)}, trouble, error); length != 0)
        sender_.send(std::span<const std::uint8_t>(error).first(length));
}

void Station::take_fragment(rte_mbuf& mbuf, const Fragment& fragment) noexcept
{
    const auto [datagram, came] = fragments_.add(fragment, mbuf, now_ns_);
    if (datagram == nullptr)
        return;
    const Verdict verdict = judge(*datagram, true);
    if (!verdict.is_reply()) {
        rte_pktmbuf_free(datagram);
        return;
    }
    fit(*datagram, verdict.skip, verdict.length);
    sender_.send(*datagram, came, fragments_);
    handling_.add(rte_rdtsc() - burst_began_);
}

}  // namespace responder
