// SPDX-License-Identifier: BSD-3-Clause
// Registers and EEPROM, as an application reads them.
#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include <rte_dev_info.h>

#include "driver.hpp"
#include "guide.hpp"

namespace test {

namespace {

using namespace model;

/// The guide's table of what a dump has: a line of headings, then a row for each register or array of them.
std::vector<std::uint32_t> offsets_in_the_guide()
{
    std::ifstream table{std::string{guide_folder} + "/register_list.csv"};
    std::vector<std::uint32_t> offsets;
    std::string name, offset, count, stride;
    std::getline(table, name);
    while (std::getline(table, name, ',') && std::getline(table, offset, ',') && std::getline(table, count, ',') &&
           std::getline(table, stride))
        for (unsigned long i = 0; i < std::stoul(count); ++i)
            offsets.push_back(static_cast<std::uint32_t>(std::stoul(offset, nullptr, 16) + i * std::stoul(stride)));
    return offsets;
}

const std::vector<std::uint32_t> listed = offsets_in_the_guide();
const auto listed_n = static_cast<std::uint32_t>(listed.size());

/// What asks for as many registers as @p into holds.
rte_dev_reg_info ask(std::span<std::uint32_t> into, std::uint32_t offset = 0)
{
    rte_dev_reg_info info{};
    info.data = into.data();
    info.offset = offset;
    info.length = static_cast<std::uint32_t>(into.size());
    return info;
}

/// The same of bytes of the EEPROM.
rte_dev_eeprom_info ask(std::span<std::uint8_t> into, std::uint32_t offset)
{
    rte_dev_eeprom_info info{};
    info.data = into.data();
    info.offset = offset;
    info.length = static_cast<std::uint32_t>(into.size());
    return info;
}

class DeviceDump : public OnEveryProfile {
protected:
    [[nodiscard]] std::vector<std::uint32_t> registers()
    {
        rte_dev_reg_info info{};
        EXPECT_EQ(rte_eth_dev_get_reg_info(port, &info), 0);
        EXPECT_EQ(info.width, 4u);
        std::vector<std::uint32_t> values(info.length);
        info.data = values.data();
        EXPECT_EQ(rte_eth_dev_get_reg_info(port, &info), 0);
        return values;
    }
};

TEST_P(DeviceDump, HasTheRegistersOfAPortThatRunsInTheOrderOfTheGuide)
{
    ASSERT_EQ(start(), 0);
    const std::vector<std::uint32_t> values = registers();
    ASSERT_EQ(values.size(), listed.size());
    for (std::size_t i = 0; i < listed.size(); ++i)
        EXPECT_EQ(values[i], model.read(listed[i])) << std::hex << listed[i];
    EXPECT_NE(values[1] & status::LU, 0u) << "what there is, not zeros";
    expect_traffic();
}

TEST_P(DeviceDump, ReadsNoRegisterThatReadingClears)
{
    ASSERT_EQ(start(), 0);
    (void)stats();  // the start's own reading is over
    slot.bar.reset_counts();
    (void)registers();
    EXPECT_EQ(slot.bar.writes(), 0u);
    EXPECT_EQ(slot.bar.reads_of(reg::ICR), 0u);
    for (std::uint32_t at = reg::STATISTICS; at < reg::STATISTICS_END; at += 4)
        EXPECT_EQ(slot.bar.reads_of(at), 0u) << std::hex << at;
    EXPECT_EQ(slot.bar.reads(), listed_n + 1u) << "and whether the device is there";
}

TEST_P(DeviceDump, HasAPartOfTheRegisters)
{
    ASSERT_EQ(configure(), 0);
    const std::vector<std::uint32_t> all = registers();
    std::array<std::uint32_t, 5> some{};
    rte_dev_reg_info info = ask(some, 30);
    ASSERT_EQ(rte_eth_dev_get_reg_info(port, &info), 0);
    EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin() + 30));
}

/// DPDK's ethtool does, and leaves the place where to begin as it finds it in its memory.
TEST_P(DeviceDump, HasAllForWhoSaysNoNumber)
{
    ASSERT_EQ(configure(), 0);
    std::vector<std::uint32_t> all(listed_n);
    rte_dev_reg_info info = ask(all, 0xdeadbeef);
    info.length = 0;
    ASSERT_EQ(rte_eth_dev_get_reg_info(port, &info), 0);
    EXPECT_EQ(info.length, listed_n);
    EXPECT_EQ(all, registers());
}

INSTANTIATE_TEST_SUITE_P(Profile, DeviceDump, all_profiles, profile_name);

struct Registers : Driver {};

TEST_F(Registers, BehindTheLastAreRefusedByTheirNumbers)
{
    std::array<std::uint32_t, 2> some{1, 2};
    rte_dev_reg_info info = ask(some, listed_n - 1);
    const Log log;
    EXPECT_EQ(rte_eth_dev_get_reg_info(port, &info), -EINVAL);
    const std::string there = std::to_string(listed_n);
    EXPECT_TRUE(log.has("registers: 2 from number " + std::to_string(listed_n - 1) + " on, there are " + there))
        << log.text();
    info = ask(some, ~0u);
    EXPECT_EQ(rte_eth_dev_get_reg_info(port, &info), -EINVAL);
    EXPECT_EQ(some, (std::array<std::uint32_t, 2>{1, 2}));
}

TEST_F(Registers, TellTheRevisionOfTheChip)
{
    const std::uint32_t revision = model.config_read(8, 1);
    rte_dev_reg_info info{};
    ASSERT_EQ(rte_eth_dev_get_reg_info(port, &info), 0);
    EXPECT_EQ(info.version, 1u << 24 | revision << 16 | 0x100e);
}

TEST_F(Registers, OfADeviceThatIsGoneAreAnError)
{
    model.remove();
    std::vector<std::uint32_t> values(listed_n);
    rte_dev_reg_info info = ask(values);
    EXPECT_EQ(rte_eth_dev_get_reg_info(port, &info), -EIO) << "ethdev's word for it";
}

struct EepromDump : Driver {
    [[nodiscard]] int read(std::span<std::uint8_t> out, std::uint32_t offset)
    {
        rte_dev_eeprom_info info = ask(out, offset);
        const int result = rte_eth_dev_get_eeprom(port, &info);
        EXPECT_EQ(info.magic, 0x100e8086u);
        return result;
    }
    [[nodiscard]] std::uint8_t byte(std::size_t at)
    {
        return static_cast<std::uint8_t>(model.eeprom().words.at(at / 2) >> (at % 2 * 8));
    }
};

TEST_F(EepromDump, HasEveryByteFromAnyPlaceOn)
{
    ASSERT_EQ(rte_eth_dev_get_eeprom_length(port), 128);
    for (const auto& [first, n] :
         {std::pair{0u, 128u}, {0u, 1u}, {1u, 1u}, {1u, 2u}, {5u, 3u}, {127u, 1u}, {128u, 0u}}) {
        std::vector<std::uint8_t> bytes(n);
        ASSERT_EQ(read(bytes, first), 0);
        for (std::uint32_t i = 0; i < n; ++i)
            EXPECT_EQ(bytes[i], byte(first + i)) << first << '+' << i;
    }
}

TEST_F(EepromDump, WorksBesideTraffic)
{
    ASSERT_EQ(start(), 0);
    std::array<std::uint8_t, 6> bytes{};
    ASSERT_EQ(read(bytes, 0), 0);
    EXPECT_EQ(bytes, mac());
    expect_traffic();
}

TEST_F(EepromDump, BehindTheLastByteIsRefusedByItsNumbers)
{
    std::array<std::uint8_t, 4> bytes{1, 2, 3, 4};
    const Log log;
    EXPECT_EQ(read(bytes, 125), -EINVAL);
    EXPECT_TRUE(log.has("EEPROM bytes: 4 from number 125 on, there are 128")) << log.text();
    EXPECT_EQ(bytes, (std::array<std::uint8_t, 4>{1, 2, 3, 4}));
}

TEST_F(EepromDump, ThatDoesNotEndIsAnErrorAndTheNextOneWorks)
{
    std::array<std::uint8_t, 2> bytes{};
    model.faults().eerd_never_done = model.faults().eecd_never_granted = true;
    EXPECT_EQ(read(bytes, 0), -ETIMEDOUT);
    model.faults().eerd_never_done = model.faults().eecd_never_granted = false;
    EXPECT_EQ(read(bytes, 0), 0);
}

TEST_F(EepromDump, OfADeviceThatIsGoneIsAnError)
{
    model.remove();
    std::array<std::uint8_t, 2> bytes{};
    EXPECT_EQ(read(bytes, 0), -EIO) << "ethdev's word for it";
}

TEST_F(EepromDump, CountsItsImages)
{
    model.eeprom().words[5] = 0x1234;
    std::array<char, 32> text{};
    ASSERT_EQ(rte_eth_dev_fw_version_get(port, text.data(), text.size()), 0);
    EXPECT_STREQ(text.data(), "1.35-4");
    EXPECT_EQ(rte_eth_dev_fw_version_get(port, text.data(), 7), 0) << "just enough";
    EXPECT_EQ(rte_eth_dev_fw_version_get(port, text.data(), 6), 7) << "the size that it takes";
    EXPECT_STREQ(text.data(), "1.35-") << "ended, however short";
    EXPECT_EQ(rte_eth_dev_fw_version_get(port, nullptr, 0), 7);
}

/// Neither EERD nor the pins answer.
struct NoEeprom : Driver {
    void before_probe() override { model.faults().eerd_never_done = model.faults().eecd_never_granted = true; }
};

TEST_F(NoEeprom, IsOneOfNoBytes)
{
    EXPECT_EQ(rte_eth_dev_get_eeprom_length(port), 0);
    std::array<std::uint8_t, 2> bytes{};
    rte_dev_eeprom_info info = ask(bytes, 0);
    EXPECT_EQ(rte_eth_dev_get_eeprom(port, &info), -EINVAL);
    std::array<char, 32> text{};
    EXPECT_EQ(rte_eth_dev_fw_version_get(port, text.data(), text.size()), -ENOTSUP);
}

}  // namespace

}  // namespace test
