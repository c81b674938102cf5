// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>

#include <bus_pci_driver.h>
#include <ethdev_driver.h>
#include <ethdev_pci.h>
#include <rte_cycles.h>

#include "dpdk/rx_wakeup.hpp"
#include "dpdk/shared_lock.hpp"
#include "hw/device.hpp"
#include "hw/filter.hpp"
#include "hw/flow_control.hpp"
#include "hw/interrupts.hpp"
#include "hw/platforms.hpp"
#include "hw/receiver.hpp"
#include "hw/result.hpp"
#include "hw/vlan.hpp"
#include "port/io_space.hpp"
#include "port/port_stats.hpp"
#include "port/tx_fifo.hpp"
#include "port/watchdog.hpp"
#include "rxtx/rx_queue.hpp"
#include "rxtx/tx_queue.hpp"
#include "rxtx/tx_shared.hpp"

namespace e1k {

/// What the user gives a device on the command line: -a 0000:00:04.0,rx_sw_csum=1
struct Devargs {
    bool rx_sw_csum = false;                 ///< software verifies the checksums that the device does not
    bool rx_scatter = false;                 ///< as if the application had asked for RTE_ETH_RX_OFFLOAD_SCATTER
    bool rx_ptypes = false;                  ///< as if it had asked what packet types are told
    std::optional<hw::Platform> platform{};  ///< who plays the chip, whatever the device tells of that
};

/// What the application wants told of the packets' types.
struct PacketTypes {
    std::uint32_t layers = 0;  ///< RTE_PTYPE_…_MASK
    bool chosen = false;       ///< the application has said so itself
};

/// What is told of them before the application says anything.
[[nodiscard]] constexpr PacketTypes unasked(const Devargs& devargs)
{
    return {.layers = devargs.rx_ptypes ? std::uint32_t{RTE_PTYPE_ALL_MASK} : 0};
}

/// What the LEDs show: the link, as the board has them, or what the application has asked for.
enum class LedShows : std::uint8_t { link, lit, dark };

/// What the application asks of flow control: rte_eth_fc_conf. What is 0 the driver chooses. At first as every
/// driver of the chip has it, and as the PHY advertises it after power-on: both ways, if the partner agrees.
struct FlowControl {
    hw::Pause mode = hw::Pause::full;
    bool negotiated = true;
    std::uint32_t high_water = 0, low_water = 0;  ///< bytes
    std::uint16_t pause_time = 0;                 ///< 512 bit times
    bool send_xon = true;
    bool control_frames = false;  ///< the application is given MAC control frames other than PAUSE

    [[nodiscard]] bool operator==(const FlowControl&) const noexcept = default;
};

/// What a port has to do with VLANs.
struct Vlans {
    hw::VlanTable table{};  ///< those that are let in where the configuration asks for a filter
    std::uint16_t type = hw::usual_vlan_type;
    bool mode = false;    ///< CTRL.VME is set
    bool judged = false;  ///< RCTL.VFE is to be set, from a start or the first filter on to the stop
};

/// The queues that are set up, for who looks at them from outside: with the Adapter's lock held, which who releases one
/// takes. ethdev's own lists come and go without a lock.
struct QueueList {
    RxQueue* rx = nullptr;
    std::array<TxQueue*, max_tx_queues> tx{};
};

/// dev_private of a port. Processes share it: no pointer into one of them but the BAR
/// and queues, which all map at one address.
struct Adapter {
    hw::Mmio mmio;
    hw::Platform platform;           ///< who plays the chip
    hw::Traits traits;               ///< of the chip as that one has it
    std::uint8_t revision = 0;       ///< of the chip, as configuration space has it
    std::uint16_t eeprom_words = 0;  ///< of the EEPROM; 0: none answers
    Devargs devargs{};
    hw::MacAddress own_mac{};  ///< what the device came with
    hw::MulticastTable multicast{};
    PacketTypes packet_types{};
    Vlans vlans{};
    hw::Rctl rctl{};            ///< what RCTL holds, for no write is to say what it says already
    std::uint32_t deaf_us = 0;  ///< how long reception may end for the last write of RCTL, until that was waited for
    bool rx_has_ring = false;   ///< the receiver has been given the queue's
    bool mta_full = false;      ///< MTA lets everyone in, groups or not
    std::uint32_t rx_packet_buffer = 0;    ///< KiB that PBA gives receive since the last reset
    FlowControl flow{};                    ///< as asked for
    hw::PauseLimits pause_limits{};        ///< as in force
    hw::Pause pause{};                     ///< what CTRL holds
    bool half_duplex = false;              ///< what TCTL holds, or is to hold
    bool link_settled = false;             ///< both are those of the link that there is
    std::uint64_t link_awaited_since = 0;  ///< timer cycles: when it was started, or up last
    LedShows led = LedShows::link;
    std::uint32_t led_of_board = 0;  ///< how they are given back, if it is another
    bool sending = false;            ///< the transmitter is on
    /// Between the interrupt thread and control calls. Whoever changes CTRL or asks the PHY or the EEPROM of a port
    /// holds it, and who changes TCTL, resets the device, or looks at its registers from outside.
    SharedLock lock{};
    bool running = false;            ///< from a start to a stop
    bool link_off = false;           ///< by rte_eth_dev_set_link_down(): no traffic, no signal
    bool link_switching = false;     ///< it is being switched: who does that tells of it, nobody else
    bool has_line = false;           ///< EAL knows the interrupt line and could open it at the probe
    bool line_open = false;          ///< interrupts are on their way to the handler
    hw::Cause unmasked{};            ///< what IMS holds: the causes of interrupts
    std::atomic<hw::Cause> taken{};  ///< what the handler has found since this was emptied
    bool rx_pending = false;         ///< frames came while they were none
    RxWakeup rx_wakeup{};
    Watch watch{};
    bool receives_uevents = false;           ///< for this port
    std::atomic<bool> flow_rules_refused{};  ///< a line has said so: lcores may ask, at each packet
    QueueList queues{};
    PortStats stats;
    TxShared tx_shared{};  ///< for several transmit queues
    TxFifo tx_fifo{};      ///< for traits.half_duplex_stalls
};

/// DPDK's own word for it is another from 26.07 on.
[[nodiscard]] inline rte_pci_device& pci_of(const rte_eth_dev& d)
{
    return *static_cast<rte_pci_device*>(RTE_PTR_SUB(d.device, offsetof(rte_pci_device, device)));
}

/// A port for the time of one call: what the steps of that call share. Never kept, for it points into the process.
struct Port {
    rte_eth_dev* d;
    Adapter& a;
    hw::Device dev;
    const char* name;  ///< that log lines begin with: the PCI address

    [[nodiscard]] rte_eth_dev_data& data() const { return *d->data; }
    [[nodiscard]] const rte_eth_conf& conf() const { return d->data->dev_conf; }
    [[nodiscard]] rte_pci_device& pci() const { return pci_of(*d); }

    /// Queue 0, the only one; null if it is not set up.
    [[nodiscard]] RxQueue* rx() const
    {
        return data().nb_rx_queues == 0 ? nullptr : static_cast<RxQueue*>(data().rx_queues[0]);
    }
    /// Queue @p id; null if it is not set up.
    [[nodiscard]] TxQueue* tx(std::uint16_t id) const { return static_cast<TxQueue*>(data().tx_queues[id]); }
    /// The queue whose ring is the hardware's: that with most descriptors. Null if none is set up.
    [[nodiscard]] TxQueue* tx() const;

    /// The offloads in force on @p q: those that it was set up with, and the port's, which the next configuration
    /// changes.
    [[nodiscard]] std::uint64_t offloads(const RxQueue& q) const { return q.offloads | conf().rxmode.offloads; }
    [[nodiscard]] std::uint64_t offloads(const TxQueue& q) const { return q.offloads | conf().txmode.offloads; }
};

/// The view of @p d, once a call. Its dev_private is an Adapter by now.
[[nodiscard]] inline Port open(rte_eth_dev* d) noexcept
{
    auto& a = *static_cast<Adapter*>(d->data->dev_private);
    return {.d = d,
            .a = a,
            .dev = {.mmio = a.mmio,
                    .delay_us = [](unsigned us) { rte_delay_us(us); },
                    .traits = &a.traits,
                    .io = {.bus = &pci_of(*d), .write = write_io_space}},
            .name = d->data->name};
}

[[nodiscard]] inline hw::MacAddress mac_address(const rte_ether_addr& a)
{
    hw::MacAddress mac{};
    for (unsigned i = 0; i < mac.size(); ++i)
        mac[i] = a.addr_bytes[i];
    return mac;
}

inline TxQueue* Port::tx() const
{
    TxQueue* most = nullptr;
    for (std::uint16_t id = 0; id < data().nb_tx_queues; ++id)
        if (TxQueue* const q = tx(id); q != nullptr && (most == nullptr || q->size() > most->size()))
            most = q;
    return most;
}

/// The one place where a Result becomes the errno of the C interface.
[[nodiscard]] constexpr int to_errno(hw::Result r) noexcept
{
    return static_cast<int>(r);
}

}  // namespace e1k
