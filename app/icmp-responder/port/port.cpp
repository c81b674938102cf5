// SPDX-License-Identifier: BSD-3-Clause
#include "port/port.hpp"

#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_mbuf.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "port/plan.hpp"
#include "text/machine.hpp"

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

/// Ports of this process that belong to others, such as the members of a bond, are not ours to poll.
void check_free(std::uint16_t id)
{
    rte_eth_dev_owner owner{};
    if (rte_eth_dev_owner_get(id, &owner) != 0 || owner.id == RTE_ETH_DEV_NO_OWNER)
        return;
    const auto free = list_ports();
    throw std::runtime_error("port " + std::to_string(id) + " is in use by " + owner.name +
                             ": accepted with --port are " + (free.empty() ? "none" : free));
}

void check_exists(std::uint16_t id)
{
    if (rte_eth_dev_is_valid_port(id) != 0) {
        check_free(id);
        return;
    }
    const std::string wanted = "port " + std::to_string(id) + " does not exist: ";
    if (const auto ports = list_ports(); !ports.empty())
        throw std::runtime_error(wanted + "accepted with --port are " + ports);
    throw std::runtime_error(wanted + "DPDK found no port at all\n" +
                             describe_ethernet_devices(sysfs_pci_devices(), "/proc"));
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
            host.ipv6.push_back(std::get<Ipv6Interface>(interface));
    const auto is_link_local = [](const Ipv6Interface& i) { return i.address.is_link_local(); };
    if (!host.ipv6.empty() && std::none_of(host.ipv6.begin(), host.ipv6.end(), is_link_local))
        host.ipv6.push_back({link_local(host.mac), 64});  // RFC 4291 2.8: every interface has one
    host.vlans = options.vlans;
    host.answer_broadcast = options.answer_broadcast;
    return host;
}

}  // namespace

std::uint64_t now_ns() noexcept
{
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

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

Port::Port(const PortOptions& options, const Options& common)
    : id_(static_cast<std::uint16_t>(options.id)),
      options_(options),
      burst_(common.burst),
      mode_(common.rx_mode),
      log_frames_(common.log_frames)
{
    check_exists(id_);
    try {
        configure();
    } catch (...) {
        close();
        throw;
    }
}

Port::~Port()
{
    close();
}

void Port::configure()
{
    rte_eth_dev_info info{};
    if (const int error = rte_eth_dev_info_get(id_, &info); error != 0)
        fail("port " + std::to_string(id_) + ": cannot read its capabilities", error);
    std::array<char, RTE_ETH_NAME_MAX_LEN> name{};
    rte_eth_dev_get_name_by_port(id_, name.data());
    name_ = name.data();
    driver_ = info.driver_name;
    PortPlan plan = make_plan(id_, info, options_, burst_);
    plan.conf.intr_conf.rxq = mode_ != RxMode::poll;
    configured_ = true;
    if (const int error = rte_eth_dev_configure(id_, 1, 1, &plan.conf); error != 0)
        fail(plan.name + ": the driver refuses the configuration" + plan.mtu_text, error);
    if (reassembly_)
        reassembly_->clear();
    Pool pool = make_pool(plan);
    std::swap(pool, pool_);  // the former one goes when no queue has its buffers any more
    set_up_queues(info, plan);
    rte_eth_dev_get_mtu(id_, &mtu_);
    if (!responder_)
        responder_ = std::make_unique<Responder>(make_host(id_, options_));
    reassembly_ = std::make_unique<Reassembly>(
        plan.held_buffers, [](void* mbuf) { rte_pktmbuf_free(static_cast<rte_mbuf*>(mbuf)); }, responder_->counters());
    set_promiscuous(options_.promiscuous);
    listen_to_groups();
}

Pool Port::make_pool(const PortPlan& plan)
{
    const std::string name = "responder_" + std::to_string(id_) + "_" + std::to_string(pools_made_++);
    Pool pool(
        rte_pktmbuf_pool_create(name.c_str(), plan.mbufs, plan.cache, 0, plan.data_room, rte_eth_dev_socket_id(id_)));
    if (!pool)
        fail(plan.name + ": no memory for " + std::to_string(plan.mbufs) + " buffers of " +
                 std::to_string(plan.data_room) +
                 " bytes; give EAL more (-m MB), or ask for fewer (--mbufs N, --rx-ring N)",
             rte_errno);
    return pool;
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

/// Where the port cannot filter single groups, let all in; where it can do neither, it has no filter.
void Port::listen_to_groups()
{
    const auto& host = responder_->host();
    std::vector<rte_ether_addr> groups;
    const auto add = [&](const Mac& mac) { groups.push_back(std::bit_cast<rte_ether_addr>(mac)); };
    for (const auto& interface : host.ipv6)
        add(multicast_mac(solicited_node(interface.address)));
    if (!host.ipv6.empty())
        add(multicast_mac(all_nodes));
    if (host.answer_broadcast && !host.ipv4.empty())
        add({{0x01, 0, 0x5e, 0, 0, 1}});  // RFC 1112 6.4: 224.0.0.1, all hosts
    if (groups.empty())
        return;
    if (rte_eth_dev_set_mc_addr_list(id_, groups.data(), static_cast<std::uint32_t>(groups.size())) != 0)
        (void)rte_eth_allmulticast_enable(id_);
}

void Port::check_configured() const
{
    if (!configured_)
        throw std::runtime_error("port " + std::to_string(id_) + " (" + name_ + ") is closed");
}

void Port::start()
{
    check_configured();
    if (started_)
        return;
    if (const int error = rte_eth_dev_start(id_); error != 0)
        fail("port " + std::to_string(id_) + " (" + name_ + "): cannot start", error);
    started_ = true;
    now_ns_ = now_ns();  // until the first tick
    responder_->neighbours().set_time(now_ns_);
    link_seen_ = link_up_ = false;  // for its addresses to be announced again
}

void Port::stop() noexcept
{
    if (!std::exchange(started_, false))
        return;
    flush();
    rte_eth_dev_stop(id_);
}

void Port::reset()
{
    check_configured();
    const bool was_started = started_;
    stop();
    if (const int error = rte_eth_dev_reset(id_); error != 0) {
        if (was_started)
            start();
        fail("port " + std::to_string(id_) + " (" + driver_ + "): cannot reset", error);
    }
    configure();
    if (was_started)
        start();
}

void Port::set_link(bool up)
{
    const int error = up ? rte_eth_dev_set_link_up(id_) : rte_eth_dev_set_link_down(id_);
    if (error != 0)
        fail("port " + std::to_string(id_) + " (" + driver_ + "): cannot set the link " + (up ? "up" : "down"), error);
}

void Port::set_mtu(unsigned mtu)
{
    check_configured();
    const auto former = options_.mtu;
    const bool was_started = started_;
    stop();
    options_.mtu = mtu;
    try {
        configure();
    } catch (...) {
        options_.mtu = former;
        configure();
        if (was_started)
            start();
        throw;
    }
    if (was_started)
        start();
}

void Port::clear_statistics() noexcept
{
    rte_eth_stats_reset(id_);
    rte_eth_xstats_reset(id_);
    responder_->counters().clear();
    handling_.clear();
}

/// vfio-pci holds a device that is pulled out until its user has let go of it.
void Port::let_device_go() noexcept
{
    rte_eth_dev_info info{};
    const bool known = rte_eth_dev_info_get(id_, &info) == 0;
    close();
    if (known)
        rte_dev_remove(info.device);
}

void Port::close() noexcept
{
    stop();
    if (reassembly_)
        reassembly_->clear();
    if (std::exchange(configured_, false))
        rte_eth_dev_close(id_);
}

}  // namespace responder
