// SPDX-License-Identifier: BSD-3-Clause
#include "port/pcix.hpp"

#include <bus_pci_driver.h>

#include "dpdk/log.hpp"

namespace e1k {

namespace {

/// What configuration space holds; 0 if it cannot be read.
template <class T>
[[nodiscard]] T config(const rte_pci_device& pci, off_t at)
{
    T value = 0;
    constexpr int size = sizeof value;
    return rte_pci_read_config(&pci, &value, size, at) == size ? value : T{0};
}

/// Where the capability of PCI-X begins; 0: there is none. SDM 4.1.3
[[nodiscard]] off_t find_pcix(const rte_pci_device& pci)
{
    constexpr off_t status = 6, first = 0x34, least = 0x40;
    constexpr std::uint16_t has_list = 1u << 4;
    constexpr std::uint8_t pcix = 7, address = 0xfc;
    if ((config<std::uint16_t>(pci, status) & has_list) == 0)
        return 0;
    off_t at = config<std::uint8_t>(pci, first) & address;
    for (unsigned left = 48; at >= least && left != 0; --left) {  // no list is longer, but for one that is a circle
        if (config<std::uint8_t>(pci, at) == pcix)
            return at;
        at = config<std::uint8_t>(pci, at + 1) & address;
    }
    return 0;
}

constexpr unsigned count_shift = 2, count_mask = 3, least_count = 512;

/// The maximum memory read byte count that @p command says.
[[nodiscard]] constexpr unsigned longest_read(unsigned command) noexcept
{
    return least_count << (command >> count_shift & count_mask);
}

}  // namespace

void limit_reads(const Port& p)
{
    if (!hw::is_pcix(hw::status_word(p.dev)))
        return;
    const off_t at = find_pcix(p.pci());
    if (at == 0)
        return;
    auto command = config<std::uint16_t>(p.pci(), at + 2);
    const unsigned before = longest_read(command);
    if (before <= p.a.traits.longest_pcix_read)
        return;
    while (longest_read(command) > p.a.traits.longest_pcix_read)
        command = static_cast<std::uint16_t>(command - (1u << count_shift));
    constexpr int size = sizeof command;
    if (rte_pci_write_config(&p.pci(), &command, size, at + 2) == size)
        E1K_LOG(init, INFO, p.name, "PCI-X: it may ask for %u bytes at once now, not %u", longest_read(command),
                before);
    else
        E1K_LOG(init, WARNING, p.name, "PCI-X: it may ask for %u bytes at once, which it may not bear", before);
}

}  // namespace e1k
