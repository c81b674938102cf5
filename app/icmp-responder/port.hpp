// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_ethdev.h>
#include <rte_mempool.h>

#include <memory>
#include <string>

#include "cli.hpp"
#include "responder.hpp"

namespace responder {

struct PortPlan;

struct FreePool {
    void operator()(rte_mempool* pool) const noexcept { rte_mempool_free(pool); }
};
using Pool = std::unique_ptr<rte_mempool, FreePool>;

/// A DPDK port that answers for its addresses: one queue each way, its own buffers.
class Port {
public:
    /// Configure the port; it does not run yet.
    /// @param burst  frames taken at once
    /// @throws std::runtime_error naming the port, the value and the way out; nothing is held then
    Port(const PortOptions& options, unsigned burst);
    ~Port();
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    /// @throws std::runtime_error if the driver cannot
    void start();
    void stop() noexcept;  ///< idempotent
    /// Give the device back; buffers stay until destruction, for other ports may hold some. Idempotent.
    void close() noexcept;

    /// Take one burst and answer it.
    /// @return frames taken
    /// @note  no allocation, no log; the port's own thread only
    unsigned poll() noexcept;

    [[nodiscard]] std::uint16_t id() const noexcept { return id_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }      ///< of the device
    [[nodiscard]] const std::string& driver() const noexcept { return driver_; }  ///< "net_e1k", ...
    [[nodiscard]] const Responder& responder() const noexcept { return *responder_; }

private:
    void configure(const PortOptions& options);
    void set_up_queues(const rte_eth_dev_info& info, const PortPlan& plan);
    void set_promiscuous(bool on);
    [[nodiscard]] bool answer(rte_mbuf& mbuf) noexcept;
    void transmit(rte_mbuf** mbufs, unsigned count) noexcept;

    std::uint16_t id_;
    unsigned burst_;
    std::string name_{}, driver_{};
    Pool pool_{};
    std::unique_ptr<Responder> responder_{};
    bool configured_ = false, started_ = false;
};

/// @return the ports that exist, as "0 (net_null0)", joined by commas; empty if there are none
[[nodiscard]] std::string list_ports();

}  // namespace responder
