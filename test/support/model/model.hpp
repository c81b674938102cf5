// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deque>
#include <functional>
#include <span>

#include "support/backend.hpp"
#include "support/model/config_space.hpp"
#include "support/model/connector.hpp"
#include "support/model/core.hpp"
#include "support/model/eeprom.hpp"
#include "support/model/flow_control.hpp"
#include "support/model/interrupts.hpp"
#include "support/model/receiver.hpp"
#include "support/model/register_access.hpp"
#include "support/model/statistics.hpp"
#include "support/model/transmitter.hpp"
#include "support/model/tx_fifo.hpp"
#include "support/posted_writes.hpp"

namespace test {

/// An 8254x in this process, written from Intel's Software Developer's Manual (SDM) and from what is known of those who
/// imitate the chip; never from the driver it tests. DMA addresses are pointers (IOVA is VA) and are checked.
///
/// A test plays the rest of the world: receive() is the wire, sent what left, faults() and the parts what goes wrong.
/// Every public function takes mutex(), but those that give out a part or a stored register: take it around their use,
/// and that of the data members, where another thread touches the device.
class Model final : public Backend {
public:
    using Profile = model::Profile;

    /// @param clock    the time of the device; outlives it
    /// @param profile  whose 8254x this is
    explicit Model(Clock& clock, Identity identity = {}, const Profile& profile = Profile::silicon());

    /// Everything as after power-on: registers, EEPROM, PHY with its cable in, faults off, failures forgotten. The
    /// tables that the chip leaves undefined hold noise.
    void power_on();
    /// The same as another device. The bus must be scanned again for its identity to be seen.
    void power_on(const Profile& profile, std::uint16_t device_id = 0x100e);

    /// As an operating system's driver may leave the chip: receiving into rings that are gone, interrupts on, tables
    /// full.
    void hand_over_dirty();

    // the wire
    /// @param frame  from destination address to payload, without FCS
    model::Delivery receive(model::Bytes frame, bool crc_error = false);
    std::deque<model::Frame> sent;                     ///< without FCS, offloads done, oldest first
    std::function<void(const model::Frame&)> on_sent;  ///< set: gets the frames instead of `sent`
    void plug(bool cable_in);
    /// So much of the packet buffer is taken by frames that wait for descriptors.
    void fill_receive_buffer(std::uint32_t bytes);
    [[nodiscard]] bool link_up() const;

    /// Unplug the device: registers read as faults().gone_value, nothing else happens any more.
    void remove();

    // the parts
    model::Faults& faults() { return core_.faults; }
    model::Failures& failures() { return core_.failures; }
    model::Memory& memory() { return core_.memory; }
    model::Eeprom& eeprom() { return eeprom_; }
    model::Phy& phy() { return connector_.phy; }
    model::Fiber& fiber() { return connector_.fiber; }
    model::Receiver& rx() { return receiver_; }
    model::Transmitter& tx() { return transmitter_; }
    model::Statistics& statistics() { return statistics_; }
    model::Interrupts& interrupts() { return interrupts_; }
    [[nodiscard]] const Profile& profile() const { return core_.profile; }
    Clock& clock() { return core_.clock; }
    /// Register writes that have not reached the device yet.
    [[nodiscard]] std::size_t posted() const { return posted_.waiting(); }
    /// A stored register, without side effects of access.
    std::uint32_t& stored(std::uint32_t offset) { return core_.regs[offset]; }

    /// Be the second of two ports that share an EEPROM. The chip must have two.
    void be_second_port() { core_.chip.function = 1; }

    /// Called before each register write of the driver, on the thread that makes it.
    std::function<void(std::uint32_t offset)> on_write;
    /// Called once, when EAL's memory exists: the place to set memory().permitted.
    std::function<void(Model&)> on_memory_ready;

    // Backend
    [[nodiscard]] const Identity& identity() const override { return identity_; }
    std::uint32_t read(std::uint32_t offset) override;
    void write(std::uint32_t offset, std::uint32_t value) override;
    std::uint32_t config_read(unsigned offset, unsigned size) override;
    void config_write(unsigned offset, unsigned size, std::uint32_t value) override;
    [[nodiscard]] int io_bar() const override { return model::ConfigSpace::io_bar; }
    void io_write(std::uint32_t offset, std::uint32_t value) override;
    [[nodiscard]] bool memory_ready() override;
    void tick() override;

private:
    [[nodiscard]] bool present(std::uint32_t offset);
    void deliver_posted();
    void reset();
    void load_defaults();
    void load_eeprom();
    void update_link();
    void transmit(model::Frame frame);
    void put_on_wire(model::Frame frame);
    [[nodiscard]] bool can_dma() const { return config_.bus_master() && !gone_; }

    Identity identity_;
    model::Core core_;
    model::ConfigSpace config_;
    model::Interrupts interrupts_;
    model::Statistics statistics_;
    model::Eeprom eeprom_;
    model::Connector connector_;
    model::FlowControl flow_control_;
    model::Receiver receiver_;
    model::TxFifo tx_fifo_{core_};
    model::Transmitter transmitter_;
    model::RegisterAccess access_;
    bool gone_ = false;
    PostedWrites posted_;
};

}  // namespace test
