// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>

#include "driver.hpp"

namespace test {

/// What the tests of a filter do, on a port of theirs.
template <class Base>
class Filtering : public Base {
protected:
    using Base::Base;

    [[nodiscard]] int start_with(std::uint64_t offloads)
    {
        this->conf.rxmode.offloads = offloads;
        return this->start();
    }
    [[nodiscard]] Frame untagged() const { return this->frame(80, 3); }
    /// @param tci  VLAN, CFI and priority
    [[nodiscard]] Frame tagged(unsigned tci, unsigned type = 0x8100) const
    {
        Frame out = this->frame(80, 4);
        const std::array<std::uint8_t, 4> tag{static_cast<std::uint8_t>(type >> 8), static_cast<std::uint8_t>(type),
                                              static_cast<std::uint8_t>(tci >> 8), static_cast<std::uint8_t>(tci)};
        out.insert(out.begin() + 12, tag.begin(), tag.end());
        return out;
    }
    /// It comes in as it is, or not at all.
    [[nodiscard]] bool lets_in(const Frame& sent)
    {
        this->bed.pass(1'000'000);  // QEMU, after a write to RCTL
        const bool delivered = this->model.receive(sent) == model::Delivery::delivered;
        EXPECT_EQ(this->receive_all(), delivered ? Frames{sent} : Frames{});
        return delivered;
    }
    void expect_only(std::uint16_t vlan)
    {
        EXPECT_TRUE(lets_in(untagged()));
        EXPECT_TRUE(lets_in(tagged(vlan)));
        EXPECT_FALSE(lets_in(tagged(vlan ^ 1)));
        EXPECT_FALSE(lets_in(tagged(vlan ^ 32)));
    }
    void expect_all()
    {
        for (const unsigned vlan : {0u, 1u, 100u, 101u, 4095u})
            EXPECT_TRUE(lets_in(tagged(vlan))) << vlan;
        EXPECT_TRUE(lets_in(untagged()));
    }
    [[nodiscard]] int enter(std::uint16_t vlan, bool in = true)
    {
        return rte_eth_dev_vlan_filter(this->port, vlan, in ? 1 : 0);
    }
    [[nodiscard]] int switch_filter(bool on)
    {
        return rte_eth_dev_set_vlan_offload(this->port, on ? RTE_ETH_VLAN_FILTER_OFFLOAD : 0);
    }
    void restart()
    {
        ASSERT_EQ(rte_eth_dev_stop(this->port), 0);
        ASSERT_EQ(rte_eth_dev_start(this->port), 0);
        ASSERT_TRUE(this->wait_link());
    }
};

}  // namespace test
