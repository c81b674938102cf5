// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/host/reassembly.hpp"

#include <algorithm>
#include <utility>

namespace responder {

namespace {

constexpr std::uint32_t largest_datagram = 65535;

/// RFC 791 3.2, RFC 8200 4.5: every fragment but the last is a multiple of 8 bytes long, and none ends beyond 64 KiB.
bool possible(const Fragment& fragment)
{
    return fragment.length != 0 && (!fragment.more || fragment.length % 8 == 0) &&
           fragment.offset + fragment.length <= largest_datagram;
}

std::size_t buffers(std::span<const Reassembly::Piece> pieces)
{
    std::size_t sum = 0;
    for (const auto& piece : pieces)
        sum += piece.buffers;
    return sum;
}

}  // namespace

Reassembly::Reassembly(std::size_t most_held, void (*release)(Handle), Counters& counters)
    : most_held_(most_held), release_(release), counters_(counters), datagrams_(most_datagrams)
{
}

Reassembly::~Reassembly()
{
    clear();
}

Reassembly::Worth Reassembly::Datagram::worth() const
{
    if (!used)
        return Worth::free_place;
    if (poisoned)
        return Worth::poisoned;
    return answerable ? Worth::answerable : Worth::unanswerable;
}

std::span<const Reassembly::Piece> Reassembly::add(const Fragment& fragment, Handle handle,
                                                   std::uint64_t now_ns) noexcept
{
    expire(now_ns);
    if (!possible(fragment)) {
        drop(handle, Event::fragment_malformed);
        return {};
    }
    Datagram* datagram = find(fragment, now_ns);
    if (datagram == nullptr) {
        drop(handle, Event::fragment_full);
        return {};
    }
    if (!place(*datagram, fragment, handle))
        return {};
    if (datagram->bytes == datagram->total) {
        counters_.count(Event::fragment_reassembled);
        held_ -= buffers(datagram->held());
        datagram->used = false;
        return datagram->held();
    }
    while (held_ > most_held_)
        give_up(least([](const Datagram& d) { return d.used && d.count != 0; }), Event::fragment_full);
    return {};
}

bool Reassembly::place(Datagram& datagram, const Fragment& fragment, Handle handle) noexcept
{
    const auto end_of = [](const auto& piece) { return piece.offset + piece.length; };
    const auto held = datagram.held();
    const auto next =
        std::find_if(held.begin(), held.end(), [&](const Piece& p) { return p.offset >= fragment.offset; });
    if (next != held.end() && next->offset == fragment.offset && next->length == fragment.length) {
        drop(handle, Event::fragment_duplicate);
        return false;
    }
    const bool overlaps = (next != held.end() && next->offset < end_of(fragment)) ||
                          (next != held.begin() && end_of(*std::prev(next)) > fragment.offset) ||
                          (datagram.total != 0 && end_of(fragment) > datagram.total) ||
                          (!fragment.more && !held.empty() && end_of(held.back()) > end_of(fragment)) ||
                          (!fragment.more && datagram.total != 0);
    if (datagram.poisoned || overlaps || datagram.count == most_pieces) {
        const Event why = datagram.count == most_pieces ? Event::fragment_full : Event::fragment_overlap;
        give_up(datagram, why);
        datagram.used = datagram.poisoned = true;
        drop(handle, why);
        return false;
    }
    const auto at = next - held.begin();
    std::copy_backward(datagram.pieces.begin() + at,
                       datagram.pieces.begin() + static_cast<std::ptrdiff_t>(datagram.count),
                       datagram.pieces.begin() + static_cast<std::ptrdiff_t>(datagram.count) + 1);
    datagram.pieces[static_cast<std::size_t>(at)] = {handle,           fragment.offset, fragment.length,
                                                     fragment.network, fragment.start,  fragment.buffers};
    datagram.count++;
    datagram.answerable = datagram.answerable || fragment.answerable;
    held_ += fragment.buffers;
    datagram.bytes += fragment.length;
    if (!fragment.more)
        datagram.total = end_of(fragment);
    return true;
}

/// The fragment's datagram, which may be a new one.
/// @return null: there is none, and no other may go for it
Reassembly::Datagram* Reassembly::find(const Fragment& fragment, std::uint64_t now_ns) noexcept
{
    const auto found = std::find_if(datagrams_.begin(), datagrams_.end(),
                                    [&](const auto& d) { return d.used && d.key == fragment.key; });
    if (found != datagrams_.end())
        return &*found;
    Datagram& datagram = least([](const Datagram&) { return true; });
    if (datagram.worth() == Worth::answerable && !fragment.answerable)
        return nullptr;
    give_up(datagram, Event::fragment_full);
    datagram.key = fragment.key;
    datagram.since_ns = now_ns;
    datagram.used = true;
    datagram.answerable = fragment.answerable;
    return &datagram;
}

/// Of the datagrams of which @p condition holds, the one to go for another: that of least worth, and of these the
/// oldest.
template <class Condition>
Reassembly::Datagram& Reassembly::least(Condition condition) noexcept
{
    return *std::min_element(datagrams_.begin(), datagrams_.end(), [&](const Datagram& a, const Datagram& b) {
        if (condition(a) != condition(b))
            return condition(a);
        return std::pair(a.worth(), a.since_ns) < std::pair(b.worth(), b.since_ns);
    });
}

void Reassembly::drop(Handle handle, Event why) noexcept
{
    counters_.count(why);
    release_(handle);
}

void Reassembly::give_up(Datagram& datagram, Event why) noexcept
{
    if (datagram.used) {
        for (const auto& piece : datagram.held())
            drop(piece.handle, why);
        held_ -= buffers(datagram.held());
    }
    datagram.used = datagram.poisoned = datagram.answerable = false;
    datagram.count = 0;
    datagram.total = datagram.bytes = 0;
}

std::optional<Reassembly::Piece> Reassembly::take_late(std::uint64_t now_ns) noexcept
{
    for (auto& datagram : datagrams_) {
        if (!datagram.used || now_ns <= datagram.since_ns + timeout_ns)
            continue;
        std::optional<Piece> first;
        if (datagram.count != 0 && datagram.pieces[0].offset == 0) {
            first = datagram.pieces[0];
            counters_.count(Event::fragment_timeout);
            held_ -= first->buffers;
            datagram.count--;
            std::copy_n(datagram.pieces.begin() + 1, datagram.count, datagram.pieces.begin());
        }
        give_up(datagram, Event::fragment_timeout);
        if (first)
            return first;
    }
    return {};
}

void Reassembly::expire(std::uint64_t now_ns) noexcept
{
    while (const auto first = take_late(now_ns))
        release_(first->handle);
}

void Reassembly::clear() noexcept
{
    for (auto& datagram : datagrams_)
        give_up(datagram, Event::fragment_timeout);
}

}  // namespace responder
