// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/memory_events.hpp"

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace test::qemu {

namespace {

constexpr const char* name = "testbed-qemu";

void on_event(rte_mem_event event, const void* address, std::size_t length, void* events)
{
    auto& self = *static_cast<MemoryEvents*>(events);
    if (event == RTE_MEM_EVENT_ALLOC)
        self.allocated(address, length);
    else
        self.freed(address, length);
}

}  // namespace

MemoryEvents::MemoryEvents(PluggedMemory& memory) : memory_{memory}
{
    // Without hugepages, and with --legacy-mem, EAL's memory stays as it is.
    if (rte_mem_event_callback_register(name, on_event, this) != 0 && rte_errno != ENOTSUP)
        throw std::runtime_error{std::string{"no memory events: "} + rte_strerror(rte_errno)};
}

MemoryEvents::~MemoryEvents()
{
    rte_mem_event_callback_unregister(name, this);
}

void MemoryEvents::allocated(const void* address, std::size_t length)
try {
    for (const SharedArea& area : allocated_memory(address, length))
        memory_.plug(area);
} catch (const std::exception& error) {
    if (!std::exchange(told_, true))
        std::fprintf(stderr, "testbed: the device cannot reach the memory at %p, what is sent from there is lost: %s\n",
                     address, error.what());
}

void MemoryEvents::freed(const void* address, std::size_t length)
try {
    for (const SharedArea& area : ending_memory(address, length))
        memory_.unplug(area.address);
} catch (const std::exception& error) {
    if (!std::exchange(told_, true))
        std::fprintf(stderr, "testbed: the device keeps the memory at %p: %s\n", address, error.what());
}

MemoryLock::MemoryLock()
{
    rte_mcfg_mem_read_lock();
}

MemoryLock::~MemoryLock()
{
    rte_mcfg_mem_read_unlock();
}

}  // namespace test::qemu
