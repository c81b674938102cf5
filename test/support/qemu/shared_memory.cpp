// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/shared_memory.hpp"

#include <rte_eal.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "support/qemu/plugged_memory.hpp"

namespace test::qemu {

namespace {

bool one_file_a_list()
{
    return rte_eal_has_hugepages() == 0 || rte_mcfg_get_single_file_segments();
}

std::runtime_error refusal(const rte_memseg& segment, const std::string& why)
{
    std::ostringstream text;
    text << "memory at 0x" << std::hex << segment.addr_64 << ' ' << why;
    return std::runtime_error{text.str()};
}

void check(const SharedArea& area, const rte_memseg& segment)
{
    if (area.fd < 0)
        throw refusal(segment, std::string{"has no file: "} + rte_strerror(rte_errno) + "; start with --no-huge");
    if (segment.iova != segment.addr_64)
        throw refusal(segment, "has another address as IOVA; start without --iova-mode");
    if (area.address < PluggedMemory::lowest || area.address + area.length > PluggedMemory::highest)
        throw refusal(segment, "is not between 4 GiB and 1000 GiB; start with --base-virtaddr=0x100000000");
}

/// EAL lets the file grow with what it allocates; who maps all of it at once needs its final length.
void stretch(const SharedArea& area)
{
    struct stat now {};
    if (::fstat(area.fd, &now) != 0 || (static_cast<std::uint64_t>(now.st_size) < area.length &&
                                        ::ftruncate(area.fd, static_cast<off_t>(area.length)) != 0))
        throw std::system_error{errno, std::generic_category(), "ftruncate of EAL's memory"};
}

struct Segment {
    const rte_memseg_list* list;
    const rte_memseg* segment;
};

/// @param segments  in rising order of address
std::vector<SharedArea> areas_of(const std::vector<Segment>& segments)
{
    const bool whole = one_file_a_list();
    std::vector<SharedArea> areas;
    for (const auto& [list, segment] : segments) {
        const auto address = whole ? list->addr_64 : segment->addr_64;
        if (!areas.empty() && areas.back().address == address)
            continue;
        const int fd = rte_memseg_get_fd_thread_unsafe(segment);
        areas.push_back({.address = address, .length = whole ? list->len : segment->len, .fd = fd});
        check(areas.back(), *segment);
        stretch(areas.back());
    }
    return areas;
}

std::vector<Segment> segments_of(const void* address, std::size_t length)
{
    const rte_memseg_list* list = rte_mem_virt2memseg_list(address);
    std::vector<Segment> segments;
    const auto* at = static_cast<const std::uint8_t*>(address);
    for (const auto* end = at + length; list != nullptr && at < end; at += list->page_sz)
        segments.push_back({list, rte_mem_virt2memseg(at, list)});
    return segments;
}

}  // namespace

std::vector<SharedArea> eal_memory()
{
    std::vector<Segment> segments;
    const auto collect = [](const rte_memseg_list* list, const rte_memseg* segment, void* found) {
        if (list->external == 0)
            static_cast<std::vector<Segment>*>(found)->push_back({list, segment});
        return 0;
    };
    rte_memseg_walk_thread_unsafe(collect, &segments);
    if (segments.empty())
        throw std::runtime_error{"EAL has no memory yet; start with --no-huge -m <MiB>"};
    std::ranges::sort(segments, {}, [](const Segment& each) { return each.segment->addr_64; });
    return areas_of(segments);
}

std::vector<SharedArea> allocated_memory(const void* address, std::size_t length)
{
    const auto segments = segments_of(address, length);
    for (const auto& [list, segment] : segments)
        if (list->external != 0)
            throw refusal(*segment, "is the application's own, which QEMU cannot map; let EAL allocate it");
    return areas_of(segments);
}

std::vector<SharedArea> ending_memory(const void* address, std::size_t length)
{
    const auto segments = segments_of(address, length);
    if (segments.empty() || segments.front().list->external != 0)
        return {};
    const rte_memseg_list& list = *segments.front().list;
    if (one_file_a_list() && list.memseg_arr.count > segments.size())
        return {};  // EAL keeps the file until its last page goes
    return areas_of(segments);
}

}  // namespace test::qemu
