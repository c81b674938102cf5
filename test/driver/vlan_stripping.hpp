// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "driver.hpp"
#include "support/message.hpp"

namespace test {

inline constexpr std::uint64_t told = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;

/// A packet as the application gets it.
struct Got {
    Frame bytes;
    std::uint64_t flags = 0;
    std::uint16_t tci = 0;

    bool operator==(const Got&) const = default;
};

template <class Base>
class Stripping : public Base {
protected:
    using Base::Base;

    [[nodiscard]] int start_with(std::uint64_t offloads)
    {
        this->conf.rxmode.offloads = offloads;
        return this->start();
    }
    void arrive(const Frame& frame)
    {
        this->bed.pass(1'000'000);  // QEMU, after a write to RCTL
        ASSERT_EQ(this->model.receive(frame), model::Delivery::delivered);
    }
    [[nodiscard]] std::vector<Got> all()
    {
        std::vector<Got> out;
        for (auto packets = this->burst(); !packets.empty(); packets = this->burst())
            for (rte_mbuf* m : packets) {
                out.push_back({bytes_of(m), m->ol_flags, m->vlan_tci});
                rte_pktmbuf_free(m);
            }
        return out;
    }
    void expect_stripped(const Frame& plain, unsigned tci, unsigned type = 0x8100)
    {
        arrive(tagged(plain, tci, type));
        const std::vector<Got> got = all();
        ASSERT_EQ(got.size(), 1u);
        EXPECT_EQ(got[0], (Got{plain, told, static_cast<std::uint16_t>(tci)}));
    }
    void expect_as_it_is(const Frame& frame)
    {
        arrive(frame);
        EXPECT_EQ(all(), std::vector<Got>{{.bytes = frame}});
    }
    [[nodiscard]] int switch_strip(bool on)
    {
        return rte_eth_dev_set_vlan_offload(this->port, on ? RTE_ETH_VLAN_STRIP_OFFLOAD : 0);
    }
    /// Whatever the driver made of it, the application has the tag once.
    static void expect_once(const Got& got, const Frame& plain, std::uint16_t tci)
    {
        const bool out = (got.flags & RTE_MBUF_F_RX_VLAN_STRIPPED) != 0;
        EXPECT_EQ(got, out ? (Got{plain, told, tci}) : (Got{.bytes = tagged(plain, tci)}));
    }
};

}  // namespace test
