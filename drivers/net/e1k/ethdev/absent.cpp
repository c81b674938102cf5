// SPDX-License-Identifier: BSD-3-Clause
// What the chip has nothing for. ethdev and rte_flow would answer an error number without a word; these say the word.
#include <cerrno>

#include "dpdk/log.hpp"
#include "ethdev/ops.hpp"
#include "port/adapter.hpp"

namespace e1k::ops {

/// No flow rules: rte_flow answers its caller with ENOSYS, as it does where there is no such op. One line a port says
/// why: dpdk-testpmd asks anew for each packet that it prints.
int flow_ops_get(rte_eth_dev* d, const rte_flow_ops** ops) noexcept
{
    const Port p = open(d);
    if (!p.a.flow_rules_refused.exchange(true, std::memory_order_relaxed))
        E1K_LOG(driver, ERR, p.name,
                "rte_flow: the chip has no flow rules; classify in software, let frames in by address, multicast list "
                "or VLAN filter");
    *ops = nullptr;
    return 0;
}

int timesync_enable(rte_eth_dev* d) noexcept
{
    E1K_LOG(driver, ERR, open(d).name,
            "timesync: the chip takes no IEEE 1588 time stamps; take them in software (rte_rdtsc(), a callback of the "
            "burst)");
    return -ENOTSUP;
}

}  // namespace e1k::ops
