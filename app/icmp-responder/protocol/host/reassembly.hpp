// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "protocol/host/event.hpp"
#include "protocol/host/fragment.hpp"

namespace responder {

/// Puts fragments together (RFC 791 3.2, RFC 815, RFC 8200 4.5). Knows nothing of what holds them.
///
/// librte_ip_frag takes at most 8 fragments a datagram as distributions build it; a datagram of 65535 bytes has 45 of
/// them on Ethernet and 53 at IPv6's minimum MTU.
class Reassembly {
public:
    using Handle = void*;  ///< whatever holds a fragment
    struct Piece {
        Handle handle;
        std::uint32_t offset, length;  ///< of its data in the datagram
        std::uint32_t network, start;  ///< where its network header and its data begin in the frame
        std::uint32_t buffers;         ///< that hold it
    };
    static constexpr std::size_t most_pieces = 128, most_datagrams = 64;
    static constexpr std::uint64_t timeout_ns = 30'000'000'000;

    /// @param most_held  buffers held at once; when there are more, a datagram goes: first those that hardly get an
    ///                   answer, then the oldest
    /// @param release    called with every fragment that is given up; such are counted in @p counters
    Reassembly(std::size_t most_held, void (*release)(Handle), Counters& counters);
    ~Reassembly();
    Reassembly(const Reassembly&) = delete;
    Reassembly& operator=(const Reassembly&) = delete;

    /// Take a fragment; it is held or released from here on.
    /// @return all pieces in order if the datagram is whole now: they are the caller's, the span is good until the
    ///         next call. Else empty.
    [[nodiscard]] std::span<const Piece> add(const Fragment& fragment, Handle handle, std::uint64_t now_ns) noexcept;

    /// Give up datagrams older than the timeout, up to one whose first fragment is there.
    /// @return that fragment, which is the caller's; none: all are given up
    [[nodiscard]] std::optional<Piece> take_late(std::uint64_t now_ns) noexcept;
    /// Give up all datagrams older than the timeout.
    void expire(std::uint64_t now_ns) noexcept;
    void clear() noexcept;                                             ///< give up all
    [[nodiscard]] std::size_t held() const noexcept { return held_; }  ///< buffers

private:
    /// What is lost if a datagram goes for another one.
    enum class Worth { free_place, poisoned, unanswerable, answerable };
    struct Datagram {
        FragmentKey key{};
        std::uint64_t since_ns = 0;
        std::uint32_t total = 0;  ///< bytes, 0 until the last fragment came
        std::uint32_t bytes = 0;  ///< received
        std::size_t count = 0;
        bool used = false;
        bool poisoned = false;    ///< overlapping: what still comes of it is dropped too (RFC 5722 3)
        bool answerable = false;  ///< one of its fragments is
        std::array<Piece, most_pieces> pieces{};

        [[nodiscard]] std::span<Piece> held() { return std::span(pieces).first(count); }
        [[nodiscard]] Worth worth() const;
    };

    [[nodiscard]] Datagram* find(const Fragment& fragment, std::uint64_t now_ns) noexcept;
    [[nodiscard]] bool place(Datagram& datagram, const Fragment& fragment, Handle handle) noexcept;
    void drop(Handle handle, Event why) noexcept;
    void give_up(Datagram& datagram, Event why) noexcept;
    template <class Condition>
    [[nodiscard]] Datagram& least(Condition condition) noexcept;

    std::size_t most_held_, held_ = 0;
    void (*release_)(Handle);
    Counters& counters_;
    std::vector<Datagram> datagrams_;
};

}  // namespace responder
