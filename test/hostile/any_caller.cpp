// SPDX-License-Identifier: BSD-3-Clause
#include "hostile/any_caller.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace test {

namespace {

constexpr auto any_socket = static_cast<unsigned>(SOCKET_ID_ANY);

template <class T, std::size_t N>
[[nodiscard]] T one_of(AnyCaller& app, const std::array<T, N>& list)
{
    return list[app.any(N)];
}

/// Whether ethdev bears a burst on that queue: it is set up, and the port runs.
[[nodiscard]] bool may_send(std::uint16_t port, std::uint16_t id)
{
    rte_eth_txq_info queue{};
    return rte_eth_tx_queue_info_get(port, id, &queue) == 0 && queue.queue_state == RTE_ETH_QUEUE_STATE_STARTED;
}

[[nodiscard]] bool may_receive(std::uint16_t port)
{
    rte_eth_rxq_info queue{};
    return rte_eth_rx_queue_info_get(port, 0, &queue) == 0 && queue.queue_state == RTE_ETH_QUEUE_STATE_STARTED;
}

[[nodiscard]] std::vector<const AnyCall*> round_of_calls()
{
    std::vector<const AnyCall*> round;
    for (const AnyCall& each : any_calls())
        round.insert(round.end(), each.often, &each);
    return round;
}

}  // namespace

unsigned AnyCaller::seed()
{
    const char* const given = std::getenv("ANY_ORDER_SEED");
    return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 1;
}

unsigned AnyCaller::calls_in_a_round()
{
    return static_cast<unsigned>(round_of_calls().size());
}

void AnyCaller::set_up()
{
    rte_eth_dev_info info{};
    rte_eth_dev_info_get(port, &info);
    conf = {};
    conf.rxmode.mtu = one_of<std::uint32_t, 6>(*this, {68, 1500, 1500, 1504, 4000, 9000});
    conf.rxmode.offloads = any_bits() & info.rx_offload_capa;
    conf.txmode.offloads = any_bits() & info.tx_offload_capa & ~RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
    conf.intr_conf = {.lsc = maybe(), .rxq = maybe(), .rmv = maybe()};
    conf.lpbk_mode = any(8) == 0 ? 1 : 0;
    const auto queues = static_cast<std::uint16_t>(1 + any(most_queues));
    rte_eth_dev_configure(port, 1, queues, &conf);
    rte_eth_rxconf rx = info.default_rxconf;
    rx.rx_deferred_start = any(8) == 0;
    rte_eth_rx_queue_setup(port, 0, one_of<std::uint16_t, 3>(*this, {32, 64, 256}), any_socket, &rx, pool.get());
    rte_eth_txconf tx = info.default_txconf;
    tx.tx_deferred_start = any(8) == 0;
    for (std::uint16_t id = 0; id < queues; ++id)
        rte_eth_tx_queue_setup(port, id, one_of<std::uint16_t, 4>(*this, {32, 64, 256, info.tx_desc_lim.nb_max}),
                               any_socket, &tx);
}

void AnyCaller::try_to_start()
{
    starts_ += rte_eth_dev_start(port) == 0;
}

void AnyCaller::probe_again()
{
    bed.remove();
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
}

/// Offloads change what is told of a packet, not what it is.
void AnyCaller::receive_some()
{
    for (unsigned n = any(20); n != 0; --n) {
        Frame bytes = any(3) == 0 ? Message{.payload = any(1400)}.frame() : frame(60 + any(1400));
        (void)model.receive(any(4) == 0 ? tagged(bytes, any(4096)) : bytes);
    }
    if (may_receive(port))
        take_what_is_there();
}

void AnyCaller::take_what_is_there()
{
    for (auto packets = burst(); !packets.empty(); packets = burst()) {
        for (rte_mbuf* const packet : packets) {
            const char* reason = nullptr;
            EXPECT_EQ(rte_mbuf_check(packet, 1, &reason), 0) << reason;
            EXPECT_EQ(bytes_of(packet).size(), packet->pkt_len);
            rte_pktmbuf_free(packet);
            ++taken_;
        }
    }
}

rte_mbuf* AnyCaller::any_packet()
{
    const std::size_t segment = any(4) == 0 ? 200 : 0;
    const Message message{.ipv6 = maybe(), .tcp = maybe(), .payload = 1 + any(1400)};
    rte_mbuf* packet = nullptr;
    switch (any(4)) {
    case 0:
        packet = packet_of(pool.get(), message.incomplete(), segment);
        if (packet != nullptr)
            ask_to_complete(*packet, message);
        break;
    case 1:
        packet = packet_of(pool.get(), message.uncut(), segment);
        if (packet != nullptr)
            ask_to_cut(*packet, message, static_cast<std::uint16_t>(100 + any(1000)));
        break;
    default:
        packet = packet_of(pool.get(), frame(60 + any(1400)), segment);
        break;
    }
    if (packet != nullptr && any(4) == 0) {
        packet->ol_flags |= RTE_MBUF_F_TX_VLAN;
        packet->vlan_tci = static_cast<std::uint16_t>(any(4096));
    }
    return packet;
}

/// Packets that ask for what is not configured, too.
void AnyCaller::send_some()
{
    const std::uint16_t id = any_queue();
    if (!may_send(port, id))
        return;
    for (unsigned n = any(20); n != 0; --n) {
        rte_mbuf* packet = any_packet();
        if (packet == nullptr)  // all are in the rings
            break;
        if (rte_eth_tx_prepare(port, id, &packet, 1) != 1 || rte_eth_tx_burst(port, id, &packet, 1) != 1)
            rte_pktmbuf_free(packet);
    }
    const std::lock_guard held{model.mutex()};
    sent_ += model.sent.size();
    model.sent.clear();
}

void AnyCaller::call(unsigned n)
{
    SCOPED_TRACE("ANY_ORDER_SEED=" + std::to_string(seed()));
    std::vector<const AnyCall*> round = round_of_calls();
    std::size_t next = round.size();
    const char* before = "nothing";
    for (unsigned made = 0; made < n && !HasFailure(); ++made) {
        if (next == round.size()) {
            std::ranges::shuffle(round, random_);
            next = 0;
        }
        const AnyCall& each = *round[next++];
        SCOPED_TRACE("call " + std::to_string(made) + ", " + each.name + " after " + before);
        before = each.name;
        each.make(*this);
        const std::lock_guard held{model.mutex()};
        EXPECT_EQ(model.failures().list(), std::vector<std::string>{});
    }
}

void AnyCaller::expect_done_something() const
{
    EXPECT_GT(starts_, 100u);
    EXPECT_GT(taken_, 50u);
    EXPECT_GT(sent_, 50u);
}

void AnyCaller::expect_sound_port()
{
    model.plug(true);
    rte_eth_dev_stop(port);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
    conf = {};
    ASSERT_EQ(start(), 0);
    bed.pass(2'000'000);  // QEMU receives a second after RCTL was written, and first what came before
    take_what_is_there();
    expect_good_frame();
    model.sent.clear();
    ASSERT_TRUE(send(frame()));
    bed.pass(1000);
    EXPECT_EQ(model.sent.size(), 1u);
}

}  // namespace test
