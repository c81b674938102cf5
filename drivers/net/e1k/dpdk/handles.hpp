// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>
#include <new>

#include <rte_malloc.h>
#include <rte_memzone.h>

namespace e1k {

/// Ends the life of an object that stands in rte_malloc memory.
struct RteDelete {
    template <class T>
    void operator()(T* p) const noexcept
    {
        std::destroy_at(p);
        rte_free(p);
    }
};
struct RteFree {
    void operator()(void* p) const noexcept { rte_free(p); }
};
struct MemzoneFree {
    void operator()(const rte_memzone* z) const noexcept { rte_memzone_free(z); }
};

template <class T>
using RteUnique = std::unique_ptr<T, RteDelete>;
template <class T>
using RteArray = std::unique_ptr<T[], RteFree>;
using Memzone = std::unique_ptr<const rte_memzone, MemzoneFree>;

/// A value-initialised T on NUMA node @p socket; null when memory has run out.
template <class T>
[[nodiscard]] RteUnique<T> make_rte(const char* what, int socket)
{
    static_assert(alignof(T) <= RTE_CACHE_LINE_SIZE);
    void* mem = rte_malloc_socket(what, sizeof(T), RTE_CACHE_LINE_SIZE, socket);
    return RteUnique<T>{mem == nullptr ? nullptr : new (mem) T{}};
}

/// @p n zeroed Ts on NUMA node @p socket; null when memory has run out.
template <class T>
[[nodiscard]] RteArray<T> make_rte_array(const char* what, std::size_t n, int socket)
{
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of mbuf pointers is just that
    return RteArray<T>{static_cast<T*>(rte_zmalloc_socket(what, n * sizeof(T), RTE_CACHE_LINE_SIZE, socket))};
}

}  // namespace e1k
