// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "protocol/wire/address.hpp"

namespace responder {

/// Who is where on the link, as ARP and neighbour discovery told: a table of fixed size, the oldest entry goes first.
class Neighbours {
public:
    struct Entry {
        Ipv6Address address{};  ///< mapped()
        Mac mac{};
        std::uint64_t seen_ns = 0;
        bool used = false;
    };
    static constexpr std::size_t sets = 64, ways = 4;

    /// Time from here on, on any clock that only goes forward.
    void set_time(std::uint64_t now_ns) noexcept { now_ns_ = now_ns; }
    [[nodiscard]] std::uint64_t time() const noexcept { return now_ns_; }

    template <class Address>
    void learn(const Address& address, const Mac& mac) noexcept
    {
        learn_key(mapped(address), mac);
    }
    template <class Address>
    [[nodiscard]] std::optional<Mac> find(const Address& address) const noexcept
    {
        return find_key(mapped(address));
    }
    [[nodiscard]] const std::array<Entry, sets * ways>& entries() const noexcept { return entries_; }
    void clear() noexcept { entries_ = {}; }

private:
    void learn_key(const Ipv6Address& address, const Mac& mac) noexcept;
    [[nodiscard]] std::optional<Mac> find_key(const Ipv6Address& address) const noexcept;

    std::array<Entry, sets * ways> entries_{};
    std::uint64_t now_ns_ = 0;
};

/// The address as people write it: IPv4 where it is one.
[[nodiscard]] std::string to_string(const Neighbours::Entry& entry);

}  // namespace responder
