// SPDX-License-Identifier: BSD-3-Clause
#include "port/pool.hpp"

#include <rte_errno.h>
#include <rte_mbuf.h>

#include "port/failure.hpp"

namespace responder {

Pool make_pool(const std::string& name, const PortPlan& plan, int socket)
{
    Pool pool(rte_pktmbuf_pool_create(name.c_str(), plan.mbufs, plan.cache, 0, plan.data_room, socket));
    if (!pool)
        fail(plan.name + ": no memory for " + std::to_string(plan.mbufs) + " buffers of " +
                 std::to_string(plan.data_room) +
                 " bytes; give EAL more (-m MB), or ask for fewer (--mbufs N, --rx-ring N)",
             rte_errno);
    return pool;
}

bool does(rte_mempool* pool, const PortPlan& plan) noexcept
{
    return pool != nullptr && pool->size >= plan.mbufs && pool->cache_size <= plan.cache &&
           rte_pktmbuf_data_room_size(pool) >= plan.data_room;
}

}  // namespace responder
