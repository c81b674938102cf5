// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

namespace fuzz {

/// The registers of an 8254x that answers as told: like a working device, or with whatever it was given to say. Plain
/// memory that is put right before each load of the driver.
class ControlDevice {
public:
    ControlDevice();
    ~ControlDevice();
    ControlDevice(const ControlDevice&) = delete;
    ControlDevice& operator=(const ControlDevice&) = delete;

    /// What the @p count loads after the next @p skip are answered with.
    struct Lie {
        unsigned skip, count;
        std::uint32_t with, of;  ///< the bits of `of` come from `with`, the others are honest
    };
    void lie(const Lie& lie) { lie_ = lie; }

    void link(bool up) { link_up_ = up; }
    /// Put @p value into the register at @p offset, in bytes, unless that would make the device do DMA elsewhere.
    void put(std::uint32_t offset, std::uint32_t value);

    /// Fill the next receive buffer, if reception is enabled: its descriptor gets @p writeback.
    void receive(std::uint64_t writeback);
    /// Send what the driver has queued, if transmission is enabled.
    void transmit();
    /// Neither receiver nor transmitter is enabled.
    [[nodiscard]] bool quiet() const;

    /// A driver call begins: it is to end before it has made too many loads and slept too long.
    void begin_call() { loads_ = slept_us_ = 0; }
    /// @p us pass in the call, and with them perhaps an interrupt comes.
    void sleep(unsigned us);
    void interrupt_while_sleeping(bool yes) { interrupt_while_sleeping_ = yes; }

    /// The one that there is.
    [[nodiscard]] static ControlDevice& current() { return *current_; }
    [[nodiscard]] void* bar() { return registers_; }

private:
    static void before_load(std::size_t offset);
    void answer(std::uint32_t offset);
    [[nodiscard]] std::uint32_t honest(std::uint32_t offset) const;
    template <class Desc>
    [[nodiscard]] Desc* ring(std::uint32_t base) const;

    static inline ControlDevice* current_ = nullptr;
    alignas(4096) static inline std::uint32_t registers_[0x20000 / 4];

    Lie lie_{};
    bool link_up_ = true, interrupt_while_sleeping_ = false;
    unsigned loads_ = 0, slept_us_ = 0;
};

}  // namespace fuzz
