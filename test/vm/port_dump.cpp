// SPDX-License-Identifier: BSD-3-Clause
// A secondary process that prints what port 0 shows: a line of registers, and one of the EEPROM's words, as hex. Its
// arguments are EAL's.
#include <rte_dev_info.h>
#include <rte_eal.h>
#include <rte_ethdev.h>

#include <cstdint>
#include <cstdio>
#include <vector>

int main(int argc, char** argv)
{
    if (rte_eal_init(argc, argv) < 0)
        return 1;
    rte_dev_reg_info registers{};
    if (rte_eth_dev_get_reg_info(0, &registers) != 0)
        return 1;
    std::vector<std::uint32_t> values(registers.length);
    registers.data = values.data();
    const int length = rte_eth_dev_get_eeprom_length(0);
    std::vector<std::uint16_t> words(static_cast<std::size_t>(length) / 2);
    rte_dev_eeprom_info eeprom{};
    eeprom.data = words.data();
    eeprom.length = static_cast<std::uint32_t>(length);
    if (rte_eth_dev_get_reg_info(0, &registers) != 0 || rte_eth_dev_get_eeprom(0, &eeprom) != 0)
        return 1;
    std::printf("registers");
    for (const std::uint32_t value : values)
        std::printf(" %08x", value);
    std::printf("\neeprom");
    for (const std::uint16_t word : words)
        std::printf(" %04x", word);
    std::printf("\n");
    return rte_eal_cleanup();
}
