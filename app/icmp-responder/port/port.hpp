// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "port/pool.hpp"
#include "port/settings.hpp"
#include "port/snapshot.hpp"

namespace responder {

/// A DPDK port with one queue each way and its own buffers: how it is set up, at first and anew. What can be refused
/// comes before what is lost, what was set stays, and where a change fails half-way the port is as it was before.
class Port {
public:
    /// Gives up whatever of the port's buffers others hold.
    using LetGo = std::function<void()>;

    /// Configure the port; it does not run yet.
    /// @throws std::runtime_error naming the port, the value and the way out; nothing is held then
    Port(const PortOptions& options, const CommonOptions& common);
    ~Port();
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    /// @throws std::runtime_error if the driver cannot
    void start();
    void stop() noexcept;  ///< idempotent
    /// Give the device back; buffers stay until destruction, for other ports may hold some. Idempotent.
    void close() noexcept;
    /// Close the port of a device that is being pulled out, and take the device from DPDK too.
    void let_device_go() noexcept;

    /// Bring the device back to its first state and set it up anew; what was set stays, and it runs again if it did.
    /// @param let_go  called when nothing can be refused beforehand any more, while the port still runs
    /// @throws std::runtime_error if the driver cannot: then the port is as before, or what() tells why not
    void reset(const LetGo& let_go);
    /// Set the port up anew with another MTU, likewise.
    /// @throws std::runtime_error if the device does not take it: then the port is as before, or what() tells why not
    void set_mtu(unsigned mtu, const LetGo& let_go);
    /// @throws std::runtime_error if the driver cannot
    void set_link(bool up);
    /// @throws std::runtime_error if the driver cannot
    void set_promiscuous(bool on);
    /// Take frames to these groups, from here on.
    void join(std::vector<Mac> groups);
    void clear_statistics() noexcept;

    /// Have frames wake who waits at @p epoll; for a port with receive interrupts.
    /// @return whether the driver has them
    [[nodiscard]] bool listen(int epoll) const noexcept;
    void stop_listening(int epoll) const noexcept;
    /// Whether the next frame raises an interrupt.
    void raise_interrupts(bool on) const noexcept;

    /// Ask for the link's state and whether the device is there; not while it is being set up.
    void look() noexcept;
    [[nodiscard]] bool link_up() const noexcept { return link_up_; }      ///< at the last look; any thread
    [[nodiscard]] bool link_seen() const noexcept { return link_seen_; }  ///< there was a look since the start
    [[nodiscard]] bool gone() const noexcept { return gone_; }            ///< the device was removed

    [[nodiscard]] Snapshot snapshot() const;  ///< without what is counted of answers

    [[nodiscard]] bool started() const noexcept { return started_; }
    [[nodiscard]] bool closed() const noexcept { return !configured_; }
    [[nodiscard]] std::uint16_t id() const noexcept { return id_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }      ///< of the device
    [[nodiscard]] const std::string& driver() const noexcept { return driver_; }  ///< "net_e1k", ...
    [[nodiscard]] const Mac& mac() const noexcept { return mac_; }
    [[nodiscard]] std::uint16_t mtu() const noexcept { return mtu_; }
    [[nodiscard]] rte_mempool& pool() const noexcept { return *pool_; }
    /// How many of its buffers fragments may hold.
    [[nodiscard]] unsigned spare_buffers() const noexcept { return spare_buffers_; }

private:
    struct Setup;
    /// What a device may lose when it is set up anew; the link's switch, groups and the MAC address beside.
    struct Settings {
        bool promiscuous, allmulticast;
    };
    void check_configured() const;
    [[nodiscard]] Setup prepare(const PortOptions& options);
    void set_up();
    void set_up(Setup& setup);
    void set_up_queues(const rte_eth_dev_info& info, const PortPlan& plan);
    void listen_to_groups();
    void restore_mac();
    [[nodiscard]] Settings settings() const;
    void restore(const Settings& settings, bool started);
    void change(const PortOptions& wanted, bool reset, const LetGo& let_go);
    void take_back(Setup& setup, const Settings& former, bool was_started, const char* why);

    std::uint16_t id_, mtu_ = 0;
    PortOptions options_;
    unsigned burst_;
    bool rx_interrupts_;
    unsigned pools_made_ = 0, spare_buffers_ = 0;
    std::string name_{}, driver_{};
    Pool pool_{};
    Mac mac_{};
    std::vector<Mac> groups_{};
    std::atomic<bool> link_up_ = false, link_seen_ = false, gone_ = false;
    bool configured_ = false, started_ = false;
    bool link_off_ = false;  ///< switched off by set_link()
};

}  // namespace responder
