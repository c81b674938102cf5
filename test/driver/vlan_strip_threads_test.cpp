// SPDX-License-Identifier: BSD-3-Clause
// VLAN tags, while an lcore receives and a control call switches whether they are taken out.
#include <atomic>
#include <thread>

#include "vlan_stripping.hpp"

namespace test {

namespace {

using namespace model;

class VlanStripThreads : public Stripping<OnEveryProfile> {
protected:
    static constexpr unsigned frames = 2000, most_under_way = 32;

    /// rte_eth_rx_burst(), but that it loads the function as what it is: a word that another thread may store.
    [[nodiscard]] std::uint16_t burst_now(rte_mbuf** out, std::uint16_t n) const
    {
        auto& port_ops = rte_eth_fp_ops[port];
        return std::atomic_ref{port_ops.rx_pkt_burst}.load()(port_ops.rxq.data[0], out, n);
    }
    void take_all_of_them()
    {
        std::array<rte_mbuf*, 8> packets{};
        for (;;) {
            const bool last = over;
            const std::uint16_t n = burst_now(packets.data(), 8);
            for (std::uint16_t i = 0; i < n; ++i) {
                got.push_back({bytes_of(packets[i]), packets[i]->ol_flags, packets[i]->vlan_tci});
                rte_pktmbuf_free(packets[i]);
            }
            received += n;
            if (n == 0 && last)
                return;
            if (n == 0)
                std::this_thread::yield();
        }
    }
    [[nodiscard]] static std::uint16_t tci_of(unsigned i) { return static_cast<std::uint16_t>(1 + i % 4094); }

    std::atomic<unsigned> received = 0;
    std::atomic<bool> over = false;
    std::vector<Got> got;
};

TEST_P(VlanStripThreads, LoseNoTagAndTellNoneTwice)
{
    ASSERT_EQ(start_with(0), 0);
    bed.pass(1'000'000);  // QEMU, after a write to RCTL
    std::thread lcore{[this] { take_all_of_them(); }};
    std::thread control{[this] {
        for (bool on = true; !over; on = !on)
            EXPECT_EQ(switch_strip(on), 0);
    }};
    unsigned delivered = 0;
    for (unsigned i = 0; i < frames; ++i) {
        while (delivered - received >= most_under_way)
            std::this_thread::yield();
        const Frame plain = frame(100, static_cast<std::uint8_t>(i));
        delivered += model.receive(tagged(plain, tci_of(i))) == Delivery::delivered;
    }
    over = true;
    control.join();
    lcore.join();
    EXPECT_EQ(delivered, frames);
    ASSERT_EQ(got.size(), frames);
    for (unsigned i = 0; i < frames; ++i)
        expect_once(got[i], frame(100, static_cast<std::uint8_t>(i)), tci_of(i));
}

INSTANTIATE_TEST_SUITE_P(Profile, VlanStripThreads, all_profiles, profile_name);

}  // namespace

}  // namespace test
