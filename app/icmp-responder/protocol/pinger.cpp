// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/pinger.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "protocol/ipv4/arp.hpp"
#include "protocol/ipv4/ipv4.hpp"
#include "protocol/ipv6/ndp.hpp"
#include "protocol/time.hpp"
#include "protocol/wire/checksum.hpp"
#include "protocol/wire/ethernet.hpp"

namespace responder {

namespace {

// RFC 4861 10: MAX_MULTICAST_SOLICIT, a second apart (RETRANS_TIMER); RFC 1122 2.3.2.2: the request waits meanwhile.
constexpr unsigned most_asks = 3;
// How long a first ping waits: autonegotiation of 1000BASE-T takes two to four seconds, RFC 5227's questions up to
// seven.
constexpr std::uint64_t wait_for_link_ns = 5 * second_ns, wait_for_address_ns = 10 * second_ns;
constexpr std::size_t data_size = 56;  // as ping has it
constexpr std::uint8_t echo_hops = 64, ndp_hops = 255;

/// An echo message with its data; the checksum starts from what a pseudo-header adds.
std::size_t write_echo(std::span<std::uint8_t> out, std::uint8_t type, std::uint16_t id, std::uint16_t sequence,
                       InternetSum sum)
{
    *view<EchoHeader>(out, 0) = {type, 0, 0u, unsigned{id}, unsigned{sequence}};
    const std::size_t size = sizeof(EchoHeader) + data_size;
    for (std::size_t i = sizeof(EchoHeader); i < size; i++)
        out[i] = static_cast<std::uint8_t>(i);
    sum.add(out.first(size));
    view<EchoHeader>(out, 0)->checksum = static_cast<std::uint16_t>(~sum.folded());
    return size;
}

std::string milliseconds(double ms)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f", ms);
    return text.data();
}

struct Reply {
    std::uint16_t id = 0, sequence = 0;
    std::size_t size = 0;
    unsigned ttl = 0;
    Address source = Ipv4Address{};
};

/// The frame was checked by the responder; extension headers are not looked through.
std::optional<Reply> read_reply(std::span<std::uint8_t> frame)
{
    const auto* ethernet = view<EthernetHeader>(frame, 0);
    const Payload payload = untag({frame}, *ethernet);
    const EchoHeader* echo = nullptr;
    Reply reply;
    if (payload.type == ethertype::ipv4) {
        const auto* ip = view<Ipv4Header>(frame, payload.offset);
        echo = view<EchoHeader>(frame, payload.offset + ip->header_length());
        reply = {0, 0, ip->total_length - ip->header_length(), ip->ttl, ip->source};
    } else if (const auto* ip = view<Ipv6Header>(frame, payload.offset); ip->next_header == protocol::icmpv6) {
        echo = view<EchoHeader>(frame, payload.offset + sizeof(Ipv6Header));
        reply = {0, 0, ip->payload_length, ip->hop_limit, ip->source};
    }
    if (echo == nullptr)
        return {};
    reply.id = echo->id;
    reply.sequence = echo->sequence;
    return reply;
}

std::string name(const Address& address)
{
    return std::visit([](const auto& a) { return to_string(a); }, address);
}

}  // namespace

Pinger::Pinger(Address target, unsigned count, std::uint16_t id) : target_(target), count_(count), id_(id) {}

std::size_t Pinger::due(std::uint64_t now, const Host& host, const Neighbours& neighbours,
                        std::span<std::uint8_t> out) noexcept
{
    const auto neighbour = std::visit([&](const auto& a) { return neighbours.find(a); }, target_);
    const bool found = asking_ && neighbour;
    if (done_ || (now < next_ns_ && !found))
        return 0;
    const bool ask_again = asking_ && !neighbour && asked_ < most_asks;
    if (!found && !ask_again && !next_request(now))
        return 0;
    if (now >= next_ns_)
        next_ns_ = now + second_ns;
    asking_ = !neighbour;
    asked_ = neighbour ? 0 : asked_ + 1;
    last_ns_ = now;
    slot(sequence_) = {now, sequence_, neighbour.has_value()};
    return neighbour ? request(host, *neighbour, out) : ask(host, out);
}

void Pinger::pass(std::uint64_t now, const char* why, std::uint64_t patience) noexcept
{
    if (began_ns_ == 0)
        began_ns_ = now;
    if (done_ || now < next_ns_ || (sent_ == 0 && now - began_ns_ < patience) || !next_request(now))
        return;
    next_ns_ = now + second_ns;
    last_ns_ = now;
    asking_ = false;
    asked_ = 0;
    slot(sequence_) = {now, sequence_, false};
    errors_++;
    say("icmp_seq=" + std::to_string(sequence_) + " not sent: " + why);
}

void Pinger::pass_without_link(std::uint64_t now) noexcept
{
    pass(now, "the link is down", wait_for_link_ns);
}

void Pinger::pass_without_address(std::uint64_t now) noexcept
{
    pass(now, "it is not known yet whether our address is ours", wait_for_address_ns);
}

/// Say if the last request got no reply, and count the next one.
/// @return false: there is none
bool Pinger::next_request(std::uint64_t now) noexcept
{
    if (asking_)
        errors_++;
    if (asking_ || slot(sequence_).open)
        say((asking_ ? "no station answers for " : "no reply yet from ") + name(target_) +
            ": icmp_seq=" + std::to_string(sequence_));
    if (count_ != forever && sent_ == count_) {
        done_ = true;
        return false;
    }
    if (first_ns_ == 0)
        first_ns_ = now;
    sequence_++;
    sent_++;
    return true;
}

std::size_t Pinger::ask(const Host& host, std::span<std::uint8_t> out) const noexcept
{
    const std::uint16_t vlan = host.vlan_of(0);
    if (const auto* v4 = std::get_if<Ipv4Address>(&target_)) {
        const auto ours = host.address_towards(*v4);
        if (ours.is_zero())
            return 0;
        const std::size_t at = begin_frame(out, broadcast_mac, host.mac, ethertype::arp, vlan);
        *view<ArpPacket>(out, at) = make_arp(host.mac, ours, *v4);
        return at + sizeof(ArpPacket);
    }
    const auto& target = std::get<Ipv6Address>(target_);
    const auto group = solicited_node(target);
    const auto ours = host.address_towards(target);
    if (ours.is_zero())
        return 0;
    const std::size_t at = begin_frame(out, multicast_mac(group), host.mac, ethertype::ipv6, vlan);
    const auto message = make_solicitation(target, host.mac, ours, group);
    *view<Ipv6Header>(out, at) = {6u << 28, static_cast<unsigned>(sizeof(message)), protocol::icmpv6, ndp_hops, ours,
                                  group};
    *view<Advertisement>(out, at + sizeof(Ipv6Header)) = message;
    return at + sizeof(Ipv6Header) + sizeof(message);
}

std::size_t Pinger::request(const Host& host, const Mac& to, std::span<std::uint8_t> out) const noexcept
{
    const std::uint16_t vlan = host.vlan_of(0);
    const std::size_t size = sizeof(EchoHeader) + data_size;
    if (const auto* v4 = std::get_if<Ipv4Address>(&target_)) {
        const auto ours = host.address_towards(*v4);
        if (ours.is_zero())
            return 0;
        const std::size_t at = begin_frame(out, to, host.mac, ethertype::ipv4, vlan);
        *view<Ipv4Header>(out, at) = {.version_ihl = 0x45,
                                      .tos = 0,
                                      .total_length = static_cast<unsigned>(sizeof(Ipv4Header) + size),
                                      .id = unsigned{sequence_},
                                      .fragment = Ipv4Header::dont_fragment,
                                      .ttl = echo_hops,
                                      .protocol = protocol::icmp,
                                      .checksum = 0u,
                                      .source = ours,
                                      .destination = *v4};
        renew_checksum(out, at);
        return at + sizeof(Ipv4Header) +
               write_echo(out.subspan(at + sizeof(Ipv4Header)), icmp::echo_request, id_, sequence_, {});
    }
    const auto& target = std::get<Ipv6Address>(target_);
    const auto ours = host.address_towards(target);
    if (ours.is_zero())
        return 0;
    const std::size_t at = begin_frame(out, to, host.mac, ethertype::ipv6, vlan);
    *view<Ipv6Header>(out, at) = {6u << 28, static_cast<unsigned>(size), protocol::icmpv6, echo_hops, ours, target};
    return at + sizeof(Ipv6Header) +
           write_echo(out.subspan(at + sizeof(Ipv6Header)), icmpv6::echo_request, id_, sequence_,
                      pseudo_sum(ours, target, size));
}

void Pinger::take(std::span<std::uint8_t> frame, std::uint64_t now)
{
    const auto reply = read_reply(frame);
    if (!reply || reply->id != id_ || reply->source != target_)
        return;
    auto& request = slot(reply->sequence);
    if (!request.open || request.sequence != reply->sequence)
        return;
    request.open = false;
    received_++;
    const std::uint64_t rtt = now - request.sent_ns;
    const double ms = static_cast<double>(rtt) / 1e6;
    least_ns_ = std::min(least_ns_, rtt);
    most_ns_ = std::max(most_ns_, rtt);
    sum_ms_ += ms;
    sum_squares_ += ms * ms;
    say(std::to_string(reply->size) + " bytes from " + name(target_) + ": icmp_seq=" + std::to_string(reply->sequence) +
        " ttl=" + std::to_string(reply->ttl) + " time=" + milliseconds(ms) + " ms");
    done_ = count_ != forever && sent_ == count_ && received_ == sent_;
}

void Pinger::say(const std::string& line)
{
    const std::lock_guard guard(lock_);
    text_ += line + "\n";
}

std::string Pinger::take_text()
{
    const std::lock_guard guard(lock_);
    return std::exchange(text_, {});
}

std::string Pinger::summary() const
{
    const unsigned lost = sent_ == 0 ? 0 : (sent_ - received_) * 100 / sent_;
    std::string text = "--- " + name(target_) + " ping statistics ---\n" + std::to_string(sent_) +
                       " packets transmitted, " + std::to_string(received_) + " received, " +
                       (errors_ == 0 ? "" : "+" + std::to_string(errors_) + " errors, ") + std::to_string(lost) +
                       "% packet loss, time " + std::to_string((last_ns_ - first_ns_) / 1'000'000) + "ms\n";
    if (received_ == 0)
        return text;
    const double mean = sum_ms_ / received_;
    const double deviation = std::sqrt(std::max(0.0, sum_squares_ / received_ - mean * mean));
    return text + "rtt min/avg/max/mdev = " + milliseconds(static_cast<double>(least_ns_) / 1e6) + "/" +
           milliseconds(mean) + "/" + milliseconds(static_cast<double>(most_ns_) / 1e6) + "/" +
           milliseconds(deviation) + " ms\n";
}

}  // namespace responder
