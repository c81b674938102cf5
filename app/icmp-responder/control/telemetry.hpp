// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace responder {

class Service;

/// What other programs see of this one: packet capture (dpdk-dumpcap, dpdk-pdump) and telemetry (dpdk-telemetry.py,
/// commands below /icmp_responder/).
class Integration {
public:
    explicit Integration(Service& service);
    ~Integration();
    Integration(const Integration&) = delete;
    Integration& operator=(const Integration&) = delete;

private:
    bool capture_;
};

}  // namespace responder
