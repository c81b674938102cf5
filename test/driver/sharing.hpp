// SPDX-License-Identifier: BSD-3-Clause
// A port of several transmit queues.
#pragma once

#include <cstring>
#include <initializer_list>
#include <vector>

#include "driver.hpp"

namespace test {

class Sharing : public Driver {
protected:
    using Driver::Driver;

    using Sizes = std::vector<std::uint16_t>;

    /// Configure one receive queue and a transmit queue of each of @p sizes.
    [[nodiscard]] int configure_queues(const Sizes& sizes)
    {
        tx_queues = static_cast<std::uint16_t>(sizes.size());
        int error = rte_eth_dev_configure(port, 1, tx_queues, &conf);
        if (error == 0)
            error = rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, nullptr, pool.get());
        for (std::uint16_t id = 0; error == 0 && id < tx_queues; ++id)
            error = rte_eth_tx_queue_setup(port, id, sizes[id], any_socket, nullptr);
        return error;
    }
    [[nodiscard]] int run()
    {
        const int error = rte_eth_dev_start(port);
        return error == 0 && !wait_link() ? -ENETDOWN : error;
    }
    [[nodiscard]] int start_queues(const Sizes& sizes)
    {
        const int error = configure_queues(sizes);
        return error != 0 ? error : run();
    }

    /// The @p number-th frame of queue @p id.
    [[nodiscard]] Frame numbered(std::uint16_t id, std::uint32_t number, std::size_t size = 60) const
    {
        Frame out = frame(size);
        std::memcpy(out.data() + 14, &id, sizeof id);
        std::memcpy(out.data() + 16, &number, sizeof number);
        return out;
    }
    [[nodiscard]] static std::uint16_t queue_of(const Frame& frame)
    {
        std::uint16_t id = 0;
        std::memcpy(&id, frame.data() + 14, sizeof id);
        return id;
    }
    [[nodiscard]] static std::uint32_t number_of(const Frame& frame)
    {
        std::uint32_t number = 0;
        std::memcpy(&number, frame.data() + 16, sizeof number);
        return number;
    }

    /// One burst of @p n frames, numbered on from those of queue @p id that were taken before. @return how many were
    unsigned burst_of(std::uint16_t id, unsigned n, std::size_t size = 60, std::size_t segment = 0)
    {
        std::vector<rte_mbuf*> packets;
        for (unsigned i = 0; i < n; ++i)
            packets.push_back(pool.make(numbered(id, taken[id] + i, size), segment));
        const unsigned sent = rte_eth_tx_burst(port, id, packets.data(), static_cast<std::uint16_t>(n));
        for (unsigned i = sent; i < n; ++i)
            rte_pktmbuf_free(packets[i]);
        taken[id] += sent;
        return sent;
    }

    /// While the burst of another queue has the ring: @p what is done at the next doorbell, once.
    template <class What>
    void at_the_next_doorbell(What what)
    {
        model.on_write = [this, what](std::uint32_t offset) {
            if (offset != model::reg::TDT)
                return;
            const auto once = what;
            model.on_write = nullptr;  // and this function
            once();
        };
    }

    /// Of each queue all that was taken has left, once, in order.
    void expect_all_left()
    {
        std::vector<std::uint32_t> left(taken.size());
        for (const Frame& each : model.sent) {
            ASSERT_LT(queue_of(each), left.size());
            EXPECT_EQ(number_of(each), left[queue_of(each)]++) << "of queue " << queue_of(each);
        }
        EXPECT_EQ(left, taken);
    }

    /// Stop, and begin to number anew.
    void stop_and_forget()
    {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        taken.assign(taken.size(), 0);
        model.sent.clear();
    }

    std::uint16_t tx_queues = 0;
    std::vector<std::uint32_t> taken = std::vector<std::uint32_t>(64);  ///< by queue
};

/// A ring of 64 for two queues: a share is of 15 descriptors.
struct SharingTwo : Sharing {
    static constexpr unsigned ring = 64, share = 15;

    void SetUp() override
    {
        Sharing::SetUp();
        ASSERT_EQ(start_queues({ring, ring}), 0);
    }
    [[nodiscard]] unsigned held() const { return pool.size() - pool.available() - rx_size; }
};

}  // namespace test
