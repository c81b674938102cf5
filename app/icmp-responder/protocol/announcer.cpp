// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/announcer.hpp"

#include <algorithm>
#include <utility>

#include "protocol/ipv4/arp.hpp"
#include "protocol/ipv6/ndp.hpp"
#include "protocol/time.hpp"
#include "protocol/wire/ethernet.hpp"

namespace responder {

namespace {

constexpr std::uint8_t ndp_hop_limit = 255;

// RFC 5227 1.1: ANNOUNCE_NUM, ANNOUNCE_INTERVAL, for both families (RFC 4861 7.2.6: at most three); how often what goes
// on is told again, as DEFEND_INTERVAL.
constexpr unsigned announce_number = 2;
constexpr std::uint64_t announce_interval_ns = 2 * second_ns, tell_interval_ns = 10 * second_ns;

/// How a family asks: at once or after a random part of `delay`, then from `least` to `most` apart, then `wait` for who
/// has an address to say so.
struct Manner {
    unsigned number;
    std::uint64_t delay_ns, least_ns, most_ns, wait_ns;
};
/// RFC 5227 1.1: PROBE_NUM, PROBE_WAIT, PROBE_MIN, PROBE_MAX, ANNOUNCE_WAIT.
constexpr Manner manner(const Ipv4Interface*)
{
    return {3, second_ns, second_ns, 2 * second_ns, 2 * second_ns};
}
/// RFC 4862 5.1, 5.4.2: DupAddrDetectTransmits, the delay of the first message; RFC 4861 10: RETRANS_TIMER.
constexpr Manner manner(const Ipv6Interface*)
{
    return {1, second_ns, second_ns, second_ns, second_ns};
}

std::size_t write_ndp(std::span<std::uint8_t> out, const Host& host, std::uint16_t vlan, const Ipv6Address& from,
                      const Ipv6Address& to, auto message)
{
    const std::size_t at = begin_frame(out, multicast_mac(to), host.mac, ethertype::ipv6, vlan);
    *view<Ipv6Header>(out, at) = {
        6u << 28, static_cast<unsigned>(sizeof(message)), protocol::icmpv6, ndp_hop_limit, from, to};
    *view<decltype(message)>(out, at + sizeof(Ipv6Header)) = message;
    return at + sizeof(Ipv6Header) + sizeof(message);
}

/// The sender's address of a probe is zero: nobody is to learn it.
std::size_t write(std::span<std::uint8_t> out, const Host& host, std::uint16_t vlan, const Ipv4Interface& mine)
{
    const std::size_t at = begin_frame(out, broadcast_mac, host.mac, ethertype::arp, vlan);
    const bool probe = mine.claim == Claim::tentative;
    *view<ArpPacket>(out, at) = make_arp(host.mac, probe ? Ipv4Address{} : mine.address, mine.address);
    return at + sizeof(ArpPacket);
}

std::size_t write(std::span<std::uint8_t> out, const Host& host, std::uint16_t vlan, const Ipv6Interface& mine)
{
    const auto& address = mine.address;
    if (mine.claim == Claim::tentative)
        return write_ndp(out, host, vlan, {}, solicited_node(address), make_probe(address));
    return write_ndp(out, host, vlan, address, all_nodes,
                     make_advertisement(address, host.mac, all_nodes, NeighbourMessage::override_entry));
}

void make_tentative(Host& host)
{
    const auto all = [](auto& interfaces) {
        for (auto& interface : interfaces)
            interface.claim = Claim::tentative;
    };
    all(host.ipv4);
    all(host.ipv6);
}

}  // namespace

void Announcer::link_up(Host& host, std::uint64_t now) noexcept
{
    random_ = now | 1;
    for (const auto byte : host.mac.bytes)
        random_ = (random_ ^ byte) * 0x100000001b3;  // FNV-1a
    std::uint64_t join_delay = 0;
    const auto begin = [&](Rounds& rounds, auto& mine) {
        const auto how = manner(mine.data());
        if (mine.empty()) {
            rounds = {Phase::done};
            return std::uint64_t{0};
        }
        if (!host.probe) {
            rounds = {Phase::announcing, announce_number, now};
            return std::uint64_t{0};
        }
        const auto delay = random(how.delay_ns);
        rounds = {Phase::probing, how.number, now + delay};
        return delay;
    };
    begin(v4_, host.ipv4);
    join_delay = begin(v6_, host.ipv6);
    joined_ = {host.ipv6.empty() ? 0 : announce_number, now + join_delay};  // RFC 4862 5.4.2: before the question
    to_tell_ = host.probe;
}

void Announcer::link_down(Host& host) noexcept
{
    v4_ = v6_ = {};
    joined_ = answer_ = {};
    if (host.probe)
        make_tentative(host);
}

/// RFC 3810 6.2: after a random part of the delay, and at once for all that was asked meanwhile.
void Announcer::asked(const MulticastQuery& query, std::uint64_t now) noexcept
{
    if (!query.ours)
        return;
    const std::uint64_t at = now + random(query.most_delay_ms) * ms_ns;
    answer_ = {1, answer_.left == 0 ? at : std::min(answer_.at_ns, at)};
    answer_kind_ = query.answer;
}

void Announcer::clash(const Conflict& conflict, Host& host, std::uint64_t now) noexcept
{
    const auto name = std::visit([](const auto& a) { return to_string(a); }, conflict.address);
    Claim& claim = host.claim_of(conflict.address);
    const std::string who = to_string(conflict.mac) + " (we are " + to_string(host.mac) + ")";
    if (claim == Claim::tentative) {
        claim = Claim::lost;
        say(name + " is not taken: it is in use by " + who);
    } else if (told_ns_ == 0 || now - told_ns_ >= tell_interval_ns) {
        told_ns_ = now;
        say(name + " is in use by another station too: by " + who);
    }
}

Verdict Announcer::due(std::uint64_t now, Host& host, std::span<std::uint8_t> out) noexcept
{
    // First the groups: what answers the rest is to arrive.
    if (const auto length = report(joined_, Report::change, host, now, out); length != 0)
        return {Event::mld_reported, length};
    if (const auto length = report(answer_, answer_kind_, host, now, out); length != 0)
        return {Event::mld_reported, length};
    Event event{};
    if (const auto length = speak(v4_, host.ipv4, host, now, out, event); length != 0)
        return {event, length};
    if (const auto length = speak(v6_, host.ipv6, host, now, out, event); length != 0)
        return {event, length};
    if (settled() && std::exchange(to_tell_, false))
        tell_what_is_ours(host);
    return {Event::announced};
}

template <class Interface>
std::size_t Announcer::speak(Rounds& rounds, std::vector<Interface>& mine, const Host& host, std::uint64_t now,
                             std::span<std::uint8_t> out, Event& event) noexcept
{
    while (rounds.left != 0 && now >= rounds.at_ns) {
        const std::size_t frames = rounds.phase == Phase::waiting ? 0 : mine.size() * host.links();
        if (rounds.index == frames) {
            end_round(rounds, mine, now);
            continue;
        }
        const std::size_t index = rounds.index++;
        const auto& interface = mine[index % mine.size()];
        if (interface.claim == Claim::lost)
            continue;
        event = rounds.phase == Phase::probing ? Event::probed : Event::announced;
        return write(out, host, host.vlan_of(index / mine.size()), interface);
    }
    return 0;
}

template <class Interface>
void Announcer::end_round(Rounds& rounds, std::vector<Interface>& mine, std::uint64_t now) noexcept
{
    const auto how = manner(mine.data());
    rounds.index = 0;
    rounds.left--;
    if (rounds.phase == Phase::announcing) {
        rounds.at_ns = now + announce_interval_ns;
        if (rounds.left == 0)
            rounds.phase = Phase::done;
    } else if (rounds.phase == Phase::probing) {
        rounds.at_ns = now + how.least_ns + random(how.most_ns - how.least_ns);
        if (rounds.left == 0)
            rounds = {Phase::waiting, 1, now + how.wait_ns};
    } else {
        for (auto& interface : mine)
            if (interface.claim == Claim::tentative)
                interface.claim = Claim::taken;
        rounds = {Phase::announcing, announce_number, now};
    }
}

std::size_t Announcer::report(Reports& reports, Report kind, const Host& host, std::uint64_t now,
                              std::span<std::uint8_t> out) noexcept
{
    while (reports.left != 0 && now >= reports.at_ns) {
        while (reports.index < responder::reports(host))
            if (const auto length = write_report(host, reports.index++, kind, out); length != 0)
                return length;
        reports = {reports.left - 1, now + announce_interval_ns};
    }
    return 0;
}

/// xorshift64*: enough to keep stations that start together apart.
std::uint64_t Announcer::random(std::uint64_t most) noexcept
{
    random_ ^= random_ >> 12;
    random_ ^= random_ << 25;
    random_ ^= random_ >> 27;
    return (random_ * 0x2545f4914f6cdd1d >> 16) % (most + 1);
}

void Announcer::tell_what_is_ours(const Host& host) noexcept
{
    std::string ours;
    const auto add = [&](const auto& interfaces) {
        for (const auto& interface : interfaces)
            if (interface.claim == Claim::taken)
                ours += to_string(Interface(interface)) + " ";
    };
    add(host.ipv4);
    add(host.ipv6);
    say(ours.empty() ? "no address is left to answer for" : "answering for " + ours + "at " + to_string(host.mac));
}

void Announcer::say(std::string line)
{
    const std::lock_guard guard(lock_);
    lines_.push_back(std::move(line));
}

std::vector<std::string> Announcer::take_lines()
{
    const std::lock_guard guard(lock_);
    return std::exchange(lines_, {});
}

}  // namespace responder
