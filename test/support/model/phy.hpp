// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

#include "support/model/core.hpp"

namespace test::model {

/// The internal M88 PHY at address 1 behind MDIC (SDM 13.4.7, chapter 11; registers 0 to 15: IEEE 802.3 clause 22), its
/// cable and the link partner.
class Phy {
public:
    /// @param link_changed  called when the link to the partner comes or goes
    /// @param mdi_done      called when an MDIC access with its interrupt bit ends
    Phy(Core& core, std::function<void()> link_changed, std::function<void()> mdi_done)
        : core_(core), link_changed_(std::move(link_changed)), mdi_done_(std::move(mdi_done))
    {
    }

    /// As after power-on a while ago: with a cable, the link is up.
    void power_on();

    /// The PHY's own reset: autonegotiation starts anew.
    void reset();

    /// Put the cable in or pull it out. The link follows autonegotiation_us after it was put in, at once if pulled.
    void plug(bool in);
    [[nodiscard]] bool plugged() const { return cable_; }

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

    [[nodiscard]] std::uint32_t read_mdic() const;
    void write_mdic(std::uint32_t value);
    [[nodiscard]] std::uint16_t reg(unsigned number) const { return regs_[number]; }
    void set_reg(unsigned number, std::uint16_t value) { regs_[number] = value; }

    void tick();

private:
    [[nodiscard]] std::uint16_t read(unsigned number);
    void write(unsigned number, std::uint16_t value);
    [[nodiscard]] bool powered() const;
    [[nodiscard]] bool looped() const;
    void set_link(bool up);
    void write_control(std::uint16_t value);
    void apply_control();
    [[nodiscard]] bool resolve();
    void force();
    void defaults();

    Core& core_;
    std::function<void()> link_changed_, mdi_done_;
    std::array<std::uint16_t, 32> regs_{};
    std::uint16_t mode_ = 0;  ///< BMCR as far as it has taken effect
    std::uint16_t partner_ability_ = 0x45e1, partner_gigabit_ = 0x3c00;
    bool cable_ = true, link_ = false, was_down_ = false, full_duplex_ = true;
    unsigned speed_ = 1000;
    std::optional<std::uint64_t> negotiated_at_us_;
    std::uint32_t mdic_ = 0;
    std::uint64_t mdic_ready_us_ = 0;
};

}  // namespace test::model
