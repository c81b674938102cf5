// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/shared_memory.hpp"

#include <rte_errno.h>
#include <rte_memory.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace test::qemu {

namespace {

// The `pc` machine has pluggable memory from 4 GiB on, and QEMU's own translator knows 40 address bits.
constexpr std::uint64_t lowest = std::uint64_t{1} << 32;
constexpr std::uint64_t highest = std::uint64_t{1} << 40;

struct Collection {
    std::vector<SharedArea> areas;
    std::ostringstream refusal;
};

void check(const SharedArea& area, const rte_memseg& segment, std::size_t offset, std::ostream& refusal)
{
    if (area.fd < 0)
        refusal << "memory at 0x" << std::hex << area.address << " has no file: " << rte_strerror(rte_errno)
                << "; start with --no-huge, and without --in-memory and --legacy-mem";
    else if (offset != 0)
        refusal << "memory at 0x" << std::hex << area.address << " begins at offset 0x" << offset
                << " of its file; start with --no-huge";
    else if (segment.iova != area.address)
        refusal << "memory at 0x" << std::hex << area.address << " has the IOVA 0x" << segment.iova
                << "; start with --iova-mode=va";
    else if (area.address < lowest || area.address + area.length > highest)
        refusal << "memory at 0x" << std::hex << area.address
                << " is not between 4 GiB and 1 TiB; start with --base-virtaddr=0x100000000";
}

int collect(const rte_memseg_list* list, const rte_memseg* segment, size_t length, void* argument)
{
    auto& found = *static_cast<Collection*>(argument);
    if (list->external != 0)
        return 0;
    std::size_t offset = 0;
    const int fd = rte_memseg_get_fd_thread_unsafe(segment);
    if (fd >= 0)
        rte_memseg_get_fd_offset_thread_unsafe(segment, &offset);
    const SharedArea area{.address = segment->addr_64, .length = length, .fd = fd};
    check(area, *segment, offset, found.refusal);
    found.areas.push_back(area);
    return 0;
}

}  // namespace

std::vector<SharedArea> eal_memory()
{
    Collection found;
    rte_memseg_contig_walk_thread_unsafe(collect, &found);
    if (found.areas.empty())
        found.refusal << "EAL has no memory yet; start with --no-huge -m <MiB>";
    if (const auto refusal = found.refusal.str(); !refusal.empty())
        throw std::runtime_error{refusal};
    std::ranges::sort(found.areas, {}, &SharedArea::address);
    return found.areas;
}

}  // namespace test::qemu
