// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_ethdev.h>
#include <rte_mempool.h>

#include <atomic>
#include <memory>
#include <string>

#include "port/clock.hpp"
#include "port/histogram.hpp"
#include "port/settings.hpp"
#include "port/snapshot.hpp"
#include "protocol/host/reassembly.hpp"
#include "protocol/pinger.hpp"
#include "protocol/responder.hpp"

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
    /// @throws std::runtime_error if the driver cannot: then the port is as before, or what() tells why not
    void reset();
    /// @throws std::runtime_error if the driver cannot
    void set_link(bool up);
    /// @throws std::runtime_error if the driver cannot
    void set_promiscuous(bool on);
    /// Set the port up anew with another MTU; what was set stays, and it runs again if it did.
    /// @throws std::runtime_error if the device does not take it: then the port is as before, or what() tells why not
    void set_mtu(unsigned mtu);
    void clear_statistics() noexcept;

    /// Take one burst and answer it. Where requests come in numbers, replies wait for those of the next few bursts: the
    /// device is told of them together.
    /// @return 0 where there was nothing to do: no frame was taken and no reply waits
    /// @note  no allocation, no log; the port's own thread only
    unsigned poll() noexcept;
    /// Send the replies that wait.
    /// @note  the port's own thread only, or another while no one polls it
    void flush() noexcept;

    /// What is due by time rather than by frames: announce our addresses when the link comes up, give up fragments.
    /// @param now_ns  on the clock of now_ns()
    /// @note  the port's own thread only; about every 10 ms
    void tick(std::uint64_t now_ns) noexcept;

    /// Serve a pinger too, null: none. Only while no one polls the port.
    void ping(Pinger* pinger) noexcept { pinger_ = pinger; }
    [[nodiscard]] bool pinging() const noexcept { return pinger_ != nullptr; }

    /// Have frames wake who waits at @p epoll; for a port with receive interrupts.
    /// @return whether the driver has them
    [[nodiscard]] bool listen(int epoll) const noexcept;
    void stop_listening(int epoll) const noexcept;
    /// Whether the next frame raises an interrupt.
    void raise_interrupts(bool on) const noexcept;

    [[nodiscard]] Snapshot snapshot() const;
    [[nodiscard]] Details details() const;
    [[nodiscard]] std::optional<LinkState> link() const noexcept;  ///< none: unknown
    /// The driver's own; none if it does not tell.
    [[nodiscard]] std::optional<std::vector<NamedCounter>> extended_counters() const;

    [[nodiscard]] bool started() const noexcept { return started_; }
    [[nodiscard]] bool link_up() const noexcept { return link_up_; }  ///< as of the last 100 ms; any thread
    [[nodiscard]] bool link_seen() const noexcept { return link_seen_; }
    [[nodiscard]] bool gone() const noexcept { return gone_; }  ///< the device was removed; as of the last 100 ms
    [[nodiscard]] bool closed() const noexcept { return !configured_; }
    [[nodiscard]] std::uint16_t id() const noexcept { return id_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }      ///< of the device
    [[nodiscard]] const std::string& driver() const noexcept { return driver_; }  ///< "net_e1k", ...
    [[nodiscard]] const Responder& responder() const noexcept { return *responder_; }
    /// What there is to tell of its addresses since the last call; any thread.
    [[nodiscard]] std::vector<std::string> take_lines() { return responder_->announcer().take_lines(); }
    /// TSC ticks from the return of the receive burst that brought a request to that of the transmit burst that took
    /// its reply, once for every reply; any thread.
    [[nodiscard]] const Histogram& handling() const noexcept { return handling_; }
    [[nodiscard]] static double ticks_per_us() noexcept;

private:
    struct Setup;
    /// What a device may lose when it is set up anew; the link's switch and the MAC address beside.
    struct Settings {
        bool promiscuous, allmulticast;
    };
    void check_configured() const;
    [[nodiscard]] Setup prepare(const PortOptions& options);
    [[nodiscard]] Pool make_pool(const PortPlan& plan);
    void set_up();
    void set_up(Setup& setup);
    void set_up_queues(const rte_eth_dev_info& info, const PortPlan& plan);
    void listen_to_groups();
    void restore_mac();
    [[nodiscard]] Settings settings() const;
    void restore(const Settings& settings, bool started);
    void change(const PortOptions& wanted, bool reset);
    void take_back(Setup& setup, const Settings& former, bool was_started, const char* why);

    /// What became of a received buffer: to be sent, to be freed, or no longer ours.
    enum class Fate { reply, done, taken };
    [[nodiscard]] Fate answer(rte_mbuf& mbuf) noexcept;
    [[nodiscard]] Verdict judge(rte_mbuf& mbuf, bool reassembled = false) noexcept;
    static void fit(rte_mbuf& mbuf, const Verdict& verdict) noexcept;
    [[nodiscard]] bool sendable(rte_mbuf& mbuf) noexcept;
    void reassemble(rte_mbuf& mbuf, const Fragment& fragment) noexcept;
    void give_up_late(std::uint64_t now_ns) noexcept;
    void complain(const rte_mbuf& mbuf, Trouble trouble) noexcept;
    void send_datagram(rte_mbuf& mbuf, const Fragment& request) noexcept;
    void send_fragments(rte_mbuf& mbuf, const Fragment& request) noexcept;
    void say_what_is_due() noexcept;
    void serve_pinger() noexcept;
    void send(std::span<const std::uint8_t> frame) noexcept;
    void log(const char* direction, const rte_mbuf& mbuf) const;
    [[nodiscard]] unsigned answer(std::span<rte_mbuf* const> received) noexcept;
    void transmit(rte_mbuf** mbufs, unsigned count) noexcept;

    std::uint16_t id_;
    PortOptions options_;
    unsigned burst_;
    RxMode mode_;
    bool probe_;
    bool log_frames_;
    unsigned pools_made_ = 0;
    Pinger* pinger_ = nullptr;
    std::string name_{}, driver_{};
    Pool pool_{};
    std::unique_ptr<Responder> responder_{};
    std::unique_ptr<Reassembly> reassembly_{};
    std::uint16_t mtu_ = 0;
    Histogram handling_{};
    std::uint64_t burst_began_ = 0;  ///< TSC
    /// Replies that wait, and of which bursts they are, by the time these began.
    struct Burst {
        std::uint64_t began;
        unsigned replies;
    };
    std::array<rte_mbuf*, std::size_t{2} * most_burst> replies_;
    std::array<Burst, most_burst> bursts_;
    unsigned waiting_ = 0, waiting_bursts_ = 0;
    unsigned quiet_polls_ = 0;  ///< since the last that brought a reply
    bool in_numbers_ = false;   ///< more than one reply went out together the last time
    std::uint64_t now_ns_ = 0, link_looked_at_ns_ = 0;
    std::atomic<bool> link_up_ = false, link_seen_ = false, gone_ = false;
    bool configured_ = false, started_ = false;
    bool link_off_ = false;  ///< switched off by set_link()
};

}  // namespace responder
