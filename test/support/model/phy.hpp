// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "support/model/core.hpp"

namespace test::model {

/// The PHY at address 1 (SDM 13.4.7, chapter 11; registers 0 to 15: IEEE 802.3 clause 22), behind MDIC or pins, its
/// cable and the link partner: an M88, where BMCR counts from a reset or a restart on; or an IGP, where it counts at
/// once, a reset forgets all, and registers 16 to 30 are there in pages.
class Phy {
public:
    /// @param link_changed  called when the link to the partner comes or goes
    Phy(Core& core, std::function<void()> link_changed) : core_(core), link_changed_(std::move(link_changed)) {}

    /// As after power-on a while ago: with a cable, the link is up.
    void power_on();

    /// The PHY's own reset: autonegotiation starts anew.
    void reset();

    /// Put the cable in or pull it out. The link follows autonegotiation_us after it was put in, at once if pulled.
    void plug(bool in);
    [[nodiscard]] bool plugged() const { return cable_; }

    /// The pairs of the cable are crossed, and the partner does not see to it.
    void cross(bool crossed);

    /// What the partner can do, from the next autonegotiation on: registers 5 and 10.
    void set_partner(std::uint16_t ability, std::uint16_t gigabit_status);

    /// Autonegotiate anew, as BMCR bit 9 does.
    void renegotiate();

    [[nodiscard]] bool link() const { return link_; }
    [[nodiscard]] unsigned speed_mbps() const { return speed_; }
    [[nodiscard]] bool full_duplex() const { return full_duplex_; }
    /// What is sent comes back from it.
    [[nodiscard]] bool loopback() const;
    /// Nothing comes in from the cable, nothing goes out on it.
    [[nodiscard]] bool isolated() const;

    /// The MAC hears the carrier of its own frames, as half duplex needs it.
    [[nodiscard]] bool hears_carrier() const;

    /// CTRL_EXT was written, or reset: pin 4 may hold the PHY in its reset, Chip::phy_reset_pin.
    void look_at_reset_pin();

    /// A register, as the bus gets and sets it.
    [[nodiscard]] std::uint16_t read(unsigned number);
    void write(unsigned number, std::uint16_t value);
    static constexpr unsigned address = 1;
    /// It is there, and not in its reset.
    [[nodiscard]] bool answers() const;
    [[nodiscard]] std::uint16_t reg(unsigned number) const { return regs_[number]; }
    void set_reg(unsigned number, std::uint16_t value) { regs_[number] = value; }

    void tick();

private:
    [[nodiscard]] bool igp() const;
    [[nodiscard]] bool pairs_meet() const;
    void commit();
    void reset_kept();
    [[nodiscard]] bool powered() const;
    [[nodiscard]] bool looped() const;
    void set_link(bool up);
    void write_control(std::uint16_t value);
    void apply_control();
    [[nodiscard]] bool resolve();
    void force();
    void defaults();

    Core& core_;
    std::function<void()> link_changed_;
    std::array<std::uint16_t, 32> regs_{};
    std::uint16_t mode_ = 0;  ///< BMCR as far as it has taken effect
    std::uint16_t partner_ability_ = 0x45e1, partner_gigabit_ = 0x3c00;
    std::uint16_t crossover_ = 0;  ///< PSCR or PPCONT as far as it has taken effect
    std::map<unsigned, std::uint16_t> pages_;
    bool held_ = false;  ///< in its reset, by pin 4
    bool crossed_ = false;
    bool cable_ = true, link_ = false, was_down_ = false, full_duplex_ = true;
    unsigned speed_ = 1000;
    std::optional<std::uint64_t> negotiated_at_us_;
};

}  // namespace test::model
