// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_mempool.h>

#include <memory>
#include <string>

#include "port/plan.hpp"

namespace responder {

struct FreePool {
    void operator()(rte_mempool* pool) const noexcept { rte_mempool_free(pool); }
};
/// A port's buffers.
using Pool = std::unique_ptr<rte_mempool, FreePool>;

/// @param name    no other pool's
/// @param socket  whose memory, or SOCKET_ID_ANY
/// @throws std::runtime_error if there is no memory; names the ways out
[[nodiscard]] Pool make_pool(const std::string& name, const PortPlan& plan, int socket);

/// Whether a pool holds what the plan asks for: then it stays, for a second one may find no memory.
[[nodiscard]] bool does(rte_mempool* pool, const PortPlan& plan) noexcept;

}  // namespace responder
