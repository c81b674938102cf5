// SPDX-License-Identifier: BSD-3-Clause
// What there is to see of a device and its rings.
#include <algorithm>
#include <array>
#include <cstdio>
#include <span>

#include "dpdk/log.hpp"
#include "ethdev/ops.hpp"
#include "hw/register_list.hpp"
#include "port/facts.hpp"
#include "port/inspection.hpp"
#include "port/ring_look.hpp"

namespace e1k::ops {

namespace {

constexpr std::uint32_t image_version = 5;  // word of the EEPROM, SDM 5.6

/// @param there  how many there are of @p what
[[nodiscard]] bool within(const Port& p, const char* what, std::uint32_t first, std::uint32_t n, std::uint32_t there)
{
    if (first <= there && n <= there - first)
        return true;
    E1K_LOG(driver, ERR, p.name, "%s: %u from number %u on, there are %u", what, n, first, there);
    return false;
}

/// The next @p n descriptors from @p offset on, a line each.
[[nodiscard]] int dump_descriptors(const Port& p, Direction direction, std::uint16_t id, std::uint16_t offset,
                                   std::uint16_t n, FILE* file)
{
    if (!within(p, "descriptors", offset, n, look_at_ring(p, direction, id).size))
        return -EINVAL;
    std::array<DescriptorLook, 64> seen{};
    for (unsigned at = offset, end = offset + n; at < end;) {
        const std::span part = std::span{seen}.first(std::min<std::size_t>(end - at, seen.size()));
        const std::size_t got = look_at_descriptors(p, direction, id, static_cast<std::uint16_t>(at), part);
        if (got == 0)  // the queue has been released
            return -EINVAL;
        for (const DescriptorLook& each : part.first(got))
            (void)std::fprintf(file, "%s %u: %s\n", name(direction), id, line_of(each).data());
        at += static_cast<unsigned>(got);
    }
    return 0;
}

void write_list(FILE* file, const char* name, std::span<const hw::TraitText> items)
{
    (void)std::fprintf(file, "%s:%s", name, items.empty() ? " none" : "");
    for (const hw::TraitText& each : items)
        (void)std::fprintf(file, "%s %s", &each == items.data() ? "" : ",", each.data());
    (void)std::fputc('\n', file);
}

/// A listener that writes a line for each fact.
[[nodiscard]] Listener lines_in(FILE* file)
{
    return {file, [](void* who, const Fact& fact) {
                if (fact.list)
                    write_list(static_cast<FILE*>(who), fact.name, *fact.list);
                else if (fact.text != nullptr)
                    (void)std::fprintf(static_cast<FILE*>(who), "%s: %s\n", fact.name, fact.text);
                else
                    (void)std::fprintf(static_cast<FILE*>(who), "%s: %d\n", fact.name, fact.number);
            }};
}

void dump_rings(const Port& p, Direction direction, FILE* file)
{
    for (std::uint16_t id = 0; id < max_tx_queues; ++id)
        if (const RingLook ring = look_at_ring(p, direction, id); ring.size != 0) {
            (void)std::fprintf(file, "%s queue %u\n", name(direction), id);
            tell_ring(ring, lines_in(file));
        }
}

}  // namespace

int get_reg(rte_eth_dev* d, rte_dev_reg_info* info) noexcept
{
    const Port p = open(d);
    info->width = sizeof(std::uint32_t);
    info->version = register_version(p);
    if (info->data == nullptr) {
        info->length = hw::listed_registers;
        return 0;
    }
    if (info->length == 0 || info->length == hw::listed_registers) {  // who asks for all may leave `offset` as it was
        info->offset = 0;
        info->length = hw::listed_registers;
    }
    if (!within(p, "registers", info->offset, info->length, hw::listed_registers))
        return -EINVAL;
    return to_errno(read_registers(p, info->offset, {static_cast<std::uint32_t*>(info->data), info->length}));
}

int get_eeprom_length(rte_eth_dev* d) noexcept
{
    return static_cast<int>(eeprom_bytes(open(d)));
}

int get_eeprom(rte_eth_dev* d, rte_dev_eeprom_info* info) noexcept
{
    const Port p = open(d);
    info->magic = std::uint32_t{p.pci().id.device_id} << 16 | p.pci().id.vendor_id;
    if (!within(p, "EEPROM bytes", info->offset, info->length, eeprom_bytes(p)))
        return -EINVAL;
    return to_errno(read_eeprom(p, info->offset, {static_cast<std::uint8_t*>(info->data), info->length}));
}

/// The chip has no firmware. What its maker counts are the images of the EEPROM, in the form that ethtool shows of the
/// next family's.
int fw_version_get(rte_eth_dev* d, char* version, std::size_t size) noexcept
{
    const Port p = open(d);
    if (eeprom_bytes(p) == 0)
        return -ENOTSUP;
    std::array<std::uint8_t, 2> bytes{};
    if (const hw::Result r = read_eeprom(p, image_version * 2, bytes); r != hw::Result::ok)
        return to_errno(r);
    const unsigned word = bytes[0] + 256u * bytes[1];
    const int needed = std::snprintf(version, size, "%u.%u-%u", word >> 12u, word >> 4u & 0xffu, word & 0xfu) + 1;
    return static_cast<std::size_t>(needed) <= size ? 0 : needed;
}

int eth_dev_priv_dump(rte_eth_dev* d, FILE* file) noexcept
{
    const Port p = open(d);
    tell_port(p, lines_in(file));
    dump_rings(p, Direction::rx, file);
    dump_rings(p, Direction::tx, file);
    return 0;
}

int eth_rx_descriptor_dump(const rte_eth_dev* d, std::uint16_t id, std::uint16_t offset, std::uint16_t n,
                           FILE* file) noexcept
{
    return dump_descriptors(open(&rte_eth_devices[d->data->port_id]), Direction::rx, id, offset, n, file);
}

int eth_tx_descriptor_dump(const rte_eth_dev* d, std::uint16_t id, std::uint16_t offset, std::uint16_t n,
                           FILE* file) noexcept
{
    return dump_descriptors(open(&rte_eth_devices[d->data->port_id]), Direction::tx, id, offset, n, file);
}

}  // namespace e1k::ops
