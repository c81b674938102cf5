// SPDX-License-Identifier: BSD-3-Clause
#include "control_target.hpp"

#include <array>
#include <iterator>

#include <unistd.h>

#include <rte_cycles.h>

#include "ethdev/probe.hpp"
#include "hw/chips.hpp"
#include "hw/descriptors.hpp"
#include "support/allocations.hpp"
#include "support/interrupts.hpp"
#include "support/ledger.hpp"
#include "support/require.hpp"

namespace fuzz {

namespace {

constexpr std::uint16_t usual_id = 0x100e;

int on_link_change(std::uint16_t id, rte_eth_event_type, void*, void*)
{
    rte_eth_link link{};
    rte_eth_link_get_nowait(id, &link);
    return 0;
}

[[nodiscard]] int next_fd()
{
    const int fd = dup(STDERR_FILENO);
    ::close(fd);
    return fd;
}

/// Newer releases know the driver by `device.driver` alone.
template <class Device>
void bind(Device& pci, rte_pci_driver& driver)
{
    pci.device.driver = &driver.driver;
    if constexpr (requires { pci.driver; })
        pci.driver = &driver;
}

}  // namespace

ControlTarget::ControlTarget(Input& input) : input_{input}, free_fd_{next_fd()}
{
    driver_.driver.name = "net_e1k";
    driver_.drv_flags = RTE_PCI_DRV_NEED_MAPPING | RTE_PCI_DRV_INTR_LSC;
    pci_.device.name = "0000:00:03.0";
    bind(pci_, driver_);
    pci_.id.vendor_id = e1k::hw::vendor_intel;
    pci_.id.device_id = usual_id;
    pci_.mem_resource[0] = {.phys_addr = 0, .len = 0x20000, .addr = device_.bar()};
    pci_.intr_handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
    rte_intr_fd_set(pci_.intr_handle, -1);
    rte_intr_type_set(pci_.intr_handle, RTE_INTR_HANDLE_UIO);
    admit_interrupts(true);
    fail_allocation_after(~0u);
    rte_delay_us_callback_register([](unsigned us) { ControlDevice::current().sleep(us); });
}

/// The device works again: everything can be ended, and nothing is left behind.
ControlTarget::~ControlTarget()
{
    device_.lie({});
    fail_allocation_after(~0u);
    device_.begin_call();
    if (there()) {
        require(rte_eth_dev_stop(port) == 0, "a port on a working device stops");
        require(device_.quiet(), "a stopped device does no DMA");
        device_.begin_call();
        require(rte_eth_dev_close(port) == 0, "a stopped port closes");
    }
    device_.begin_call();
    require(e1k::remove(&pci_) == 0, "a device without port goes");
    rte_intr_instance_free(pci_.intr_handle);
    require(allocations() == 0, "the driver has freed all that it took");
    require(next_fd() == free_fd_, "the driver has closed all that it opened");
    for (rte_mempool* pool : pools)
        require_complete(pool);
}

void ControlTarget::plug()
{
    constexpr std::uint16_t others[]{0x100c, 0x100f, e1k::hw::refused_chip.device_id};
    if (there())
        return;
    const unsigned other = input_.below(8);
    pci_.id.device_id = other < std::size(others) ? others[other] : usual_id;
    pci_.mem_resource[0].len = input_.below(16) == 0 ? input_.take<std::uint32_t>() % 0x20000 : 0x20000;
    const int err = e1k::probe(&driver_, &pci_);
    require(err <= 0 && (err == 0) == there(), "a probe makes a port or says why not");
    if (err == 0)
        rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, on_link_change, nullptr);
    else
        require(allocations() == 0, "a probe that fails leaves nothing behind");
}

void ControlTarget::unplug()
{
    require((e1k::remove(&pci_) == 0) == !there(), "a device is gone if its removal succeeds");
}

void ControlTarget::close()
{
    if (rte_eth_dev_close(port) == 0)
        require(!there() && allocations() == 0, "a closed port leaves nothing behind");
}

void ControlTarget::configure()
{
    rte_eth_conf conf{};
    const auto seldom = [this](auto value) { return input_.below(16) == 0 ? value : decltype(value){}; };
    constexpr std::uint32_t mtus[]{0, 68, 1500, 1504, 9000, 16266};
    const unsigned choice = input_.below(std::size(mtus) + 1);
    conf.rxmode.mtu = choice < std::size(mtus) ? mtus[choice] : input_.take<std::uint16_t>();
    conf.intr_conf.lsc = input_.flag();
    conf.intr_conf.rxq = input_.below(4) == 1;
    rte_eth_dev_info info{};
    rte_eth_dev_info_get(port, &info);
    const auto offloads = [this](std::uint64_t usual, std::uint64_t possible) {
        const unsigned how = input_.take<std::uint8_t>();
        if ((how & 1) != 0)
            return usual;
        const auto any = input_.take<std::uint64_t>();
        return how >= 128 ? any & possible : input_.below(16) == 0 ? any : 0;
    };
    conf.rxmode.offloads = offloads(RTE_ETH_RX_OFFLOAD_SCATTER, info.rx_offload_capa);
    conf.txmode.offloads = offloads(RTE_ETH_TX_OFFLOAD_MULTI_SEGS, info.tx_offload_capa);
    conf.link_speeds = seldom(input_.take<std::uint32_t>());
    conf.lpbk_mode = seldom(1u);
    conf.rxmode.mq_mode = static_cast<rte_eth_rx_mq_mode>(seldom(input_.take<std::uint8_t>()) & 7);
    conf.txmode.mq_mode = static_cast<rte_eth_tx_mq_mode>(seldom(input_.take<std::uint8_t>()) & 3);
    const unsigned queues = input_.below(16);
    const auto sending = static_cast<std::uint16_t>(queues == 4 || queues == 5 ? queues - 2u : 1u);
    rte_eth_dev_configure(port, queues == 1 || queues == 2 ? 0 : 1, queues == 1 || queues == 3 ? 0 : sending, &conf);
}

void ControlTarget::set_up_rx()
{
    constexpr std::uint16_t sizes[]{0, 32, 40, 64, 256};
    const unsigned choice = input_.below(std::size(sizes) + 1);
    rte_eth_rxconf conf{};
    conf.rx_free_thresh = input_.below(4) == 0 ? input_.take<std::uint16_t>() : std::uint16_t{0};
    conf.rx_deferred_start = input_.below(32) == 1;
    rte_eth_rx_queue_setup(port, input_.below(16) == 1,
                           choice < std::size(sizes) ? sizes[choice] : input_.take<std::uint16_t>(), 0,
                           input_.flag() ? &conf : nullptr, pools[input_.below(pools.size())]);
}

void ControlTarget::set_up_tx()
{
    constexpr std::uint16_t sizes[]{0, 32, 40, 64, 256};
    const unsigned choice = input_.below(std::size(sizes) + 1);
    rte_eth_txconf conf{};
    conf.tx_rs_thresh = input_.below(4) == 0 ? input_.take<std::uint16_t>() : std::uint16_t{0};
    conf.tx_free_thresh = input_.below(4) == 0 ? input_.take<std::uint16_t>() : std::uint16_t{0};
    conf.tx_deferred_start = input_.below(32) == 1;
    const unsigned queue = input_.below(16);
    rte_eth_tx_queue_setup(port, queue < 3 ? static_cast<std::uint16_t>(queue) : std::uint16_t{0},
                           choice < std::size(sizes) ? sizes[choice] : input_.take<std::uint16_t>(), 0,
                           input_.flag() ? &conf : nullptr);
}

void ControlTarget::start()
{
    const int err = rte_eth_dev_start(port);
    require((err == 0) == started(), "a port is started or says why not");
}

void ControlTarget::stop()
{
    const int err = rte_eth_dev_stop(port);
    require((err == 0) == !started(), "a port is stopped or says why not");
    if (err == 0)
        require(device_.quiet(), "a stopped device does no DMA");
}

void ControlTarget::receive()
{
    for (unsigned n = input_.below(40); n != 0; --n)
        device_.receive(input_.flag() ? e1k::hw::RxDesc::DD | e1k::hw::RxDesc::EOP | 60 : input_.take<std::uint64_t>());
    if (!started() || rte_eth_devices[port].data->nb_rx_queues == 0)
        return;
    std::array<rte_mbuf*, 32> frames{};
    const std::uint16_t got = rte_eth_rx_burst(port, 0, frames.data(), frames.size());
    require(got == 0 || rte_eth_devices[port].data->rx_queue_state[0] == RTE_ETH_QUEUE_STATE_STARTED,
            "a queue that is stopped delivers nothing");
    rte_pktmbuf_free_bulk(frames.data(), got);
}

/// One of those that there are; an input need not choose where there is one.
std::uint16_t ControlTarget::any_tx_queue()
{
    const std::uint16_t n = rte_eth_devices[port].data->nb_tx_queues;
    return n < 2 ? std::uint16_t{0} : static_cast<std::uint16_t>(input_.below(n));
}

/// Whatever the port is configured for.
void ControlTarget::ask_for_offloads(rte_mbuf& packet)
{
    if ((rte_eth_devices[port].data->dev_conf.txmode.offloads & ~RTE_ETH_TX_OFFLOAD_MULTI_SEGS) == 0)
        return;
    constexpr std::uint64_t wishes[]{0, RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM,
                                     RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_TCP_CKSUM,
                                     RTE_MBUF_F_TX_IPV6 | RTE_MBUF_F_TX_UDP_CKSUM,
                                     RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_TCP_SEG};
    const unsigned what = input_.take<std::uint8_t>();
    packet.ol_flags = wishes[what % std::size(wishes)] | ((what & 128) != 0 ? RTE_MBUF_F_TX_VLAN : 0);
    packet.l2_len = 14;
    packet.l3_len = (packet.ol_flags & RTE_MBUF_F_TX_IPV6) != 0 ? 40 : 20;
    packet.l4_len = 20;
    packet.tso_segsz = 40;
}

void ControlTarget::send()
{
    if (started() && rte_eth_devices[port].data->nb_tx_queues != 0) {
        std::array<rte_mbuf*, 16> packets{};
        const auto want = static_cast<std::uint16_t>(input_.below(packets.size() + 1));
        const std::uint16_t queue = any_tx_queue();
        std::uint16_t n = 0;
        for (; n < want; ++n) {
            packets[n] = rte_pktmbuf_alloc(pools[1]);
            if (packets[n] == nullptr)
                break;
            packets[n]->data_len = static_cast<std::uint16_t>(60 + input_.take<std::uint8_t>());
            packets[n]->pkt_len = packets[n]->data_len;
            ask_for_offloads(*packets[n]);
        }
        std::uint16_t sent = rte_eth_tx_prepare(port, queue, packets.data(), n);
        sent = rte_eth_tx_burst(port, queue, packets.data(), sent);
        rte_pktmbuf_free_bulk(packets.data() + sent, n - sent);
    }
    if (input_.flag())
        device_.transmit();
}

/// What passes the filters besides the port's first address: few addresses, so that one comes again.
void ControlTarget::address_call()
{
    std::array<rte_ether_addr, 20> list{};
    for (rte_ether_addr& each : list)
        each = {{input_.below(4) == 0 ? std::uint8_t{2} : std::uint8_t{1}, 0, 0, 0, 0, input_.take<std::uint8_t>()}};
    list[0].addr_bytes[0] = input_.below(8) == 0 ? input_.take<std::uint8_t>() : std::uint8_t{2};
    switch (input_.below(4)) {
    case 0:
        rte_eth_dev_default_mac_addr_set(port, list.data());
        return;
    case 1:
        for (rte_ether_addr& each : list)
            rte_eth_dev_mac_addr_add(port, &each, input_.below(16) == 1);
        return;
    case 2:
        rte_eth_dev_mac_addr_remove(port, list.data());
        return;
    default:
        const unsigned n = input_.below(list.size() + 1);
        rte_eth_dev_set_mc_addr_list(port, n == 0 ? nullptr : list.data(), n);
    }
}

/// While the link is switched off, the device is as quiet as that of a stopped port.
void ControlTarget::switch_link()
{
    if (input_.flag()) {
        rte_eth_dev_set_link_up(port);
        return;
    }
    rte_eth_dev_set_link_down(port);
    require(device_.quiet(), "a device whose link is switched off does no DMA");
    rte_eth_promiscuous_enable(port);
    rte_eth_promiscuous_disable(port);
    rte_eth_fc_conf pause{};
    pause.mode = RTE_ETH_FC_RX_PAUSE;
    pause.mac_ctrl_frame_fwd = 1;
    rte_eth_dev_flow_ctrl_set(port, &pause);
    rte_eth_link link{};
    require(rte_eth_link_get_nowait(port, &link) != 0 || link.link_status == RTE_ETH_LINK_DOWN, "off is down");
    require(device_.quiet(), "no call but rte_eth_dev_set_link_up() switches it on");
}

void ControlTarget::read_link()
{
    rte_eth_link link{};
    const int err = input_.below(4) == 0 ? rte_eth_link_get(port, &link) : rte_eth_link_get_nowait(port, &link);
    require(err != 0 || started() || link.link_status == RTE_ETH_LINK_DOWN, "the link of a stopped port is down");
}

}  // namespace fuzz
