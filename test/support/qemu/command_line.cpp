// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/command_line.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "support/qemu/cable.hpp"
#include "support/qemu/machine.hpp"
#include "support/qemu/plugged_memory.hpp"

namespace test::qemu {

namespace {

constexpr std::uint64_t mebibyte = 1 << 20;

/// A firmware whose reset vector (16 bytes below its end) is `cli; hlt`, and a jump back should an NMI come.
Fd make_rom()
{
    std::array<std::uint8_t, 65536> rom;
    rom.fill(0xf4);
    std::ranges::copy(std::to_array<std::uint8_t>({0xfa, 0xf4, 0xeb, 0xfd}), rom.end() - 16);
    Fd file{::memfd_create("rom", MFD_CLOEXEC)};
    if (::write(file.get(), rom.data(), rom.size()) != static_cast<ssize_t>(rom.size()))
        throw std::system_error{errno, std::generic_category(), "writing the ROM"};
    return file;
}

std::string path_of(int fd)
{
    return "/proc/self/fd/" + std::to_string(fd);
}

std::string hex(std::uint64_t value)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (; value != 0; value >>= 4)
        text.insert(text.begin(), digits[value & 15]);
    return "0x" + text;
}

}  // namespace

CommandLine::CommandLine(const Options& options)
    : arguments_{options.binary, "-nodefaults", "-no-user-config", "-display", "none"}
{
    add("-machine", "pc,usb=off,smm=off,hpet=off,pit=off,vmport=off");
}

void CommandLine::add(std::string option, std::string value)
{
    arguments_.push_back(std::move(option));
    arguments_.push_back(std::move(value));
}

int CommandLine::inherit(Fd fd)
{
    inherited_.push_back(fd.get());
    owned_.push_back(std::move(fd));
    return inherited_.back();
}

void CommandLine::add_memory_slots()
{
    // QEMU adds 1 GiB per slot, to align each module to a huge page.
    constexpr auto ram = 16 * mebibyte;
    constexpr auto alignment = std::uint64_t{PluggedMemory::slots} * 1024 * mebibyte;
    constexpr auto most = ram + PluggedMemory::highest - PluggedMemory::lowest - alignment;
    add("-m", "size=" + std::to_string(ram / mebibyte) + "M,slots=" + std::to_string(PluggedMemory::slots) +
                  ",maxmem=" + std::to_string(most / mebibyte) + "M");
}

void CommandLine::add_halted_processor(Clock clock)
{
    add("-accel", "tcg,thread=single,tb-size=1");
    if (clock == Clock::skip)
        add("-icount", "shift=0,sleep=off");
    add("-bios", path_of(inherit(make_rom())));
}

void CommandLine::add_qtest(Fd socket)
{
    add("-chardev", "socket,id=qtest,fd=" + std::to_string(inherit(std::move(socket))));
    add("-qtest", "chardev:qtest");
    add("-qtest-log", "none");
}

void CommandLine::add_qmp(Fd socket)
{
    add("-chardev", "socket,id=qmp,fd=" + std::to_string(inherit(std::move(socket))));
    add("-mon", "chardev=qmp,mode=control");
}

std::string CommandLine::backend(const Wire& wire, std::size_t number)
{
    switch (wire.network) {
    case Network::none:
    case Network::pair:
        return "hubport,hubid=" + std::to_string(number);
    case Network::loop:
        return "dgram,local.type=fd,local.str=" + std::to_string(inherit(make_loop()));
    case Network::datagram:
        inherited_.push_back(wire.fd);
        return "dgram,local.type=fd,local.str=" + std::to_string(wire.fd);
    case Network::tap:
        return "tap,ifname=" + wire.interface + ",script=no,downscript=no";
    }
    return {};
}

void CommandLine::add_devices(const Options& options)
{
    unsigned device = 0;
    for (std::size_t wire = 0; wire < options.wires.size(); ++wire)
        for (unsigned end = 0; end < options.wires[wire].devices(); ++end, ++device) {
            const auto n = std::to_string(device);
            add("-netdev", backend(options.wires[wire], wire) + ",id=net" + n);
            add("-device", options.device + ",id=nic" + n + ",netdev=net" + n + ",romfile=,mac=52:54:00:12:34:" +
                               std::to_string(56 + device) + ",addr=" + hex(Machine::slot(device)));
        }
    arguments_.insert(arguments_.end(), options.arguments.begin(), options.arguments.end());
}

}  // namespace test::qemu
