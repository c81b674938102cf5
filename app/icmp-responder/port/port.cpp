// SPDX-License-Identifier: BSD-3-Clause
#include "port/port.hpp"

#include <rte_dev.h>

#include <array>
#include <bit>
#include <stdexcept>
#include <utility>

#include "port/failure.hpp"
#include "port/plan.hpp"
#include "port/readings.hpp"

namespace responder {

Port::Port(const PortOptions& options, const CommonOptions& common)
    : id_(static_cast<std::uint16_t>(options.id)),
      options_(options),
      burst_(common.burst),
      rx_interrupts_(common.rx_mode != RxMode::poll)
{
    try {
        set_up();
    } catch (...) {
        close();
        throw;
    }
}

Port::~Port()
{
    close();
}

void Port::set_promiscuous(bool on)
{
    const int error = on ? rte_eth_promiscuous_enable(id_) : rte_eth_promiscuous_disable(id_);
    // A port without an address filter has nothing to switch: not supported is no error for "off".
    if (error != 0 && (on || error != -ENOTSUP))
        fail("port " + std::to_string(id_) + " (" + driver_ + "): cannot switch promiscuous mode", error);
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
    if (link_off_)  // a start switches the link of many devices on
        set_link(false);
    link_seen_ = link_up_ = false;
}

void Port::stop() noexcept
{
    if (!std::exchange(started_, false))
        return;
    rte_eth_dev_stop(id_);
}

void Port::set_link(bool up)
{
    const int error = up ? rte_eth_dev_set_link_up(id_) : rte_eth_dev_set_link_down(id_);
    if (error != 0)
        fail("port " + std::to_string(id_) + " (" + driver_ + "): cannot set the link " + (up ? "up" : "down"), error);
    link_off_ = !up;
}

void Port::clear_statistics() noexcept
{
    rte_eth_stats_reset(id_);
    rte_eth_xstats_reset(id_);
}

bool Port::listen(int epoll) const noexcept
{
    return rte_eth_dev_rx_intr_ctl_q(id_, 0, epoll, RTE_INTR_EVENT_ADD, nullptr) == 0;
}

void Port::stop_listening(int epoll) const noexcept
{
    rte_eth_dev_rx_intr_ctl_q(id_, 0, epoll, RTE_INTR_EVENT_DEL, nullptr);
}

void Port::raise_interrupts(bool on) const noexcept
{
    (void)(on ? rte_eth_dev_rx_intr_enable(id_, 0) : rte_eth_dev_rx_intr_disable(id_, 0));
}

Snapshot Port::snapshot() const
{
    Snapshot snapshot{.port = id_,
                      .device = name_,
                      .driver = driver_,
                      .state = closed()   ? PortState::closed
                               : started_ ? PortState::started
                                          : PortState::stopped,
                      .link_up = link_up_};
    if (!closed())
        snapshot.counters = read_counters(id_);
    return snapshot;
}

void Port::look() noexcept
{
    link_up_ = read_link(id_).value_or(LinkState{}).up;
    link_seen_ = true;
    gone_ = rte_eth_dev_is_removed(id_) == 1;  // drivers without an interrupt line cannot tell by INTR_RMV
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
    if (std::exchange(configured_, false))
        rte_eth_dev_close(id_);
}

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
    setup.plan.conf.intr_conf.rxq = rx_interrupts_;
    if (!does(pool_.get(), setup.plan))
        setup.pool = make_pool("responder_" + std::to_string(id_) + "_" + std::to_string(pools_made_++), setup.plan,
                               rte_eth_dev_socket_id(id_));
    return setup;
}

void Port::set_up()
{
    Setup setup = prepare(options_);
    set_up(setup);
    const auto mac = read_mac(id_);
    if (!mac)
        throw std::runtime_error("port " + std::to_string(id_) + ": cannot read the MAC address");
    mac_ = *mac;
    set_promiscuous(options_.promiscuous);
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
    if (setup.pool) {  // the former one goes with the setup, when no queue has its buffers any more
        std::swap(setup.pool, pool_);
        setup.exchanged = true;
    }
    set_up_queues(setup.info, plan);
    rte_eth_dev_get_mtu(id_, &mtu_);
    spare_buffers_ = plan.held_buffers;
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

void Port::join(std::vector<Mac> groups)
{
    groups_ = std::move(groups);
    listen_to_groups();
}

/// Where the port cannot filter single groups, let all in; where it can do neither, it has no filter.
void Port::listen_to_groups()
{
    std::vector<rte_ether_addr> groups;
    for (const auto& mac : groups_)
        groups.push_back(std::bit_cast<rte_ether_addr>(mac));
    if (groups.empty())
        return;
    if (rte_eth_dev_set_mc_addr_list(id_, groups.data(), static_cast<std::uint32_t>(groups.size())) != 0)
        (void)rte_eth_allmulticast_enable(id_);
}

/// A device that was reset has its own address again, and the link knows us by the other.
void Port::restore_mac()
{
    if (read_mac(id_) == mac_)
        return;
    auto to_set = std::bit_cast<rte_ether_addr>(mac_);
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
void Port::change(const PortOptions& wanted, bool reset, const LetGo& let_go)
{
    check_configured();
    Setup setup = prepare(wanted);
    const Settings former = settings();
    const bool was_started = started_;
    let_go();
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

void Port::reset(const LetGo& let_go)
{
    change(options_, true, let_go);
}

void Port::set_mtu(unsigned mtu, const LetGo& let_go)
{
    PortOptions wanted = options_;
    wanted.mtu = mtu;
    change(wanted, false, let_go);
}

}  // namespace responder
