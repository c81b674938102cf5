// SPDX-License-Identifier: BSD-3-Clause
// QEMU's devices without DPDK: registers, DMA, interrupts and cable, and how a QEMU ends.
#include "support/qemu/machine.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>

#include "support/qemu/cable.hpp"
#include "support/qemu/model.hpp"
#include "support/wait.hpp"

namespace {

using namespace std::chrono_literals;
using test::wait_for;
using test::qemu::Cable;
using test::qemu::Machine;
using test::qemu::Network;
using test::qemu::Options;

constexpr std::uint64_t base = 0x1'0000'0000;  // guest-physical
constexpr std::size_t length = 4 << 20;

// SDM 13.4
enum Register : std::uint32_t { CTRL = 0x0, STATUS = 0x8, ICR = 0xc0, IMS = 0xd0, TCTL = 0x400 };
enum TransmitRing : std::uint32_t { TDBAL = 0x3800, TDBAH = 0x3804, TDLEN = 0x3808, TDH = 0x3810, TDT = 0x3818 };
constexpr std::uint32_t link_up = 1u << 1;             // STATUS.LU
constexpr std::uint32_t link_status_change = 1u << 2;  // ICR.LSC

/// Memory of this process that the machine has at `base`.
class Memory {
public:
    Memory() : fd_{::memfd_create("memory", MFD_CLOEXEC)}
    {
        if (::ftruncate(fd_.get(), length) != 0)
            throw std::runtime_error{"ftruncate"};
        bytes_ = static_cast<std::uint8_t*>(::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0));
    }
    ~Memory() { ::munmap(bytes_, length); }
    [[nodiscard]] std::vector<test::qemu::SharedArea> areas() const { return {{base, length, fd_.get()}}; }
    [[nodiscard]] std::uint8_t* at(std::size_t offset) { return bytes_ + offset; }

private:
    test::qemu::Fd fd_;
    std::uint8_t* bytes_;
};

class OneDevice : public testing::TestWithParam<test::qemu::Model> {
protected:
    static Options options()
    {
        Options result;
        result.device = GetParam().name;
        return result;
    }
    std::uint32_t read(std::uint32_t offset)
    {
        return static_cast<std::uint32_t>(machine.qtest().read(Machine::bar0(0) + offset, 4));
    }
    void write(std::uint32_t offset, std::uint32_t value)
    {
        machine.qtest().write(Machine::bar0(0) + offset, 4, value);
    }

    Memory memory;
    Machine machine{options(), memory.areas()};
};

TEST_P(OneDevice, ShowsItsPciIdAndRevision)
{
    EXPECT_EQ(machine.pci().read(Machine::slot(0), 0x00, 4), 0x8086u | std::uint32_t{GetParam().device} << 16);
    EXPECT_EQ(machine.pci().read(Machine::slot(0), 0x08, 1), GetParam().revision);
}

TEST_P(OneDevice, HasABarOf128KiB)
{
    EXPECT_EQ(machine.pci().place_bar0(Machine::slot(0), Machine::bar0(0)), 0x20000u);
}

TEST_P(OneDevice, ReadComesBehindAPostedWrite)
{
    for (std::uint32_t value = 0; value < 2000; value += 16) {
        write(TDLEN, value << 7);
        ASSERT_EQ(read(TDLEN), value << 7);
    }
}

TEST_P(OneDevice, InterruptsWhenTheCableIsPulled)
{
    std::atomic<int> raised = 0;
    std::atomic<unsigned> input = 0;
    machine.qtest().intercept_interrupts([&](unsigned line, bool level) {
        input = line;
        raised += level ? 1 : 0;
    });
    write(IMS, link_status_change);
    ASSERT_EQ(read(STATUS) & link_up, link_up);
    machine.set_link(0, false);
    EXPECT_TRUE(wait_for([&] { return raised > 0; }));
    EXPECT_EQ(input, test::qemu::PciHost::interrupt_input(Machine::slot(0)));
    EXPECT_EQ(read(STATUS) & link_up, 0u);
    EXPECT_EQ(read(ICR) & link_status_change, link_status_change);
    machine.set_link(0, true);
    EXPECT_TRUE(wait_for([&] { return (read(STATUS) & link_up) != 0; }));  // QEMU negotiates for 500 ms
}

TEST_P(OneDevice, ReadsAllOnesWhenQemuIsKilled)
{
    ::kill(machine.pid(), SIGKILL);
    EXPECT_TRUE(wait_for([&] { return read(STATUS) == 0xffff'ffff; }));
    write(CTRL, 1);
    EXPECT_EQ(read(CTRL), 0xffff'ffff);
}

INSTANTIATE_TEST_SUITE_P(Qemu, OneDevice, testing::ValuesIn(test::qemu::models), [](const auto& instance) {
    std::string name{instance.param.name};
    std::ranges::replace(name, '-', '_');
    return name;
});

TEST(Machine, SendsAFrameFromOurMemoryOverTheCable)
{
    Memory memory;
    Cable cable;
    Options options;
    options.wires = {{.network = Network::datagram, .fd = cable.device_end()}};
    Machine machine{options, memory.areas()};
    const auto write = [&](std::uint32_t offset, std::uint64_t value) {
        machine.qtest().write(Machine::bar0(0) + offset, 4, value & 0xffff'ffff);
    };
    test::Frame frame(200);
    std::ranges::generate(frame, [n = 0]() mutable { return static_cast<std::uint8_t>(n++); });
    std::ranges::copy(frame, memory.at(0x1000));
    const std::uint64_t descriptor[] = {base + 0x1000, frame.size() | 0x0b'00'0000};  // SDM 3.3.3: RS, IFCS, EOP
    std::memcpy(memory.at(0), descriptor, sizeof(descriptor));
    write(TDBAL, base);
    write(TDBAH, base >> 32);
    write(TDLEN, 128);
    write(TCTL, 1u << 1);  // EN
    write(TDT, 1);
    EXPECT_EQ(cable.receive(10s), frame);
    EXPECT_EQ(machine.qtest().read(Machine::bar0(0) + TDH, 4), 1u);
    EXPECT_EQ(*memory.at(12) & 1, 1);  // DD
}

TEST(Machine, WithASkippingClockNegotiatesTheLinkAtOnce)
{
    Memory memory;
    Options options;
    options.clock = test::qemu::Clock::skip;
    Machine machine{options, memory.areas()};
    // Another clock needs 500 ms each time. What else the machine does only adds to that: of ten times the best counts.
    constexpr std::chrono::milliseconds too_slow{400};
    auto best = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 10 && best >= too_slow; ++i) {
        const auto began = std::chrono::steady_clock::now();
        machine.set_link(0, false);
        machine.set_link(0, true);
        ASSERT_TRUE(wait_for([&] { return (machine.qtest().read(Machine::bar0(0) + STATUS, 4) & link_up) != 0; }));
        best = std::min(best, std::chrono::steady_clock::now() - began);
    }
    EXPECT_LT(best, too_slow);
}

TEST(Machine, TwoDevicesInterruptOnInputsOfTheirOwn)
{
    EXPECT_NE(test::qemu::PciHost::interrupt_input(Machine::slot(0)),
              test::qemu::PciHost::interrupt_input(Machine::slot(1)));
}

TEST(Machine, EndsWhenItsStarterIsKilled)
{
    int report[2];
    ASSERT_EQ(::pipe(report), 0);
    const pid_t starter = ::fork();
    if (starter == 0) {
        Memory memory;
        Machine machine{Options{}, memory.areas()};
        const pid_t qemu = machine.pid();
        if (::write(report[1], &qemu, sizeof(qemu)) == sizeof(qemu))
            ::pause();
        ::_exit(1);
    }
    pid_t qemu = 0;
    ASSERT_EQ(::read(report[0], &qemu, sizeof(qemu)), static_cast<ssize_t>(sizeof(qemu)));
    ASSERT_EQ(::kill(qemu, 0), 0);
    ::kill(starter, SIGKILL);
    ::waitpid(starter, nullptr, 0);
    // Nobody may be there to reap it: a zombie has ended, too.
    EXPECT_TRUE(wait_for([&] {
        char path[64];
        std::snprintf(path, sizeof(path), "/proc/%d/exe", qemu);
        char target[256];
        return ::readlink(path, target, sizeof(target)) < 0;
    }));
}

TEST(Machine, SaysWhichProgramDidNotStart)
{
    Memory memory;
    Options options;
    options.binary = "no-such-qemu";
    try {
        Machine machine{options, memory.areas()};
        FAIL() << "started";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "no-such-qemu did not start");
    }
}

}  // namespace
