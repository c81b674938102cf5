// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/clock.hpp"
#include "support/model/chip.hpp"
#include "support/model/faults.hpp"
#include "support/model/profile.hpp"

namespace test::model {

constexpr std::size_t crc_size = 4, shortest_frame = 60;  // without its CRC

/// The registers that are only stored, by offset.
class RegisterFile {
public:
    std::uint32_t& operator[](std::uint32_t offset) { return values_[offset / 4]; }
    std::uint32_t operator[](std::uint32_t offset) const { return values_[offset / 4]; }
    [[nodiscard]] std::uint64_t pair(std::uint32_t low_offset) const
    {
        return std::uint64_t{(*this)[low_offset + 4]} << 32 | (*this)[low_offset];
    }

private:
    std::array<std::uint32_t, 0x20000 / 4> values_{};
};

/// What a correct driver never does; each test asks that there be none.
class Failures {
public:
    /// Called with each failure as it happens, e.g. to print it.
    std::function<void(const std::string&)> on_failure;

    void add(std::string reason)
    {
        if (on_failure)
            on_failure(reason);
        if (list_.size() < most)
            list_.push_back(std::move(reason));
    }
    [[nodiscard]] const std::vector<std::string>& list() const { return list_; }
    void clear() { list_.clear(); }

private:
    static constexpr std::size_t most = 100;  // one bad loop is not worth more
    std::vector<std::string> list_;
};

/// The memory a device may reach. Addresses are pointers of this process (IOVA is VA).
class Memory {
public:
    explicit Memory(Failures& failures) : failures_(failures) {}

    /// Whether [address, address + length) is memory for DMA; unset: everything but the first page is.
    std::function<bool(std::uint64_t address, std::size_t length)> permitted;

    /// A pointer to @p length bytes at @p address; null, and a failure naming @p purpose, if they are out of bounds.
    [[nodiscard]] std::uint8_t* at(std::uint64_t address, std::size_t length, const char* purpose);

    /// @copydoc at, for one object of a ring.
    template <class T>
    [[nodiscard]] T* object(std::uint64_t base, std::uint32_t index, const char* purpose)
    {
        return reinterpret_cast<T*>(at(base + std::uint64_t{index} * sizeof(T), sizeof(T), purpose));
    }

private:
    Failures& failures_;
};

/// What the parts of the model share.
struct Core {
    Core(Clock& time, const Profile& quirks) : clock(time), profile(quirks) {}

    Clock& clock;
    Profile profile;
    Chip chip;  ///< as it is here: a Profile may have less of it
    RegisterFile regs;
    Faults faults;
    Failures failures;
    bool mac_link = false;                  ///< STATUS.LU
    std::uint64_t tx_paused_until_us = 0;   ///< by a PAUSE frame; 0: not at all
    std::uint64_t reset_until_us = 0;       ///< CTRL.RST is set until then
    std::uint32_t packet_buffer = 0;        ///< what PBA was at the last reset
    std::uint64_t eeprom_loaded_at_us = 0;  ///< until then the EEPROM is busy with a reset's reload
    bool reload_is_due = false;             ///< after a reset, until software asks for it
    std::uint64_t phy_reset_at_us = 0;      ///< by CTRL.PHY_RST, since the last CTRL.RST; 0: it was not
    std::uint32_t longest_read = 512;       ///< bytes that the device may ask for at once, by configuration space
    Memory memory{failures};
};

}  // namespace test::model
