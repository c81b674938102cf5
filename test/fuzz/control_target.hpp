// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>

#include <bus_pci_driver.h>
#include <ethdev_driver.h>

#include "control_device.hpp"
#include "support/input.hpp"

namespace fuzz {

/// The driver, its device and an application, in the hands of an Input: the calls that change what a port is, each with
/// what must hold when it returns.
class ControlTarget {
public:
    explicit ControlTarget(Input& input);
    ~ControlTarget();
    ControlTarget(const ControlTarget&) = delete;
    ControlTarget& operator=(const ControlTarget&) = delete;

protected:
    static constexpr std::uint16_t port = 0;
    static constexpr unsigned pool_size = 300;
    static inline std::array<rte_mempool*, 3> pools;

    [[nodiscard]] bool there() const { return rte_eth_dev_is_valid_port(port) != 0; }
    [[nodiscard]] bool started() const { return rte_eth_devices[port].data->dev_started != 0; }

    void plug();
    void unplug();
    void close();
    void configure();
    void set_up_rx();
    void set_up_tx();
    void start();
    void stop();
    void receive();
    void send();
    void address_call();
    void read_link();
    void switch_link();

    Input& input_;
    ControlDevice device_;

private:
    [[nodiscard]] std::uint16_t any_tx_queue();
    void ask_for_offloads(rte_mbuf& packet);

    rte_pci_driver driver_{};
    rte_pci_device pci_{};
    int free_fd_;  ///< the file descriptor that the next file would get
};

}  // namespace fuzz
