// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "support/model/connector.hpp"
#include "support/model/core.hpp"
#include "support/model/eeprom.hpp"
#include "support/model/interrupts.hpp"
#include "support/model/receiver.hpp"
#include "support/model/statistics.hpp"
#include "support/model/transmitter.hpp"

namespace test::model {

/// Register accesses as they reach the device: what reading and writing does (SDM chapter 13).
class RegisterAccess {
public:
    /// Whose registers these are.
    struct Parts {
        Core& core;
        Interrupts& interrupts;
        Statistics& statistics;
        Eeprom& eeprom;
        Connector& connector;
        Receiver& receiver;
        Transmitter& transmitter;
    };
    /// What the device as a whole does at a write.
    struct Actions {
        std::function<void()> reset, update_link;
        std::function<void()> receive, transmit;  ///< what is due, if it may do DMA
    };

    RegisterAccess(const Parts& parts, Actions does) : parts_(parts), does_(std::move(does)) {}

    [[nodiscard]] std::uint32_t read(std::uint32_t offset);
    /// @param by  the way that it comes: a register of its own, its copy, or I/O space
    void write(std::uint32_t offset, std::uint32_t value, ResetBy by = ResetBy::memory);

    /// IOADDR and IODATA of the I/O BAR, SDM 13.2.2.
    void write_io(std::uint32_t offset, std::uint32_t value);

private:
    [[nodiscard]] std::uint32_t stored(std::uint32_t offset) const;
    void store(std::uint32_t offset, std::uint32_t value);
    bool write_control(std::uint32_t offset, std::uint32_t value, ResetBy by);
    bool write_data_path(std::uint32_t offset, std::uint32_t value);
    void write_ctrl(std::uint32_t value, ResetBy by);
    void write_ctrl_ext(std::uint32_t value);
    void check_phy_reset();
    [[nodiscard]] bool takes_reset(ResetBy by);
    void check_settings(std::uint32_t offset, std::uint32_t value);
    void check_packet_buffer(std::uint32_t offset, std::uint32_t value);
    void check_hypervisor_limits(std::uint32_t offset);
    void check_receive_address(std::uint32_t offset);
    [[nodiscard]] std::uint32_t status() const;

    Parts parts_;
    std::uint32_t io_address_ = 0;
    Actions does_;
};

}  // namespace test::model
