// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/log.hpp"
#include "ethdev/ops.hpp"
#include "port/adapter.hpp"
#include "port/bring_up.hpp"
#include "port/interrupts.hpp"
#include "port/led.hpp"
#include "port/link_setup.hpp"
#include "port/open_ports.hpp"
#include "port/removal.hpp"
#include "port/start.hpp"
#include "port/watchdog.hpp"

namespace e1k::ops {

int dev_configure(rte_eth_dev* d) noexcept
{
    const Port p = open(d);
    const rte_eth_conf& conf = p.conf();
    if (!valid_link(p))
        return -EINVAL;
    // With one queue, RSS has nothing to spread: applications may ask for it. The other modes need queues.
    if ((conf.rxmode.mq_mode & ~RTE_ETH_MQ_RX_RSS_FLAG) != 0 || conf.txmode.mq_mode != RTE_ETH_MQ_TX_NONE) {
        E1K_LOG(init, ERR, p.name,
                "mq_mode rx %u tx %u: there is one receive queue, and no class of traffic; set them to 0",
                unsigned{conf.rxmode.mq_mode}, unsigned{conf.txmode.mq_mode});
        return -EINVAL;
    }
    if (conf.intr_conf.rxq != 0 && !p.a.has_line) {  // ethdev asks for the link's by itself
        E1K_LOG(init, ERR, p.name, "receive interrupts: no interrupt line; set intr_conf.rxq to 0 and poll");
        return -ENOTSUP;
    }
    return 0;
}

int dev_start(rte_eth_dev* d) noexcept
{
    return start(open(d));
}

int dev_stop(rte_eth_dev* d) noexcept
{
    return stop(open(d));
}

int dev_close(rte_eth_dev* d) noexcept
{
    if (rte_eal_process_type() != RTE_PROC_PRIMARY)
        return 0;
    const Port p = open(d);
    if (d->data->dev_started != 0) {  // ethdev lets only a detach come here with a running port
        if (const int err = stop(p); err != 0)
            return err;
        d->data->dev_started = 0;
    }
    open_ports::remove(d);
    show_led(p, LedShows::link);
    hw::deliver(p.dev);
    end_bus_mastering(p);
    end_listening(p);
    end_watchdog(p);
    detach_interrupts(p);
    release_queues(d);
    return 0;
}

/// Make of a stopped port what a probe makes of its device: to be configured and set up again. Where that fails, the
/// port stays stopped and set up, and may be started or reset again.
int dev_reset(rte_eth_dev* d) noexcept
{
    const Port p = open(d);
    if (d->data->dev_started != 0) {  // ethdev goes on after a stop that failed
        E1K_LOG(init, ERR, p.name, "reset: the port could not be stopped; try again");
        return -EAGAIN;
    }
    if (const hw::Result r = begin_anew(p); r != hw::Result::ok)
        return r == hw::Result::timeout ? -EAGAIN : -EIO;  // the words that ethdev has for this call
    release_queues(d);
    return 0;
}

int is_removed(rte_eth_dev* d) noexcept
{
    return hw::removed(open(d).dev) ? 1 : 0;
}

}  // namespace e1k::ops
