// SPDX-License-Identifier: BSD-3-Clause
// How a port is set up, at first and anew: what can be refused comes before what is lost, what was set stays, and where
// a change fails half-way the port is as it was before.
#include <rte_errno.h>
#include <rte_mbuf.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "port/failure.hpp"
#include "port/plan.hpp"
#include "port/port.hpp"

namespace responder {

namespace {

Host make_host(std::uint16_t id, const PortOptions& options, bool probe)
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
    host.send_unreachable = options.send_unreachable;
    host.probe = probe;
    return host;
}

/// Whether a pool holds what the plan asks for: then it stays, for a second one may find no memory.
bool does(rte_mempool* pool, const PortPlan& plan)
{
    return pool != nullptr && pool->size >= plan.mbufs && pool->cache_size <= plan.cache &&
           rte_pktmbuf_data_room_size(pool) >= plan.data_room;
}

}  // namespace

/// What a port is asked to become, with the buffers for it.
struct Port::Setup {
    rte_eth_dev_info info{};
    PortPlan plan{};
    Pool pool{};             ///< null: the port's own does
    bool exchanged = false;  ///< `pool` is the former one
};

/// Plan and allocate; the port is not touched.
Port::Setup Port::prepare(const PortOptions& options)
{
    Setup setup;
    if (const int error = rte_eth_dev_info_get(id_, &setup.info); error != 0)
        fail("port " + std::to_string(id_) + ": cannot read its capabilities", error);
    setup.plan = make_plan(id_, setup.info, options, burst_);
    setup.plan.conf.intr_conf.rxq = mode_ != RxMode::poll;
    if (!does(pool_.get(), setup.plan))
        setup.pool = make_pool(setup.plan);
    return setup;
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

void Port::set_up()
{
    Setup setup = prepare(options_);
    set_up(setup);
    restore({options_.promiscuous, false}, false);
}

/// Configure the device, which is stopped, and its queues.
void Port::set_up(Setup& setup)
{
    const PortPlan& plan = setup.plan;
    std::array<char, RTE_ETH_NAME_MAX_LEN> name{};
    rte_eth_dev_get_name_by_port(id_, name.data());
    name_ = name.data();
    driver_ = setup.info.driver_name;
    configured_ = true;
    if (const int error = rte_eth_dev_configure(id_, 1, 1, &plan.conf); error != 0)
        fail(plan.name + ": the driver refuses the configuration" + plan.mtu_text, error);
    if (reassembly_)
        reassembly_->clear();
    if (setup.pool) {  // the former one goes with the setup, when no queue has its buffers any more
        std::swap(setup.pool, pool_);
        setup.exchanged = true;
    }
    set_up_queues(setup.info, plan);
    rte_eth_dev_get_mtu(id_, &mtu_);
    if (!responder_)
        responder_ = std::make_unique<Responder>(make_host(id_, options_, probe_));
    reassembly_ = std::make_unique<Reassembly>(
        plan.held_buffers, [](void* mbuf) { rte_pktmbuf_free(static_cast<rte_mbuf*>(mbuf)); }, responder_->counters());
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

/// A device that was reset has its own address again, and the link knows us by the other.
void Port::restore_mac()
{
    const auto ours = std::bit_cast<rte_ether_addr>(responder_->host().mac);
    rte_ether_addr mac{};
    if (rte_eth_macaddr_get(id_, &mac) == 0 && rte_is_same_ether_addr(&mac, &ours) != 0)
        return;
    rte_ether_addr to_set = ours;
    if (const int error = rte_eth_dev_default_mac_addr_set(id_, &to_set); error != 0)
        fail("port " + std::to_string(id_) + " (" + driver_ + "): cannot set the MAC address it had", error);
}

Port::Settings Port::settings() const
{
    return {rte_eth_promiscuous_get(id_) == 1, rte_eth_allmulticast_get(id_) == 1};
}

/// What the device does not keep when it is set up anew.
void Port::restore(const Settings& settings, bool started)
{
    restore_mac();
    set_promiscuous(settings.promiscuous);
    listen_to_groups();
    if (settings.allmulticast)
        (void)rte_eth_allmulticast_enable(id_);
    if (started)
        start();
}

/// Set the port up anew as @p wanted says.
/// @throws std::runtime_error if that fails: then it is as before, or the text tells why not
void Port::change(const PortOptions& wanted, bool reset)
{
    check_configured();
    Setup setup = prepare(wanted);
    const Settings former = settings();
    const bool was_started = started_;
    stop();
    try {
        if (const int error = reset ? rte_eth_dev_reset(id_) : 0; error != 0)
            fail("port " + std::to_string(id_) + " (" + driver_ + "): cannot reset", error);
        set_up(setup);
        restore(former, was_started);
    } catch (const std::exception& why) {
        take_back(setup, former, was_started, why.what());
        throw;
    }
    options_ = wanted;
}

void Port::take_back(Setup& setup, const Settings& former, bool was_started, const char* why)
{
    try {
        stop();
        if (setup.exchanged)
            std::swap(setup.pool, pool_);
        Setup before = prepare(options_);
        set_up(before);
        restore(former, was_started);
    } catch (const std::exception& error) {
        throw std::runtime_error(std::string(why) + "\nand it cannot be as it was before: " + error.what());
    }
}

void Port::reset()
{
    change(options_, true);
}

void Port::set_mtu(unsigned mtu)
{
    PortOptions wanted = options_;
    wanted.mtu = mtu;
    change(wanted, false);
}

}  // namespace responder
