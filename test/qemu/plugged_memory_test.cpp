// SPDX-License-Identifier: BSD-3-Clause
// Memory that a running machine is given and that is taken from it again.
#include "support/qemu/plugged_memory.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/qemu/machine.hpp"

namespace {

using test::qemu::Fd;
using test::qemu::Machine;
using test::qemu::Options;
using test::qemu::PluggedMemory;

constexpr std::size_t length = 2 << 20;
constexpr std::uint64_t nothing = 0;  // what QEMU reads where no memory is

/// A file with a number at its beginning.
Fd file_with(std::uint64_t number)
{
    Fd file{::memfd_create("page", MFD_CLOEXEC)};
    if (::ftruncate(file.get(), length) != 0 || ::pwrite(file.get(), &number, sizeof number, 0) != sizeof number)
        throw std::runtime_error{"no file"};
    return file;
}

struct PluggedMemoryOfQemu : testing::Test {
    void plug(std::uint64_t address, const Fd& file) { machine.memory().plug({address, length, file.get()}); }
    [[nodiscard]] std::uint64_t at(std::uint64_t address) { return machine.qtest().read(address, 8); }

    Machine machine{Options{}, {}};
};

TEST_F(PluggedMemoryOfQemu, IsThereFromTheLowestToTheHighestAddress)
{
    const Fd low = file_with(1), high = file_with(2);
    EXPECT_EQ(at(PluggedMemory::lowest), nothing);
    plug(PluggedMemory::lowest, low);
    plug(PluggedMemory::highest - length, high);
    EXPECT_EQ(at(PluggedMemory::lowest), 1u);
    EXPECT_EQ(at(PluggedMemory::highest - length), 2u);
}

TEST_F(PluggedMemoryOfQemu, GivesAnAddressToAnotherFile)
{
    const Fd old = file_with(1), other = file_with(2);
    plug(PluggedMemory::lowest, old);
    machine.memory().unplug(PluggedMemory::lowest);
    EXPECT_EQ(at(PluggedMemory::lowest), nothing);
    plug(PluggedMemory::lowest, other);
    EXPECT_EQ(at(PluggedMemory::lowest), 2u);
}

TEST_F(PluggedMemoryOfQemu, StaysWhatItIsWhereItIsPluggedInAlready)
{
    const Fd file = file_with(1);
    plug(PluggedMemory::lowest, file);
    plug(PluggedMemory::lowest, file);
    machine.memory().unplug(PluggedMemory::lowest + length);
    EXPECT_EQ(at(PluggedMemory::lowest), 1u);
}

TEST_F(PluggedMemoryOfQemu, SaysHowToDoWithFewerPiecesWhenAllSlotsAreTaken)
{
    const Fd file = file_with(1);
    std::uint64_t address = PluggedMemory::lowest;
    for (unsigned slot = 0; slot < PluggedMemory::slots; ++slot, address += length)
        plug(address, file);
    EXPECT_EQ(at(address - length), 1u);
    try {
        plug(address, file);
        FAIL() << "plugged in";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string{error.what()}.find("start with --single-file-segments"), std::string::npos);
    }
    machine.memory().unplug(PluggedMemory::lowest);
    plug(address, file);
    EXPECT_EQ(at(address), 1u);
}

TEST_F(PluggedMemoryOfQemu, OfAnImpossibleAddressIsRefusedInQemusWordsAndTheSlotStaysFree)
{
    const Fd file = file_with(1);
    EXPECT_THROW(plug(std::uint64_t{1} << 42, file), std::runtime_error);
    plug(PluggedMemory::lowest, file);
    EXPECT_EQ(at(PluggedMemory::lowest), 1u);
}

}  // namespace
