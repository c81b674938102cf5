// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include <rte_mbuf.h>

#include "rxtx/tx_offload.hpp"
#include "support/frame.hpp"

namespace fuzz {

/// A packet as an application hands it in.
struct Asked {
    test::Frame bytes;
    std::size_t segments = 0, pieces = 0;  ///< how many, and how many hold something
    std::uint64_t flags = 0;
    std::size_t l2 = 0, l3 = 0, l4 = 0, mss = 0;
    std::uint16_t tag = 0;
};
[[nodiscard]] Asked read(const rte_mbuf* packet);

/// What an application may expect of a transmit queue, from what ethdev and doc/limits.rst say, in plain code and
/// without descriptors.
class TxOffloadOracle {
public:
    /// @param can   what is configured, and what the device does wrong
    /// @param care  how its descriptors must be  @param ring  how many there are
    TxOffloadOracle(const e1k::TxAbilities& can, const e1k::hw::TxCare& care, std::uint16_t ring)
        : can_{can}, careful_{care.any()}, of_pieces_{care.of_pieces()}, ring_{ring}
    {
    }

    enum class Must { go, stay, either };
    /// Either: it depends on how many descriptors the driver makes of it.
    [[nodiscard]] Must verdict(const Asked& asked) const;

    /// All that it asks for is configured, and in the family's power.
    [[nodiscard]] bool heard(const Asked& asked) const;

    /// The frames on the wire, for a packet that goes. What is too short is not padded here.
    [[nodiscard]] std::vector<test::Frame> frames(const Asked& asked, std::uint16_t tag_type) const;

    /// Headers alone may follow them: QEMU sends them so, where the driver does not see to it that it does not.
    [[nodiscard]] bool headers_may_follow(const Asked& asked) const;

    [[nodiscard]] bool segmented(const Asked& asked) const { return (wishes(asked) & segmentation) != 0; }
    [[nodiscard]] bool tagged(const Asked& asked) const { return (wishes(asked) & RTE_MBUF_F_TX_VLAN) != 0; }

    /// @p wire is @p expected, padded perhaps. A checksum of zero is written in two ways.
    [[nodiscard]] bool alike(const Asked& asked, const test::Frame& wire, const test::Frame& expected) const;

private:
    static constexpr std::uint64_t segmentation = RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_UDP_SEG;

    [[nodiscard]] std::uint64_t wishes(const Asked& asked) const;
    [[nodiscard]] bool by_software(const Asked& asked) const;
    [[nodiscard]] Must as_it_is(const Asked& asked) const;
    [[nodiscard]] Must checksummed(const Asked& asked) const;
    [[nodiscard]] Must cut(const Asked& asked) const;
    [[nodiscard]] bool tcp(const Asked& asked) const;
    [[nodiscard]] std::size_t front(const Asked& asked) const { return tagged(asked) ? 4 : 0; }
    [[nodiscard]] std::size_t header(const Asked& asked) const { return front(asked) + asked.l2 + asked.l3 + asked.l4; }
    /// Of a packet that takes so many descriptors at least, and at most where each goes as it is.
    [[nodiscard]] Must fits(std::size_t least, std::size_t most) const;

    e1k::TxAbilities can_;
    bool careful_, of_pieces_;
    std::uint16_t ring_;
};

}  // namespace fuzz
