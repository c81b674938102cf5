// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace test {

/// What the PCI bus tells about a device.
struct Identity {
    std::string address = "0000:00:03.0";  ///< domain:bus:device.function
    std::uint16_t vendor = 0x8086;
    std::uint16_t device = 0x100e;
    std::uint16_t subsystem_vendor = 0x8086;
    std::uint16_t subsystem_device = 0x001e;
    std::uint32_t class_code = 0x020000;
    std::uint8_t revision = 2;
    std::uint32_t bar0_length = 0x20000;  ///< bytes, a multiple of the page size
    void* bar0_base = nullptr;            ///< where BAR 0 must be mapped; null: anywhere
};

/// The other end of a device's interrupt pin.
class InterruptSink {
public:
    /// @param asserted  whether the device asks for service; any thread, any number of times
    virtual void level(bool asserted) = 0;

protected:
    ~InterruptSink() = default;
};

/// One PCI device behind the seam: whatever answers register accesses.
///
/// Every call is made with mutex() held, on the thread that touched the device; accesses of the driver come from inside
/// a SIGSEGV handler. A test that changes the device from outside takes mutex() too. It is recursive, so that helpers
/// may nest; an implementation must not wait, holding it, for a thread that touches the device.
class Backend {
public:
    Backend() = default;
    virtual ~Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    [[nodiscard]] virtual const Identity& identity() const = 0;

    /// Read the dword at @p offset of BAR 0.
    /// @param offset  bytes, a multiple of 4, below bar0_length
    virtual std::uint32_t read(std::uint32_t offset) = 0;

    /// Write the dword at @p offset of BAR 0.
    virtual void write(std::uint32_t offset, std::uint32_t value) = 0;

    /// The BAR that is of I/O ports, 1 to 5; 0: there is none.
    [[nodiscard]] virtual int io_bar() const { return 0; }
    /// Write the dword at @p offset of it.
    virtual void io_write(std::uint32_t /*offset*/, std::uint32_t /*value*/) {}

    /// Read @p size (1, 2 or 4) bytes of configuration space at @p offset.
    virtual std::uint32_t config_read(unsigned offset, unsigned size) = 0;

    /// Write @p size (1, 2 or 4) bytes of configuration space at @p offset.
    virtual void config_write(unsigned offset, unsigned size, std::uint32_t value) = 0;

    /// Called once, when EAL's memory exists, before the driver's first register access.
    /// @return false: the device cannot be used and the reason has been printed; the probe of the device fails
    [[nodiscard]] virtual bool memory_ready() { return true; }

    /// Time may have passed: do what is due. Called after simulated time went on, or every few milliseconds.
    virtual void tick() {}

    [[nodiscard]] std::recursive_mutex& mutex() const { return mutex_; }

    /// Whether who holds mutex() has the device alone.
    [[nodiscard]] virtual bool exclusive() const { return true; }

    /// Where the interrupt pin leads, or null. The sink outlives the device's use.
    void connect(InterruptSink* sink) { sink_ = sink; }

protected:
    void set_interrupt(bool asserted)
    {
        if (InterruptSink* sink = sink_)
            sink->level(asserted);
    }

private:
    mutable std::recursive_mutex mutex_;
    std::atomic<InterruptSink*> sink_ = nullptr;
};

}  // namespace test
