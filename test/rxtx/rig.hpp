// SPDX-License-Identifier: BSD-3-Clause
// A receive queue on plain memory, and the test in place of the device.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "hw/ring.hpp"
#include "rxtx/paths.hpp"
#include "rxtx/rx_queue.hpp"
#include "support/mbufs.hpp"

namespace test {

/// A mempool of @p data_room bytes behind the headroom. Lives as long as the process.
/// @param cached  how many mbufs the lcore may keep for itself
[[nodiscard]] inline rte_mempool* make_pool(std::uint16_t data_room, unsigned cached = 0)
{
    static unsigned made;
    const std::string name = "rig" + std::to_string(made++);
    return rte_pktmbuf_pool_create(name.c_str(), 511, cached, 0,
                                   static_cast<std::uint16_t>(RTE_PKTMBUF_HEADROOM + data_room), SOCKET_ID_ANY);
}

/// One row of the table of bursts at work.
class RxRig {
public:
    static constexpr std::uint16_t size = 64, buffer_size = 256;

    RxRig(const e1k::Path& path, rte_mempool* pool, std::uint32_t max_packet, e1k::RxOffloads asked = {}) : path_(path)
    {
        queue_.ring = {ring_.data(), size};
        queue_.slots = e1k::make_rte_array<rte_mbuf*>("slots", size, 0);
        queue_.pool = pool;
        queue_.rdt = &rdt_;
        queue_.ics = &ics_;
        queue_.batch = 8;
        queue_.port_id = 5;
        if (!queue_.fill(buffer_size, max_packet, asked))
            ADD_FAILURE() << "the pool is short";
    }
    ~RxRig() { queue_.drain(); }
    RxRig(const RxRig&) = delete;
    RxRig& operator=(const RxRig&) = delete;

    e1k::RxQueue& queue() { return queue_; }

    /// The device writes @p writeback into its next descriptor and, as much as fits, @p data into the buffer.
    void lay_down(std::uint64_t writeback, std::span<const std::uint8_t> data = {})
    {
        auto* const buffer = static_cast<std::uint8_t*>(queue_.slots[head_]->buf_addr) + RTE_PKTMBUF_HEADROOM;
        std::copy_n(data.begin(), std::min<std::size_t>(data.size(), buffer_size), buffer);
        ring_[head_].writeback = writeback;
        head_ = e1k::hw::advance(head_, 1, size);
    }

    /// A whole frame as a device lays it down: @p verdict in the last descriptor, with the other bits in each.
    void lay_down_frame(std::span<const std::uint8_t> frame, std::uint64_t verdict = e1k::hw::RxDesc::IXSM)
    {
        while (frame.size() > buffer_size) {
            lay_down(e1k::hw::RxDesc::DD | buffer_size, frame.first(buffer_size));
            frame = frame.subspan(buffer_size);
        }
        lay_down(e1k::hw::RxDesc::DD | e1k::hw::RxDesc::EOP | verdict | frame.size(), frame);
    }

    [[nodiscard]] std::vector<rte_mbuf*> burst(std::uint16_t most = 32)
    {
        std::vector<rte_mbuf*> out(most);
        out.resize(path_.burst(&queue_, out.data(), most));
        return out;
    }

private:
    alignas(128) std::array<e1k::hw::RxDesc, size> ring_{};
    std::uint32_t rdt_ = 0, ics_ = 0;
    std::uint16_t head_ = 0;
    const e1k::Path& path_;
    e1k::RxQueue queue_;
};

}  // namespace test
