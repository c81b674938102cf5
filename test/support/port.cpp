// SPDX-License-Identifier: BSD-3-Clause
#include "support/port.hpp"

#include <rte_errno.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "support/xstat.hpp"

namespace test {

namespace {

constexpr auto any_socket = static_cast<unsigned>(SOCKET_ID_ANY);

}  // namespace

Pool::Pool(unsigned size, std::uint16_t data_room)
{
    static std::atomic<unsigned> made;
    const std::string name = "pool" + std::to_string(made++);
    const unsigned cache =
        size >= 1023 ? 64 : 0;  // both ways of a driver are to be seen, past the cache and through it
    pool_ = rte_pktmbuf_pool_create(name.c_str(), size, cache, 0, data_room, SOCKET_ID_ANY);
    if (pool_ == nullptr)
        throw std::runtime_error("no mempool of " + std::to_string(size) + " mbufs: " + rte_strerror(rte_errno));
}

Pool::~Pool()
{
    EXPECT_EQ(available(), size()) << "mbufs were not given back";
    if (available() == size())  // memory that something still holds is better kept
        rte_mempool_free(pool_);
}

rte_mbuf* Pool::make(model::Bytes bytes, std::size_t segment) const
{
    rte_mbuf* packet = packet_of(pool_, bytes, segment);
    if (packet == nullptr)
        throw std::runtime_error(
            "too few mbufs in the mempool, or too many for a chain: " + std::to_string(bytes.size()) + " bytes");
    return packet;
}

void Port::SetUp()
{
    if (const char* posted = std::getenv("TESTBED_POSTED"); posted != nullptr)
        profile_.posted_writes = static_cast<std::uint32_t>(std::strtoul(posted, nullptr, 10));
    power_on();
    before_probe();
    ASSERT_EQ(bed.probe(0, devargs), 0) << "the driver refused the device";
    port = static_cast<std::uint16_t>(bed.port());
}

void Port::TearDown()
{
    forget_watchers();
    const int present = bed.port();
    if (present >= 0) {
        rte_eth_dev_stop(static_cast<std::uint16_t>(present));
        EXPECT_EQ(bed.remove(), 0);
    } else {
        bed.remove();  // of a device whose port is closed
    }
    const std::lock_guard lock{model.mutex()};
    for (const std::string& failure : model.failures().list())
        ADD_FAILURE() << failure;
}

void Port::forget_watchers()
{
    const std::lock_guard lock{model.mutex()};
    model.on_write = nullptr;
    model.on_sent = nullptr;
}

int Port::configure()
{
    int error = rte_eth_dev_configure(port, 1, 1, &conf);
    if (error == 0)
        error = rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, nullptr, pool.get());
    if (error == 0)
        error = rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, nullptr);
    return error;
}

int Port::start()
{
    int error = configure();
    if (error == 0)
        error = rte_eth_dev_start(port);
    if (error == 0 && !wait_link())
        error = -ENETDOWN;
    return error;
}

bool Port::wait_link(bool up)
{
    for (int waited_ms = 0; waited_ms < 10'000; ++waited_ms) {
        if (model.link_up() == up && model.rx().open())
            return true;
        bed.pass(1000);
    }
    return model.link_up() == up;
}

Frame Port::frame(std::size_t size, std::uint8_t seed) const
{
    rte_ether_addr mac{};
    rte_eth_macaddr_get(port, &mac);
    Frame out(std::max<std::size_t>(size, 14));
    std::copy_n(mac.addr_bytes, 6, out.begin());
    constexpr std::array<std::uint8_t, 8> source_and_type{0x02, 0, 0, 0, 0, 0x01, 0x88, 0xb5};
    std::ranges::copy(source_and_type, out.begin() + 6);
    for (std::size_t i = 14; i < out.size(); ++i)
        out[i] = static_cast<std::uint8_t>(seed + i);
    return out;
}

std::vector<rte_mbuf*> Port::burst(std::uint16_t most)
{
    std::vector<rte_mbuf*> packets(most);
    packets.resize(rte_eth_rx_burst(port, 0, packets.data(), most));
    return packets;
}

std::vector<Frame> Port::receive_all()
{
    std::vector<Frame> out;
    for (auto packets = burst(); !packets.empty(); packets = burst())
        for (rte_mbuf* packet : packets) {
            out.push_back(bytes_of(packet));
            rte_pktmbuf_free(packet);
        }
    return out;
}

bool Port::send(model::Bytes bytes, std::uint64_t ol_flags, std::size_t segment)
{
    rte_mbuf* packet = pool.make(bytes, segment);
    packet->ol_flags |= ol_flags;
    const bool taken = rte_eth_tx_burst(port, 0, &packet, 1) == 1;
    if (!taken)
        rte_pktmbuf_free(packet);
    model.tick();  // an asynchronous device works now
    return taken;
}

rte_eth_stats Port::stats() const
{
    rte_eth_stats out{};
    EXPECT_EQ(rte_eth_stats_get(port, &out), 0);
    return out;
}

std::uint64_t Port::queue_stat(const char* direction, unsigned id, const char* what) const
{
    return xstat(port, (std::string{direction} + "_q" + std::to_string(id) + '_' + what).c_str());
}

}  // namespace test
