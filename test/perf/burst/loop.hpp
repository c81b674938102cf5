// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "perf/burst/setting.hpp"

namespace perf {

constexpr unsigned most_burst = 256;

/// The device's part between the bursts of a port; net_null needs none.
struct Device {
    std::function<void(unsigned)> receive = [](unsigned) {};
    std::function<void()> transmit = [] {};
};

/// What is measured: bursts of packets in and out again, by each port in turn.
/// The calls are inlined, as in an application: whoever changes this records the counts anew.
class Loop {
public:
    /// @param devices  of the ports from 0 on
    Loop(const Setting& setting, std::vector<Device> devices);

    /// One burst each way by each port; nothing but polls where Setting::idle. Measured by @p meter, called as
    /// meter(sum, work), which does the work.
    template <class Meter>
    void turn(Meter& meter)
    {
        const auto ports = static_cast<std::uint16_t>(devices_.size());
        rte_mbuf** const packets = packets_.data();
        const auto most = static_cast<std::uint16_t>(setting_.burst);
        for (std::uint16_t port = 0; port < ports; ++port) {
            devices_[port].transmit();
            devices_[port].receive(setting_.idle ? 0 : setting_.burst);
            std::uint16_t got = 0, sent = 0;
            meter(rx, [=, &got] { got = rte_eth_rx_burst(port, 0, packets, most); });
            if (setting_.idle && got == 0)
                continue;
            ask({packets, got});
            if (setting_.prepare)
                meter(tx, [=, &sent] {
                    sent = rte_eth_tx_burst(port, 0, packets, rte_eth_tx_prepare(port, 0, packets, got));
                });
            else
                meter(tx, [=, &sent] { sent = rte_eth_tx_burst(port, 0, packets, got); });
            judge(got, sent);
        }
    }

    double rx = 0, tx = 0;  ///< the sums

private:
    /// The application's part: what is asked of the packets to be sent.
    void ask(std::span<rte_mbuf*> packets) const;
    void judge(unsigned got, unsigned sent) const;

    const Setting& setting_;
    std::vector<Device> devices_;
    alignas(RTE_CACHE_LINE_SIZE) std::array<rte_mbuf*, most_burst> packets_{};  // where they lie may cost instructions
};

}  // namespace perf
