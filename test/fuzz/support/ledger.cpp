// SPDX-License-Identifier: BSD-3-Clause
#include "support/ledger.hpp"

#include <sanitizer/asan_interface.h>

#include <cerrno>
#include <cstdio>
#include <list>
#include <map>
#include <vector>

#include <rte_lcore.h>

#include "support/require.hpp"

namespace fuzz {

namespace {

constexpr std::uint64_t magic = 0x6c656467'65726d62;

/// The mbufs in a pool, the last given back on top; `checked` once DPDK has initialised them.
struct Stack {
    std::vector<void*> objects;
    bool checked = false;
};

/// Kept here because LeakSanitizer does not look into EAL's memory.
std::list<Stack> stacks;

/// Where each mbuf's buffer ends: it, and where the buffer begins.
struct Buffer {
    std::uint64_t begin;
    rte_mbuf* m;
};
std::map<std::uint64_t, Buffer> buffers;

Stack& stack_of(const rte_mempool* pool)
{
    return *static_cast<Stack*>(pool->pool_data);
}

int alloc(rte_mempool* pool)
{
    pool->pool_data = &stacks.emplace_back();
    return 0;
}

void give(rte_mbuf* m)
{
    Note& n = note(m);
    require(n.magic == magic, "an mbuf's private area is as it was");
    require(n.out, "an mbuf is given back once");
    require(!n.pinned, "an mbuf stays until the device is done with it");
    require(rte_mbuf_refcnt_read(m) == 1 && m->next == nullptr && m->nb_segs == 1, "an mbuf is given back by itself");
    n.out = false;
    __asan_poison_memory_region(m, sizeof *m);
}

int enqueue(rte_mempool* pool, void* const* objects, unsigned n)
{
    Stack& stack = stack_of(pool);
    for (unsigned i = 0; i < n; ++i) {
        if (stack.checked)
            give(static_cast<rte_mbuf*>(objects[i]));
        stack.objects.push_back(objects[i]);
    }
    return 0;
}

int dequeue(rte_mempool* pool, void** objects, unsigned n)
{
    Stack& stack = stack_of(pool);
    if (stack.objects.size() < n)
        return -ENOBUFS;
    for (unsigned i = 0; i < n; ++i) {
        objects[i] = stack.objects.back();
        stack.objects.pop_back();
        auto* m = static_cast<rte_mbuf*>(objects[i]);
        __asan_unpoison_memory_region(m, sizeof *m);
        note(m) = {.magic = magic, .out = true, .pinned = false, .owner = nullptr, .seen = 0};
    }
    return 0;
}

unsigned count(const rte_mempool* pool)
{
    return static_cast<unsigned>(stack_of(pool).objects.size());
}

void register_ops()
{
    rte_mempool_ops ops{};
    std::snprintf(ops.name, sizeof ops.name, "ledger");
    ops.alloc = alloc;
    ops.enqueue = enqueue;
    ops.dequeue = dequeue;
    ops.get_count = count;
    require(rte_mempool_register_ops(&ops) >= 0, "the ledger's mempool operations are registered");
}

void poison(rte_mempool*, void* data, void* object, unsigned)
{
    auto* m = static_cast<rte_mbuf*>(object);
    note(m).magic = magic;
    buffers[m->buf_iova + m->buf_len] = {m->buf_iova, m};
    const bool touched = *static_cast<Data*>(data) == Data::touched;
    __asan_poison_memory_region(m->buf_addr, touched ? RTE_PKTMBUF_HEADROOM : m->buf_len);
    __asan_poison_memory_region(m, sizeof *m);
}

}  // namespace

rte_mempool* make_pool(const char* name, unsigned n, std::uint16_t room, Data data)
{
    static const bool registered = (register_ops(), true);
    static_cast<void>(registered);
    rte_mempool* pool = rte_pktmbuf_pool_create_by_ops(name, n, 0, sizeof(Note),
                                                       static_cast<std::uint16_t>(room + RTE_PKTMBUF_HEADROOM),
                                                       static_cast<int>(rte_socket_id()), "ledger");
    require(pool != nullptr, "there is memory for the pools");
    rte_mempool_obj_iter(pool, poison, &data);
    stack_of(pool).checked = true;
    return pool;
}

rte_mbuf* mbuf_at(std::uint64_t address)
{
    const auto found = buffers.upper_bound(address);
    return found != buffers.end() && found->second.begin <= address ? found->second.m : nullptr;
}

void require_complete(rte_mempool* pool)
{
    require(rte_mempool_full(pool) == 1, "every mbuf is back in its pool");
}

}  // namespace fuzz
