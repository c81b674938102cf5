// SPDX-License-Identifier: BSD-3-Clause
#include "port/open_ports.hpp"

#include <array>
#include <mutex>

#include "dpdk/shared_lock.hpp"

namespace e1k::open_ports {

namespace {

struct OpenPorts {
    ProcessLock lock;
    std::array<rte_eth_dev*, RTE_MAX_ETHPORTS> by_id{};  ///< null: none of ours
};
constinit OpenPorts ports;

}  // namespace

void add(rte_eth_dev* d)
{
    const std::lock_guard held{ports.lock};
    ports.by_id[d->data->port_id] = d;
}

void remove(rte_eth_dev* d)
{
    const std::lock_guard held{ports.lock};
    ports.by_id[d->data->port_id] = nullptr;
}

bool look(std::uint16_t id, void (*at)(void* who, const Port& p), void* who)
{
    const std::lock_guard held{ports.lock};
    if (id >= ports.by_id.size() || ports.by_id[id] == nullptr)
        return false;
    at(who, open(ports.by_id[id]));
    return true;
}

}  // namespace e1k::open_ports
