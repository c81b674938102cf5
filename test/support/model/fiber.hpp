// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "support/model/core.hpp"

namespace test::model {

/// The chip's own 1000BASE-X, for ports without a PHY: optics or a backplane, and the partner at the other end. SDM
/// 8.6.3, 13.4.13, 13.4.14; IEEE 802.3 clause 37.
class Fiber {
public:
    /// @param link_changed  called when the link may have come or gone
    Fiber(Core& core, std::function<void()> link_changed) : core_(core), link_changed_(std::move(link_changed)) {}

    /// This port has no PHY.
    [[nodiscard]] bool present() const { return core_.chip.media != Media::copper; }

    /// As after power-on: the partner is there, and negotiates all there is.
    void power_on();
    /// The link's reset: CTRL.LRST is set, nothing is negotiated.
    void reset();

    /// Light, or on a backplane a signal, comes or goes.
    void plug(bool in);
    /// @param word  what the partner offers, as in RXCW 15:0
    void set_partner(bool negotiates, std::uint16_t word = full_duplex | pause | one_way);

    [[nodiscard]] bool link() const;
    /// The partner takes our frames, and we the partner's: both negotiate, or none does.
    [[nodiscard]] bool carries() const;
    /// What is sent comes back, by RCTL.LBM.
    [[nodiscard]] bool loopback() const;
    /// What the partner takes the link for.
    [[nodiscard]] bool partner_has_link() const;

    /// @p control with pin 1 at the level of the optics, if that is an input.
    [[nodiscard]] std::uint32_t with_light(std::uint32_t control) const;
    void control_written(std::uint32_t before);
    void write_txcw(std::uint32_t value);
    [[nodiscard]] std::uint32_t read_rxcw();

    void tick();

    static constexpr std::uint16_t full_duplex = 1 << 5, pause = 1 << 7, one_way = 1 << 8;

private:
    [[nodiscard]] bool negotiates() const;
    [[nodiscard]] bool synchronous() const { return light_ || loopback(); }
    void restart();
    void agree();

    Core& core_;
    std::function<void()> link_changed_;
    bool light_ = true, partner_negotiates_ = true;
    bool disturbed_ = false;  ///< symbols were invalid since RXCW was read last
    bool negotiated_ = false;
    std::uint16_t word_ = 0;
    std::optional<std::uint64_t> agreed_at_us_;
};

}  // namespace test::model
