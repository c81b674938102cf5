// SPDX-License-Identifier: BSD-3-Clause
// What a port shows of QEMU's device: registers, EEPROM, rings, and what it is.
#define ALLOW_EXPERIMENTAL_API  // dumps are, in DPDK 22.11
#include <gtest/gtest.h>
#include <rte_dev_info.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "port.hpp"

namespace test {
namespace {

[[nodiscard]] std::vector<std::uint32_t> registers()
{
    rte_dev_reg_info info{};
    EXPECT_EQ(rte_eth_dev_get_reg_info(BenchPort::id, &info), 0);
    std::vector<std::uint32_t> values(info.length);
    info.data = values.data();
    EXPECT_EQ(rte_eth_dev_get_reg_info(BenchPort::id, &info), 0);
    return values;
}

TEST(Inside, ARegisterDumpIsOfTheRunningDeviceAndDoesNotDisturbIt)
{
    const BenchPort port;
    const std::vector<std::uint32_t> before = registers();
    constexpr std::uint32_t link_up_full_duplex = 3;
    EXPECT_EQ(before.at(1) & link_up_full_duplex, link_up_full_duplex) << "STATUS is the second";
    ASSERT_TRUE(BenchPort::wait_open());
    BenchPort::drain();
    const Frame frame = make_frame(broadcast, 100);
    const std::uint64_t sent = BenchPort::stats().opackets;
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(BenchPort::send(frame));
        EXPECT_EQ(registers().at(1), before.at(1));
    }
    EXPECT_EQ(BenchPort::stats().opackets, sent + 3);
}

TEST(Inside, TheEepromIsGoodAndHoldsTheAddress)
{
    const BenchPort port;
    std::array<std::uint8_t, 128> bytes{};
    ASSERT_EQ(rte_eth_dev_get_eeprom_length(BenchPort::id), static_cast<int>(bytes.size()));
    rte_dev_eeprom_info info{};
    info.data = bytes.data();
    info.length = bytes.size();
    ASSERT_EQ(rte_eth_dev_get_eeprom(BenchPort::id, &info), 0);
    unsigned sum = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 2)
        sum += bytes[i] + 256u * bytes[i + 1];
    EXPECT_EQ(sum & 0xffff, 0xbabau);
    EXPECT_EQ(std::memcmp(bytes.data(), BenchPort::mac().addr_bytes, 6), 0);
}

TEST(Inside, APrivateDumpNamesWhoPlaysTheChip)
{
    const BenchPort port;
    char* text = nullptr;
    std::size_t size = 0;
    FILE* const file = open_memstream(&text, &size);
    EXPECT_EQ(rte_eth_dev_priv_dump(BenchPort::id, file), 0);
    std::fclose(file);
    const std::string all{text, size};
    std::free(text);
    EXPECT_NE(all.find("platform: QEMU\n"), std::string::npos) << all;
    EXPECT_NE(all.find("running: yes\n"), std::string::npos) << all;
    EXPECT_NE(all.find("phy: 0x01410c"), std::string::npos) << all;
}

}  // namespace
}  // namespace test
