// SPDX-License-Identifier: BSD-3-Clause
#include "support/allocations.hpp"

#include <dlfcn.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <unordered_set>

#include <ethdev_driver.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

namespace fuzz {

namespace {

constexpr unsigned never = ~0u;
unsigned left = never;

/// Leaked on purpose: EAL frees after static objects have gone.
std::unordered_set<const void*>& pieces()
{
    static auto* const set = new std::unordered_set<const void*>;
    return *set;
}

[[nodiscard]] bool out_of_memory()
{
    if (left == never)
        return false;
    return left-- == 0;  // and then it is `never`
}

[[nodiscard]] void* piece(std::size_t size, std::size_t alignment, int filler)
{
    if (out_of_memory())
        return nullptr;
    void* p = nullptr;
    if (posix_memalign(&p, alignment < sizeof(void*) ? sizeof(void*) : alignment, size) != 0)
        std::abort();
    std::memset(p, filler, size);
    pieces().insert(p);
    return p;
}

}  // namespace

std::size_t allocations()
{
    return pieces().size();
}

void fail_allocation_after(unsigned n)
{
    left = n;
}

}  // namespace fuzz

extern "C" {

void* __wrap_rte_malloc_socket(const char* type, std::size_t size, unsigned alignment, int socket);
void* __wrap_rte_malloc_socket(const char*, std::size_t size, unsigned alignment, int)
{
    return fuzz::piece(size, alignment, 0xa5);
}

void* __wrap_rte_zmalloc_socket(const char* type, std::size_t size, unsigned alignment, int socket);
void* __wrap_rte_zmalloc_socket(const char*, std::size_t size, unsigned alignment, int)
{
    return fuzz::piece(size, alignment, 0);
}

const rte_memzone* __wrap_rte_eth_dma_zone_reserve(const rte_eth_dev* dev, const char* name, std::uint16_t queue,
                                                   std::size_t size, unsigned alignment, int socket);
const rte_memzone* __wrap_rte_eth_dma_zone_reserve(const rte_eth_dev*, const char*, std::uint16_t, std::size_t size,
                                                   unsigned alignment, int)
{
    void* memory = fuzz::piece(size, alignment, 0xa5);
    if (memory == nullptr)
        return nullptr;
    auto* zone = new rte_memzone{};
    zone->addr = memory;
    zone->iova = reinterpret_cast<std::uintptr_t>(memory);
    zone->len = size;
    return zone;
}

int __wrap_rte_memzone_free(const rte_memzone* zone);
int __wrap_rte_memzone_free(const rte_memzone* zone)
{
    rte_free(zone->addr);
    delete zone;
    return 0;
}

/// Not wrapped but in the place of EAL's: ethdev frees what the driver has allocated.
void rte_free(void* p)
{
    static const auto eal_free = reinterpret_cast<void (*)(void*)>(dlsym(RTLD_NEXT, "rte_free"));
    if (fuzz::pieces().erase(p) != 0)
        std::free(p);
    else
        eal_free(p);
}

}  // extern "C"
