// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cstdio>

#include "port/mbuf.hpp"
#include "port/port.hpp"
#include "protocol/frame_text.hpp"

namespace responder {

namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr std::uint64_t look_at_link_ns = second_ns / 10;
// How long a first ping waits: autonegotiation of 1000BASE-T takes two to four seconds, RFC 5227's questions up to
// seven.
constexpr std::uint64_t wait_for_link_ns = 5 * second_ns, wait_for_address_ns = 10 * second_ns;

}  // namespace

void Port::tick(std::uint64_t now) noexcept
{
    now_ns_ = now;
    responder_->neighbours().set_time(now);
    give_up_late(now);
    if (now - link_looked_at_ns_ >= look_at_link_ns) {
        link_looked_at_ns_ = now;
        const bool up = link().value_or(LinkState{}).up;
        if (up && !link_up_)
            responder_->link_up(now);
        else if (!up && link_up_)
            responder_->link_down();
        link_up_ = up;
        link_seen_ = true;
        gone_ = rte_eth_dev_is_removed(id_) == 1;  // drivers without an interrupt line cannot tell by INTR_RMV
    }
    if (pinger_ != nullptr && link_seen_)
        serve_pinger();
    say_what_is_due();
}

void Port::say_what_is_due() noexcept
{
    std::array<std::uint8_t, Announcer::room> frame{};
    while (const auto length = responder_->due(now_ns_, frame))
        send(std::span(frame).first(length));
}

void Port::serve_pinger() noexcept
{
    if (!link_up_) {
        pinger_->pass(now_ns(), "the link is down", wait_for_link_ns);
        return;
    }
    if (!responder_->announcer().settled()) {
        pinger_->pass(now_ns(), "it is not known yet whether our address is ours", wait_for_address_ns);
        return;
    }
    std::array<std::uint8_t, Pinger::room> frame{};
    if (const auto length = pinger_->due(now_ns(), responder_->host(), responder_->neighbours(), frame); length != 0)
        send(std::span(frame).first(length));
}

void Port::send(std::span<const std::uint8_t> frame) noexcept
{
    rte_mbuf* mbuf = rte_pktmbuf_alloc(pool_.get());
    if (mbuf == nullptr)
        return;
    rte_pktmbuf_append(mbuf, static_cast<std::uint16_t>(frame.size()));
    std::copy(frame.begin(), frame.end(), bytes_of(*mbuf).begin());
    transmit(&mbuf, 1);
}

/// One line on standard output: time of day, port, "<" for received and ">" for sent, and the frame.
void Port::log(const char* direction, const rte_mbuf& mbuf) const
{
    std::printf("%s port %u %s %s\n", time_of_day().c_str(), id_, direction, frame_text({bytes_of(mbuf)}).c_str());
    std::fflush(stdout);
}

}  // namespace responder
