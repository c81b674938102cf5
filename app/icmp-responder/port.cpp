// SPDX-License-Identifier: BSD-3-Clause
#include "port.hpp"

#include <rte_errno.h>

#include <stdexcept>
#include <utility>

#include "machine.hpp"
#include "port_plan.hpp"

namespace responder {

namespace {

[[noreturn]] void fail(const std::string& what, int error)
{
    throw std::runtime_error(what + ": " + rte_strerror(error < 0 ? -error : error));
}

std::string sysfs_pci_devices()
{
    const char* folder = std::getenv("SYSFS_PCI_DEVICES");  // the PCI bus driver follows it too
    return folder != nullptr ? folder : "/sys/bus/pci/devices";
}

void check_exists(std::uint16_t id)
{
    if (rte_eth_dev_is_valid_port(id) != 0)
        return;
    const std::string wanted = "port " + std::to_string(id) + " does not exist: ";
    if (const auto ports = list_ports(); !ports.empty())
        throw std::runtime_error(wanted + "accepted with --port are " + ports);
    throw std::runtime_error(wanted + "DPDK found no port at all\n" + describe_ethernet_devices(sysfs_pci_devices()));
}

Host make_host(std::uint16_t id, const PortOptions& options)
{
    Host host;
    rte_ether_addr mac{};
    if (const int error = rte_eth_macaddr_get(id, &mac); error != 0)
        fail("port " + std::to_string(id) + ": cannot read the MAC address", error);
    std::copy(std::begin(mac.addr_bytes), std::end(mac.addr_bytes), host.mac.bytes.begin());
    for (const auto& interface : options.addresses)
        if (const auto* v4 = std::get_if<Ipv4Interface>(&interface))
            host.ipv4.push_back(*v4);
        else
            throw UsageError("--ip " + to_string(interface) + ": IPv6 is not answered yet");
    host.vlans = options.vlans;
    host.answer_broadcast = options.answer_broadcast;
    return host;
}

}  // namespace

std::string list_ports()
{
    std::string text;
    const auto next = [](std::uint64_t from) {
        return rte_eth_find_next_owned_by(static_cast<std::uint16_t>(from), RTE_ETH_DEV_NO_OWNER);
    };
    for (std::uint64_t id = next(0); id < RTE_MAX_ETHPORTS; id = next(id + 1)) {
        std::array<char, RTE_ETH_NAME_MAX_LEN> name{};
        rte_eth_dev_get_name_by_port(static_cast<std::uint16_t>(id), name.data());
        text += (text.empty() ? "" : ", ") + std::to_string(id) + " (" + name.data() + ")";
    }
    return text;
}

Port::Port(const PortOptions& options, unsigned burst) : id_(static_cast<std::uint16_t>(options.id)), burst_(burst)
{
    check_exists(id_);
    try {
        configure(options);
        responder_ = std::make_unique<Responder>(make_host(id_, options));
    } catch (...) {
        close();
        throw;
    }
}

Port::~Port()
{
    close();
}

void Port::configure(const PortOptions& options)
{
    rte_eth_dev_info info{};
    if (const int error = rte_eth_dev_info_get(id_, &info); error != 0)
        fail("port " + std::to_string(id_) + ": cannot read its capabilities", error);
    std::array<char, RTE_ETH_NAME_MAX_LEN> name{};
    rte_eth_dev_get_name_by_port(id_, name.data());
    name_ = name.data();
    driver_ = info.driver_name;
    const PortPlan plan = make_plan(id_, info, options, burst_);
    configured_ = true;
    if (const int error = rte_eth_dev_configure(id_, 1, 1, &plan.conf); error != 0)
        fail(plan.name + ": the driver refuses the configuration" + plan.mtu_text, error);
    pool_.reset(rte_pktmbuf_pool_create(("responder_" + std::to_string(id_)).c_str(), plan.mbufs, plan.cache, 0,
                                        plan.data_room, rte_eth_dev_socket_id(id_)));
    if (!pool_)
        fail(plan.name + ": no memory for " + std::to_string(plan.mbufs) + " buffers of " +
                 std::to_string(plan.data_room) +
                 " bytes; give EAL more (-m MB), or ask for fewer (--mbufs N, --rx-ring N)",
             rte_errno);
    set_up_queues(info, plan);
    set_promiscuous(options.promiscuous);
}

void Port::set_up_queues(const rte_eth_dev_info& info, const PortPlan& plan)
{
    const auto socket = static_cast<unsigned>(rte_eth_dev_socket_id(id_));
    rte_eth_rxconf rx = info.default_rxconf;
    rx.offloads = plan.conf.rxmode.offloads;
    if (const int error = rte_eth_rx_queue_setup(id_, 0, plan.rx_ring, socket, &rx, pool_.get()); error != 0)
        fail(plan.name + ": the driver refuses a receive ring of " + std::to_string(plan.rx_ring), error);
    rte_eth_txconf tx = info.default_txconf;
    tx.offloads = plan.conf.txmode.offloads;
    if (const int error = rte_eth_tx_queue_setup(id_, 0, plan.tx_ring, socket, &tx); error != 0)
        fail(plan.name + ": the driver refuses a transmit ring of " + std::to_string(plan.tx_ring), error);
}

void Port::set_promiscuous(bool on)
{
    const int error = on ? rte_eth_promiscuous_enable(id_) : rte_eth_promiscuous_disable(id_);
    // A port without an address filter has nothing to switch: not supported is no error for "off".
    if (error != 0 && (on || error != -ENOTSUP))
        fail("port " + std::to_string(id_) + " (" + driver_ + "): cannot switch promiscuous mode", error);
}

void Port::start()
{
    if (started_)
        return;
    if (const int error = rte_eth_dev_start(id_); error != 0)
        fail("port " + std::to_string(id_) + " (" + name_ + "): cannot start", error);
    started_ = true;
}

void Port::stop() noexcept
{
    if (std::exchange(started_, false))
        rte_eth_dev_stop(id_);
}

void Port::close() noexcept
{
    stop();
    if (std::exchange(configured_, false))
        rte_eth_dev_close(id_);
}

}  // namespace responder
