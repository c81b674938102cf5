// SPDX-License-Identifier: BSD-3-Clause
// A port whose flow control is set, and the PAUSE frames of its partner.
#pragma once

#include <algorithm>

#include "driver.hpp"

namespace test {

inline constexpr std::uint16_t pause_both_ways = 1 << 10, pause_one_way = 1 << 11;  // ANAR and ANLPAR: PAUSE, ASM_DIR
inline constexpr std::uint32_t kib = 1024;

/// rte_eth_fc_conf, in its order, of which a test gives what it is about.
struct Asked {
    std::uint32_t high_water = 0, low_water = 0;
    std::uint16_t pause_time = 0;
    std::uint16_t send_xon = 0;
    rte_eth_fc_mode mode = RTE_ETH_FC_NONE;
    std::uint8_t mac_ctrl_frame_fwd = 0, autoneg = 0;
};

class FlowControlOp : public Driver {
protected:
    using Driver::Driver;

    [[nodiscard]] rte_eth_fc_conf get() const
    {
        rte_eth_fc_conf out{};
        EXPECT_EQ(rte_eth_dev_flow_ctrl_get(port, &out), 0);
        return out;
    }
    [[nodiscard]] int set(const Asked& asked)
    {
        rte_eth_fc_conf wanted{};
        wanted.high_water = asked.high_water;
        wanted.low_water = asked.low_water;
        wanted.pause_time = asked.pause_time;
        wanted.send_xon = asked.send_xon;
        wanted.mode = asked.mode;
        wanted.mac_ctrl_frame_fwd = asked.mac_ctrl_frame_fwd;
        wanted.autoneg = asked.autoneg;
        return rte_eth_dev_flow_ctrl_set(port, &wanted);
    }
    [[nodiscard]] int force(rte_eth_fc_mode mode) { return set({.mode = mode}); }
    [[nodiscard]] int negotiate(rte_eth_fc_mode mode) { return set({.mode = mode, .autoneg = 1}); }

    /// As CTRL has it.
    [[nodiscard]] int in_device()
    {
        const std::uint32_t control = model.stored(model::reg::CTRL);
        return ((control & model::ctrl::RFCE) != 0 ? RTE_ETH_FC_RX_PAUSE : 0) |
               ((control & model::ctrl::TFCE) != 0 ? RTE_ETH_FC_TX_PAUSE : 0);
    }
    [[nodiscard]] unsigned advertised() { return model.phy().reg(4) & (pause_both_ways | pause_one_way); }
    void set_partner_pause(std::uint16_t bits) { model.phy().set_partner(0x41e1 | bits, 0x3c00); }

    /// A PAUSE frame of the partner's.
    [[nodiscard]] static Frame pause(std::uint16_t time)
    {
        Frame frame{0x01, 0x80, 0xc2, 0, 0, 1, 2, 0, 0, 0, 0, 7, 0x88, 0x08, 0, 1};
        frame.push_back(static_cast<std::uint8_t>(time >> 8));
        frame.push_back(static_cast<std::uint8_t>(time));
        frame.resize(60);
        return frame;
    }
    /// The time of the PAUSE frame that has left; -1: none has.
    [[nodiscard]] int sent_pause()
    {
        if (model.sent.size() != 1)
            return -1;
        const Frame frame = model.sent.front();
        model.sent.clear();
        const int time = frame[16] << 8 | frame[17];
        Frame expected = pause(static_cast<std::uint16_t>(time));
        std::ranges::copy(mac(), expected.begin() + 6);
        EXPECT_EQ(frame, expected);
        return time;
    }
};

}  // namespace test
