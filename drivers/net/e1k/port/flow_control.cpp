// SPDX-License-Identifier: BSD-3-Clause
#include "port/flow_control.hpp"

#include <algorithm>
#include <cstring>

#include "dpdk/log.hpp"
#include "port/frame_size.hpp"
#include "port/link.hpp"
#include "port/link_setup.hpp"
#include "port/traffic.hpp"

namespace e1k {

namespace {

constexpr std::uint32_t step = 8;  // of thresholds, SDM 13.4.23
constexpr std::uint16_t usual_pause_time = 0xffff;

[[nodiscard]] constexpr std::uint16_t whole_steps(std::uint32_t bytes)
{
    return static_cast<std::uint16_t>(bytes & ~(step - 1));
}

[[nodiscard]] constexpr std::uint32_t longest_frame(std::uint16_t mtu)
{
    return max_packet(mtu) + RTE_ETHER_CRC_LEN;
}

/// Bytes of the packet buffer for receive: those of a running port change only with a reset.
[[nodiscard]] std::uint32_t receive_buffer(const Port& p, std::uint16_t mtu)
{
    constexpr std::uint32_t kib = 1024;
    return (p.a.running ? p.a.rx_packet_buffer : rx_packet_buffer(p, mtu)) * kib;
}

/// Beyond that there is no room for the frame that is on its way when the partner is told.
[[nodiscard]] std::uint16_t most_high_water(const Port& p, std::uint16_t mtu)
{
    return whole_steps(receive_buffer(p, mtu) - longest_frame(mtu));
}

/// The driver's choice: room for a frame of ours, behind which the partner's order to stop must wait, too, where the
/// buffer is large enough.
[[nodiscard]] std::uint16_t usual_high_water(const Port& p, std::uint16_t mtu)
{
    const std::uint32_t least = longest_frame(mtu) + 2 * step, buffer = receive_buffer(p, mtu);
    const bool has_room = buffer > longest_frame(mtu) + least;
    return has_room ? whole_steps(buffer - 2 * longest_frame(mtu)) : most_high_water(p, mtu);
}

/// What was asked for, as far as it fits: the MTU may have grown since.
[[nodiscard]] hw::PauseLimits limits(const Port& p, std::uint16_t mtu)
{
    const FlowControl& asked = p.a.flow;
    const std::uint16_t high = asked.high_water != 0
                                   ? whole_steps(std::min<std::uint32_t>(asked.high_water, most_high_water(p, mtu)))
                                   : usual_high_water(p, mtu);
    const bool low_fits = asked.low_water != 0 && whole_steps(asked.low_water) < high;
    return {.high_water = high,
            .low_water = whole_steps(low_fits ? asked.low_water : high / 2u),
            .pause_time = asked.pause_time != 0 ? asked.pause_time : usual_pause_time,
            .send_xon = asked.send_xon};
}

[[nodiscard]] bool valid_water(const Port& p, const char* what, std::uint32_t asked, std::uint32_t least,
                               std::uint32_t most)
{
    if (asked == 0 || (asked >= least && asked <= most))
        return true;
    E1K_LOG(driver, ERR, p.name,
            "flow control: %s %u: from %u to %u bytes with an MTU of %u, or 0 for the driver's choice", what, asked,
            least, most, p.data().mtu);
    return false;
}

[[nodiscard]] bool valid(const Port& p, const rte_eth_fc_conf& conf)
{
    std::uint32_t mode = 0;  // the application's: it may be no value of the enumeration
    static_assert(sizeof mode == sizeof conf.mode);
    std::memcpy(&mode, &conf.mode, sizeof mode);
    if (mode > RTE_ETH_FC_FULL) {
        E1K_LOG(driver, ERR, p.name, "flow control: mode %u: 0 none, 1 obey, 2 send, 3 both", mode);
        return false;
    }
    const std::uint16_t most = most_high_water(p, p.data().mtu);
    const std::uint32_t high = conf.high_water != 0 ? whole_steps(std::min<std::uint32_t>(conf.high_water, most))
                                                    : usual_high_water(p, p.data().mtu);
    return valid_water(p, "high_water", conf.high_water, 2 * step, most) &&
           valid_water(p, "low_water", conf.low_water, step, high - step);
}

/// What @p asked becomes where it is what the driver would choose now: that choice, which follows the MTU. So to set
/// what get_flow_control() tells changes nothing, as Open vSwitch does before it sets its MTU.
[[nodiscard]] FlowControl without_choices(const Port& p, FlowControl asked)
{
    const std::uint16_t usual = usual_high_water(p, p.data().mtu);
    if (asked.high_water == usual)
        asked.high_water = 0;
    if (asked.low_water == whole_steps((asked.high_water != 0 ? whole_steps(asked.high_water) : usual) / 2u))
        asked.low_water = 0;
    return asked;
}

void apply(const Port& p)
{
    apply_pause_limits(p, p.data().mtu);
    if (p.a.link_off)
        return;
    if (const hw::Result r = renew_link(p); r != hw::Result::ok)
        E1K_LOG(driver, WARNING, p.name, "flow control: the PHY does not answer (%s)", rte_strerror(-to_errno(r)));
    change_rx(p, rx_mode(p));
}

}  // namespace

int set_flow_control(const Port& p, const rte_eth_fc_conf& conf)
{
    if (!valid(p, conf))
        return -EINVAL;
    const FlowControl asked = without_choices(p, {.mode = static_cast<hw::Pause>(conf.mode),
                                                  .negotiated = conf.autoneg != 0,
                                                  .high_water = conf.high_water,
                                                  .low_water = conf.low_water,
                                                  .pause_time = conf.pause_time,
                                                  .send_xon = conf.send_xon != 0,
                                                  .control_frames = conf.mac_ctrl_frame_fwd != 0});
    if (asked == p.a.flow)
        return 0;
    p.a.flow = asked;
    if (p.a.running)  // else the start does it
        apply(p);
    return 0;
}

void get_flow_control(const Port& p, rte_eth_fc_conf& conf)
{
    const bool known = link_settled(p);
    const hw::PauseLimits in_force = p.a.running ? p.a.pause_limits : limits(p, p.data().mtu);
    conf = {.high_water = in_force.high_water,
            .low_water = in_force.low_water,
            .pause_time = in_force.pause_time,
            .send_xon = in_force.send_xon,
            .mode = static_cast<rte_eth_fc_mode>(known ? p.a.pause : p.a.flow.mode),
            .mac_ctrl_frame_fwd = p.a.flow.control_frames,
            .autoneg = p.a.flow.negotiated};
}

void apply_pause_limits(const Port& p, std::uint16_t mtu)
{
    const hw::PauseLimits wanted = limits(p, mtu);
    if (wanted == p.a.pause_limits)
        return;
    const std::uint32_t asked = p.a.flow.high_water;
    if (whole_steps(asked) > wanted.high_water)
        E1K_LOG(driver, WARNING, p.name, "flow control: high_water %u is too much for an MTU of %u, %u is used", asked,
                mtu, wanted.high_water);
    p.a.pause_limits = wanted;
    hw::flow_control::program(p.dev, wanted);
}

hw::Pause agreed_pause(const Port& p, const hw::Link& link)
{
    const FlowControl& asked = p.a.flow;
    if (!link.full_duplex || (asked.negotiated && link_setup(p).fixed()))
        return hw::Pause::none;  // there is no PAUSE at half duplex, and nobody to agree with
    if (!asked.negotiated || asked.mode == hw::Pause::none)
        return asked.mode;
    const auto both = static_cast<unsigned>(asked.mode) & static_cast<unsigned>(hw::flow_control::negotiated(p.dev));
    return static_cast<hw::Pause>(both);
}

}  // namespace e1k
