// SPDX-License-Identifier: BSD-3-Clause
#include "support/eal_memory.hpp"

#include <rte_memory.h>

namespace test {

bool in_eal_memory(std::uint64_t address, std::size_t length)
{
    const auto* first = reinterpret_cast<const void*>(address);
    const auto* last = reinterpret_cast<const void*>(address + (length == 0 ? 0 : length - 1));
    const rte_memseg_list* list = rte_mem_virt2memseg_list(first);
    return list != nullptr && list == rte_mem_virt2memseg_list(last) && rte_mem_virt2memseg(first, list) != nullptr &&
           rte_mem_virt2memseg(last, list) != nullptr;
}

}  // namespace test
