// SPDX-License-Identifier: BSD-3-Clause
#include "port/port.hpp"

#include <rte_dev.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "port/failure.hpp"
#include "port/plan.hpp"
#include "text/machine.hpp"

namespace responder {

namespace {

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
      probe_(common.probe),
      log_frames_(common.log_frames)
{
    check_exists(id_);
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
    now_ns_ = now_ns();  // until the first tick
    responder_->neighbours().set_time(now_ns_);
    link_seen_ = link_up_ = false;  // for its addresses to be asked for and announced again
    responder_->link_down();
}

void Port::stop() noexcept
{
    if (!std::exchange(started_, false))
        return;
    flush();
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
