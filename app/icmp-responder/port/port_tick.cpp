// SPDX-License-Identifier: BSD-3-Clause
#include <rte_cycles.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "port/mbuf.hpp"
#include "port/port.hpp"
#include "protocol/announcer.hpp"
#include "protocol/frame_text.hpp"

namespace responder {

namespace {

constexpr std::uint64_t ms_ns = 1'000'000;
constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr std::uint64_t look_at_link_ns = second_ns / 10;
// Autonegotiation of 1000BASE-T takes two to four seconds: how long a first ping waits for it.
constexpr std::uint64_t wait_for_link_ns = 5 * second_ns;
// RFC 5227 1.1: ANNOUNCE_NUM, ANNOUNCE_INTERVAL.
constexpr unsigned announce_number = 2;
constexpr std::uint64_t announce_interval_ns = 2 * second_ns;

}  // namespace

void Port::tick(std::uint64_t now) noexcept
{
    now_ns_ = now;
    responder_->neighbours().set_time(now);
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
        link_seen_ = true;
        gone_ = rte_eth_dev_is_removed(id_) == 1;  // drivers without an interrupt line cannot tell by INTR_RMV
    }
    if (pinger_ != nullptr && link_seen_)
        serve_pinger();
    if (link_up_ && announcements_left_ != 0 && now >= announce_at_ns_) {
        announcements_left_--;
        announce_at_ns_ = now + announce_interval_ns;
        announce_addresses();
    }
    if (report_at_ns_ != 0 && now >= report_at_ns_) {
        report_at_ns_ = 0;
        report_groups(report_kind_);
    }
}

/// RFC 3810 6.2: after a random part of the delay, and at once for all that was asked meanwhile.
void Port::plan_report(const MulticastQuery& query) noexcept
{
    if (!query.ours)
        return;
    const std::uint64_t at = now_ns_ + rte_rdtsc() % (query.most_delay_ms + 1) * ms_ns;
    report_at_ns_ = report_at_ns_ == 0 ? at : std::min(report_at_ns_, at);
    report_kind_ = query.answer;
}

void Port::report_groups(Report kind) noexcept
{
    const auto& host = responder_->host();
    std::array<std::uint8_t, report_room> frame{};
    for (std::size_t i = 0; i < reports(host); i++) {
        const auto length = write_report(host, i, kind, frame);
        if (length == 0)
            continue;
        responder_->counters().count(Event::mld_reported);
        send(std::span(frame).first(length));
    }
}

void Port::announce_addresses() noexcept
{
    report_groups(Report::change);  // first: what answers the announcements is to arrive
    const auto& host = responder_->host();
    std::array<std::uint8_t, announcement_room> frame{};
    for (std::size_t i = 0; i < announcements(host); i++) {
        responder_->counters().count(Event::announced);
        send(std::span(frame).first(announce(host, i, frame)));
    }
}

void Port::serve_pinger() noexcept
{
    if (!link_up_) {
        pinger_->pass(now_ns(), "the link is down", wait_for_link_ns);
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

std::string time_of_day()
{
    const auto now = std::chrono::system_clock::now();
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count() % 1'000'000;
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d.%06lld", parts.tm_hour, parts.tm_min, parts.tm_sec,
                  static_cast<long long>(us));
    return text.data();
}

/// One line on standard output: time of day, port, "<" for received and ">" for sent, and the frame.
void Port::log(const char* direction, const rte_mbuf& mbuf) const
{
    std::printf("%s port %u %s %s\n", time_of_day().c_str(), id_, direction, frame_text({bytes_of(mbuf)}).c_str());
    std::fflush(stdout);
}

}  // namespace responder
