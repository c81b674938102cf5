// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>

namespace e1k {

// Three stores describe a received segment instead of eleven; the layout they count on is part of DPDK's ABI.
static_assert(offsetof(rte_mbuf, refcnt) == offsetof(rte_mbuf, data_off) + 2 &&
              offsetof(rte_mbuf, nb_segs) == offsetof(rte_mbuf, data_off) + 4 &&
              offsetof(rte_mbuf, port) == offsetof(rte_mbuf, data_off) + 6);
static_assert(offsetof(rte_mbuf, pkt_len) == offsetof(rte_mbuf, packet_type) + 4 &&
              offsetof(rte_mbuf, data_len) == offsetof(rte_mbuf, packet_type) + 8 &&
              offsetof(rte_mbuf, vlan_tci) == offsetof(rte_mbuf, packet_type) + 10 &&
              offsetof(rte_mbuf, hash) == offsetof(rte_mbuf, packet_type) + 12);

inline void store_word(rte_mbuf* m, std::size_t offset, std::uint64_t value)
{
    std::memcpy(static_cast<std::byte*>(static_cast<void*>(m)) + offset, &value, sizeof value);
}

/// data_off, refcnt, nb_segs and port of a fresh one-segment mbuf, for describe().
[[nodiscard]] constexpr std::uint64_t rearm_word(std::uint16_t data_off, std::uint16_t port)
{
    return data_off | std::uint64_t{1} << 16 | std::uint64_t{1} << 32 | std::uint64_t{port} << 48;
}

/// Make @p m, fresh from its mempool, a received segment of @p length bytes with no packet type.
inline void describe(rte_mbuf* m, std::uint64_t rearm, std::uint16_t length, std::uint64_t flags = 0,
                     std::uint16_t vlan_tag = 0)
{
    store_word(m, offsetof(rte_mbuf, data_off), rearm);
    m->ol_flags = flags;
    store_word(m, offsetof(rte_mbuf, packet_type), std::uint64_t{length} << 32);          // and pkt_len
    store_word(m, offsetof(rte_mbuf, data_len), length | std::uint64_t{vlan_tag} << 16);  // and hash.rss
}

/// What this lcore's cache of @p pool holds; null if there is none.
[[nodiscard]] inline rte_mempool_cache* cache_of(rte_mempool* pool)
{
#ifdef RTE_LIBRTE_MEMPOOL_DEBUG  // marks what is taken and given, which only the mempool's own functions do
    return nullptr;
#else
    return rte_mempool_default_cache(pool, rte_lcore_id());
#endif
}

/// Take @p n mbufs out of @p pool as they lie there: next null, nb_segs and refcnt 1. All or none.
[[nodiscard]] inline bool take_raw(rte_mempool* pool, rte_mbuf** out, unsigned n)
{
    return rte_mempool_get_bulk(pool, static_cast<void**>(static_cast<void*>(out)), n) == 0;
}

/// The same out of what this lcore's cache holds, without a copy. @return where they lie until the mempool is used
/// again; null if the cache holds less
[[nodiscard]] inline rte_mbuf* const* take_from_cache(rte_mempool* pool, unsigned n)
{
    rte_mempool_cache* const cache = cache_of(pool);
    if (cache == nullptr || cache->len < n)
        return nullptr;
    cache->len -= n;
    return static_cast<rte_mbuf**>(static_cast<void*>(&cache->objs[cache->len]));
}

/// Put @p n unshared one-segment mbufs of @p pool back into it: as rte_mempool_put_bulk() does, which brings 6 KB of
/// copying along.
inline void give_raw(rte_mempool* pool, rte_mbuf* const* mbufs, unsigned n)
{
    if (n == 0)
        return;
    rte_mempool_cache* const cache = cache_of(pool);
    if (cache == nullptr || n > cache->flushthresh)
        return rte_mempool_generic_put(pool, static_cast<void* const*>(static_cast<const void*>(mbufs)), n, nullptr);
    if (cache->len + n > cache->flushthresh)
        rte_mempool_cache_flush(cache, pool);
    std::memcpy(&cache->objs[cache->len], mbufs, n * sizeof(void*));
    cache->len += n;
}

/// Free @p n packets of one segment, as many at once as come from one mempool; writes over @p mbufs.
inline void free_single(rte_mbuf** mbufs, unsigned n)
{
    rte_mempool* pool = nullptr;
    unsigned kept = 0;
    for (unsigned i = 0; i < n; ++i) {
        rte_mbuf* const m = rte_pktmbuf_prefree_seg(mbufs[i]);
        if (m == nullptr)  // somebody holds it still
            continue;
        if (m->pool != pool) {
            give_raw(pool, mbufs, kept);
            kept = 0;
            pool = m->pool;
        }
        mbufs[kept++] = m;
    }
    give_raw(pool, mbufs, kept);
}

/// Segments of packets on their way back, as many at once as come from one mempool. The last go with this.
class MbufReturns {
public:
    MbufReturns() = default;
    ~MbufReturns() { flush(); }
    MbufReturns(const MbufReturns&) = delete;
    MbufReturns& operator=(const MbufReturns&) = delete;

    /// Free @p packet, as far as nobody else holds it.
    void free(rte_mbuf* packet)
    {
        while (packet != nullptr) {
            rte_mbuf* const next = packet->next;
            if (rte_mbuf* const m = rte_pktmbuf_prefree_seg(packet); m != nullptr)
                add(m);
            packet = next;
        }
    }

private:
    void add(rte_mbuf* m)
    {
        if (m->pool != pool_ || n_ == mbufs_.size()) {
            flush();
            pool_ = m->pool;
        }
        mbufs_[n_++] = m;
    }
    void flush()
    {
        give_raw(pool_, mbufs_.data(), n_);
        n_ = 0;
    }

    rte_mempool* pool_ = nullptr;
    unsigned n_ = 0;
    std::array<rte_mbuf*, 64> mbufs_;  // as far as n_ says
};

}  // namespace e1k
