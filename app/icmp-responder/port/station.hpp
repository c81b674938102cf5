// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_cycles.h>

#include "port/fragments.hpp"
#include "port/histogram.hpp"
#include "port/port.hpp"
#include "port/sender.hpp"
#include "protocol/pinger.hpp"
#include "protocol/responder.hpp"

namespace responder {

/// Who answers on a port: takes its bursts, holds replies and fragments, speaks when it is time to.
class Station {
public:
    /// @throws std::runtime_error as Port
    Station(const PortOptions& options, const CommonOptions& common);
    ~Station();
    Station(const Station&) = delete;
    Station& operator=(const Station&) = delete;

    /// The port, to be asked. What changes it goes by the station, which holds some of its buffers.
    [[nodiscard]] const Port& port() const noexcept { return port_; }
    [[nodiscard]] const Responder& responder() const noexcept { return responder_; }
    [[nodiscard]] bool started() const noexcept { return port_.started(); }

    // As Port has them; only while no one polls.
    void start();
    void stop() noexcept
    {
        flush();
        port_.stop();
    }
    void close() noexcept;
    void let_device_go() noexcept;
    void reset();
    void set_mtu(unsigned mtu);
    void set_link(bool up) { port_.set_link(up); }
    void set_promiscuous(bool on) { port_.set_promiscuous(on); }
    void clear_statistics() noexcept;

    /// Take one burst and answer it. Where requests come in numbers, replies wait for those of the next few bursts: the
    /// device is told of them together.
    /// @return 0 where there was nothing to do: no frame was taken and no reply waits
    /// @note  no allocation, no log; the station's own thread only
    unsigned poll() noexcept;
    /// Send the replies that wait.
    /// @note  the station's own thread only, or another while no one polls
    void flush() noexcept;

    /// What is due by time rather than by frames: look at the link, speak unasked, give up fragments.
    /// @param now_ns  on the clock of now_ns()
    /// @note  the station's own thread only; about every 10 ms
    void tick(std::uint64_t now_ns) noexcept;

    /// Serve a pinger too, null: none. Only while no one polls.
    void ping(Pinger* pinger) noexcept { pinger_ = pinger; }
    [[nodiscard]] bool pinging() const noexcept { return pinger_ != nullptr; }

    /// What there is to tell of its addresses since the last call; any thread.
    [[nodiscard]] std::vector<std::string> take_lines() { return responder_.announcer().take_lines(); }
    [[nodiscard]] Snapshot snapshot() const;
    /// TSC ticks from the return of the receive burst that brought a request to that of the transmit burst that took
    /// its reply, once for every reply; any thread.
    [[nodiscard]] const Histogram& handling() const noexcept { return handling_; }
    [[nodiscard]] static double ticks_per_us() noexcept { return static_cast<double>(rte_get_tsc_hz()) / 1e6; }

private:
    template <class Change>
    void renew(Change change);
    void begin() noexcept;
    void leave() noexcept;

    /// What became of a received buffer: to be sent, to be freed, or no longer ours.
    enum class Fate { reply, done, taken };
    [[nodiscard]] unsigned answer(std::span<rte_mbuf* const> received) noexcept;
    [[nodiscard]] Fate answer(rte_mbuf& mbuf) noexcept;
    [[nodiscard]] Verdict judge(rte_mbuf& mbuf, bool reassembled = false) noexcept;
    void take_fragment(rte_mbuf& mbuf, const Fragment& fragment) noexcept;
    void give_up_late() noexcept;
    void complain(const rte_mbuf& mbuf, Trouble trouble) noexcept;
    void look_at_link() noexcept;
    void serve_pinger() noexcept;
    void say_what_is_due() noexcept;

    Port port_;
    unsigned burst_;
    bool send_unreachable_;
    Pinger* pinger_ = nullptr;
    Responder responder_;
    Fragments fragments_;
    Sender sender_;
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
};

}  // namespace responder
