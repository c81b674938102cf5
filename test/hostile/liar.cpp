// SPDX-License-Identifier: BSD-3-Clause
#include "hostile/liar.hpp"

#include <rte_malloc.h>

#include <chrono>
#include <cstdlib>
#include <set>
#include <thread>

namespace test {

namespace {

const bool offloads = std::getenv("LIAR_OFFLOADS") != nullptr;
const char* const on_pcix = std::getenv("LIAR_PCIX");

[[nodiscard]] std::uint16_t id_of(const char* hex)
{
    return static_cast<std::uint16_t>(std::strtoul(hex, nullptr, 16));
}

/// Those buffers of 82544 that end in the lower half of eight bytes, as one does that holds sixty.
[[nodiscard]] unsigned descriptors_of_a_buffer()
{
    constexpr std::uint16_t i82544 = 0x100c;
    return on_pcix != nullptr && id_of(on_pcix) == i82544 ? 2 : 1;
}

}  // namespace

Shortage::Shortage(const Pool& pool, unsigned left)
{
    taken_.resize(pool.available() - left);
    if (rte_pktmbuf_alloc_bulk(pool.get(), taken_.data(), static_cast<unsigned>(taken_.size())) != 0)
        ADD_FAILURE() << "the pool counts wrong";
}

void Shortage::ease(unsigned n)
{
    for (; n != 0 && !taken_.empty(); --n) {
        rte_pktmbuf_free(taken_.back());
        taken_.pop_back();
    }
}

Liar::Liar()
    : Liar(on_pcix != nullptr ? model::Profile::pcix() : model::Profile::silicon(),
           on_pcix != nullptr ? id_of(on_pcix) : usual_id)
{
    per_buffer = descriptors_of_a_buffer();
    tx_size = static_cast<std::uint16_t>(tx_size * per_buffer);
}

void Liar::SetUp()
{
    if (offloads)
        devargs = "rx_sw_csum=1";
    Port::SetUp();
}

void Liar::ask_for_offloads()
{
    if (!offloads)
        return;
    conf.rxmode.offloads |= RTE_ETH_RX_OFFLOAD_CHECKSUM;
    conf.txmode.offloads |= RTE_ETH_TX_OFFLOAD_VLAN_INSERT;
    EXPECT_GT(rte_eth_dev_get_supported_ptypes(port, RTE_PTYPE_L3_MASK, nullptr, 0), 0);
}

void Liar::expect_careful_burst() const
{
    rte_eth_burst_mode mode{};
    if (on_pcix == nullptr || rte_eth_tx_burst_mode_get(port, 0, &mode) != 0)
        return;
    EXPECT_STREQ(mode.info, "Scalar, careful");
}

void Liar::TearDown()
{
    Port::TearDown();
    EXPECT_LE(bed.clock().now_us() - began_us_, time_limit_us) << "simulated time";
    expect_each_mbuf_once(pool);
}

void Liar::claim(const Claim& what, model::Bytes data)
{
    const std::lock_guard lock{model.mutex()};
    const std::uint32_t index = model.rx().head();
    if (!data.empty())
        model.rx().put_data(index, data);
    model.rx().write_back(index, what);
    model.rx().set_head((index + 1) % model.rx().ring_size());
}

void Liar::claim_many(unsigned count, const Claim& what)
{
    for (unsigned i = 0; i < count; ++i)
        claim(what);
}

void Liar::expect_good_frame(std::uint8_t seed)
{
    const Frame good = frame(200, seed);
    ASSERT_EQ(model.receive(good), Delivery::delivered);
    EXPECT_EQ(take_all(), Frames{good});
}

void Liar::expect_sound(const rte_mbuf* packet)
{
    const char* reason = nullptr;
    EXPECT_EQ(rte_mbuf_check(packet, 1, &reason), 0) << reason;
    for (const rte_mbuf* segment = packet; segment != nullptr; segment = segment->next)
        EXPECT_LE(segment->data_off + segment->data_len, segment->buf_len) << "reads beyond the buffer";
    EXPECT_EQ(bytes_of(packet).size(), packet->pkt_len);
    constexpr std::uint64_t checksums = RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD |
                                        RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD;
    EXPECT_EQ(packet->ol_flags & ~(offloads ? checksums : 0), 0u) << "flags that nobody asked for";
    EXPECT_EQ(packet->packet_type != 0, offloads) << "a type that nobody asked for, or none";
}

std::vector<Frame> Liar::take_all(std::uint16_t most)
{
    Frames out;
    constexpr std::size_t more_than_any_test_sends = 10'000;
    for (auto packets = burst(most); !packets.empty(); packets = burst(most)) {
        for (rte_mbuf* packet : packets) {
            expect_sound(packet);
            out.push_back(bytes_of(packet));
            rte_pktmbuf_free(packet);
        }
        if (out.size() > more_than_any_test_sends) {
            ADD_FAILURE() << "frames without end";
            break;
        }
    }
    return out;
}

void Liar::storm(std::uint32_t causes)
{
    const std::lock_guard lock{model.mutex()};
    model.faults().storm = causes;
    model.interrupts().raise(causes);
}

bool Liar::becomes_quiet() const
{
    for (int tries = 0; tries < 2000; ++tries) {
        const std::uint32_t before = delivered();
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        if (delivered() == before)
            return true;
    }
    return false;
}

unsigned Liar::heap_objects()
{
    unsigned objects = 0;
    for (int socket = 0; socket < RTE_MAX_NUMA_NODES; ++socket) {
        rte_malloc_socket_stats stats{};
        if (rte_malloc_get_socket_stats(socket, &stats) == 0)
            objects += stats.alloc_count;
    }
    return objects;
}

void Liar::expect_each_mbuf_once(const Pool& pool)
{
    std::vector<rte_mbuf*> all(pool.size());
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(pool.get(), all.data(), pool.size()), 0) << "mbufs are missing";
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size()) << "an mbuf was given back twice";
    rte_mbuf* further = rte_pktmbuf_alloc(pool.get());
    EXPECT_EQ(further, nullptr) << "an mbuf was given back twice";
    rte_pktmbuf_free(further);
    rte_pktmbuf_free_bulk(all.data(), pool.size());
}

}  // namespace test
