// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>

#include "support/qemu/fd.hpp"

namespace test::qemu {

/// Client of QEMU's qtest protocol: memory, port and interrupt access to a machine whose processor does nothing.
/// Any thread may call, also from a signal handler of a synchronous fault. When QEMU has ended, or has not answered
/// for 10 s, that is said once on stderr and from then on reads give all ones, as from a card that was pulled out.
/// @source QEMU, docs/devel/qtest.rst and the protocol's description in softmmu/qtest.c
class Qtest {
public:
    /// Called for every change of an interrupt input, with the lock held: it must not call back.
    using InterruptSink = std::function<void(unsigned input, bool raised)>;

    /// @param socket  stream socket whose other end is QEMU's `-chardev socket,id=qtest`
    explicit Qtest(Fd socket);
    ~Qtest();
    Qtest(const Qtest&) = delete;
    Qtest& operator=(const Qtest&) = delete;

    /// Wait until QEMU answers, which it does when the machine is complete.
    /// @return false if it ended instead
    [[nodiscard]] bool wait_ready();

    /// @param address  guest-physical address
    /// @param width    bytes: 1, 2, 4 or 8
    [[nodiscard]] std::uint64_t read(std::uint64_t address, unsigned width);

    /// A posted write, as on a PCI bus: it returns before the device has seen it, a later read comes behind it.
    void write(std::uint64_t address, unsigned width, std::uint64_t value);

    /// @param width  bytes: 1, 2 or 4
    [[nodiscard]] std::uint32_t port_read(std::uint16_t port, unsigned width);
    void port_write(std::uint16_t port, unsigned width, std::uint32_t value);

    /// Do several accesses without another thread's between them.
    [[nodiscard]] std::unique_lock<std::recursive_mutex> exclusive() { return std::unique_lock{mutex_}; }

    /// Report the inputs of the interrupt controller to `sink` from now on.
    void intercept_interrupts(InterruptSink sink);

private:
    std::uint64_t ask(std::string_view command);
    void post(std::string_view command);
    void send(std::string_view command);
    std::uint64_t await_replies();
    bool receive(int flags);
    void handle(std::string_view line);
    void lost(const char* why);
    void listen(const std::stop_token& stop);

    Fd socket_;
    Fd wake_;
    std::recursive_mutex mutex_;
    InterruptSink sink_;
    std::array<char, 8192> buffer_{};
    std::size_t filled_ = 0;
    unsigned pending_ = 0;
    std::uint64_t value_ = 0;
    bool lost_ = false;
    std::jthread listener_;  // last: its thread uses all the others
};

}  // namespace test::qemu
