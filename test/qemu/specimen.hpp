// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "support/frame.hpp"
#include "support/qemu/cable.hpp"
#include "support/qemu/shared_memory.hpp"

namespace test {

/// Memory for DMA that has the same address in this process and for every device.
class Arena {
public:
    static constexpr std::uint64_t base = 0x2'0000'0000;
    static constexpr std::size_t length = 4 << 20;

    /// @throws std::system_error when the address is not free
    Arena();
    ~Arena();
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    [[nodiscard]] qemu::SharedArea area() const { return {base, length, fd_.get()}; }
    [[nodiscard]] std::span<std::uint8_t> bytes(std::size_t offset, std::size_t count) const;
    template <class T>
    [[nodiscard]] T& object(std::size_t offset) const
    {
        return *reinterpret_cast<T*>(base + offset);
    }

private:
    qemu::Fd fd_;
};

/// A device without a driver, for a scenario to be run on. Time passes only to let happen what is due.
class Specimen {
public:
    virtual ~Specimen() = default;
    virtual std::uint32_t read(std::uint32_t offset) = 0;
    virtual void write(std::uint32_t offset, std::uint32_t value) = 0;
    /// A frame comes in, and everything that follows from it has happened.
    virtual void arrive(std::span<const std::uint8_t> frame) = 0;
    /// The frames that were sent since the last look.
    virtual std::vector<Frame> left() = 0;
    /// The cable goes in or out, and the link has been negotiated.
    virtual void plug(bool in) = 0;

    [[nodiscard]] Arena& memory() { return arena_; }
    [[nodiscard]] std::uint16_t eeprom_word(unsigned address);
    /// Read a register of the PHY. @return MDIC, ready or not
    std::uint32_t phy(unsigned address, unsigned number);

private:
    Arena arena_;
};

/// The model of the chip in this process, with the profile of the QEMU that is installed.
[[nodiscard]] std::unique_ptr<Specimen> make_model();
/// QEMU's e1000.
/// @param patience  milliseconds that it is given to let simulated time pass
[[nodiscard]] std::unique_ptr<Specimen> make_qemu(unsigned patience);

}  // namespace test
