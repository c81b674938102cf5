// SPDX-License-Identifier: BSD-3-Clause
// An application that makes any call in any state.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "hostile/liar.hpp"

namespace test {

class AnyCaller;

/// A call, whatever it is good for in the state that the port is in.
struct AnyCall {
    const char* name;
    void (*make)(AnyCaller&);
    unsigned often = 4;
};

/// A port with such an application. The device works; its cable comes and goes.
class AnyCaller : public Liar {
public:
    // what the calls use
    using Liar::bed, Liar::conf, Liar::model, Liar::pool, Liar::port;

    [[nodiscard]] unsigned any(unsigned below)
    {
        return std::uniform_int_distribution<unsigned>{0, below - 1}(random_);
    }
    [[nodiscard]] bool maybe() { return any(2) == 1; }
    [[nodiscard]] std::uint64_t any_bits() { return random_(); }
    [[nodiscard]] std::uint16_t any_queue() { return static_cast<std::uint16_t>(any(most_queues)); }
    [[nodiscard]] rte_ether_addr any_address(bool group)
    {
        return {{static_cast<std::uint8_t>(group ? 1 : 2), 0, 0x5e, 0, 0, static_cast<std::uint8_t>(any(40))}};
    }

    /// Configure the port, and set queues up.
    void set_up();
    void try_to_start();
    /// Remove the port and have the device back.
    void probe_again();
    /// Frames come in, and what there is is taken.
    void receive_some();
    /// Packets of all kinds are sent.
    void send_some();

    static constexpr std::uint16_t most_queues = 3;

protected:
    AnyCaller(const model::Profile& profile, std::uint16_t device_id) : Liar(profile, device_id)
    {
        time_limit_us = UINT64_MAX;
    }

    /// How many make each kind.
    [[nodiscard]] static unsigned calls_in_a_round();
    /// Make @p n calls, all kinds equally often for what they are, the order of each round another.
    void call(unsigned n);
    /// Not all calls were refused: the port was started, and frames came and went.
    void expect_done_something() const;
    /// The port carries frames and has lost no mbuf.
    void expect_sound_port();

private:
    /// ANY_ORDER_SEED of the environment; else the same for each run.
    [[nodiscard]] static unsigned seed();
    /// Null if the pool is empty.
    [[nodiscard]] rte_mbuf* any_packet();
    void take_what_is_there();

    unsigned starts_ = 0;
    std::size_t taken_ = 0, sent_ = 0;  ///< frames
    std::mt19937_64 random_{seed()};
};

/// Any command of the driver's to telemetry, whose answer must be whole. EAL has its socket open.
void ask_telemetry(AnyCaller& app);

/// Every call that ethdev has of what the driver does, and the driver's own.
[[nodiscard]] const std::vector<AnyCall>& any_calls();

}  // namespace test
