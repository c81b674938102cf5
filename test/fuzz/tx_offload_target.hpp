// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "rxtx/paths.hpp"
#include "rxtx/tx_queue.hpp"
#include "support/descriptors.hpp"
#include "support/input.hpp"
#include "support/message.hpp"
#include "tx_offload_oracle.hpp"
#include "wire.hpp"

namespace fuzz {

/// A packet that the application has made.
struct ToSend {
    rte_mbuf* packet = nullptr;
    bool shared = false;    ///< others may read it: it is not the driver's to write
    bool prepared = false;  ///< rte_eth_tx_prepare() has admitted it
    bool sound = false;     ///< it is `message`, as DPDK wants it, and asks for it as DPDK says
    bool raw = false;       ///< but for the checksum's field, which is left to rte_eth_tx_prepare()
    test::Message message;
};

/// A transmit queue as it is configured for offloads, its application and a device of a kind, in the hands of an Input.
/// What comes out on the wire must be what the packets asked for: no frame more, no frame less, no bit different.
class TxOffloadTarget {
public:
    explicit TxOffloadTarget(Input& input);
    ~TxOffloadTarget();
    TxOffloadTarget(const TxOffloadTarget&) = delete;
    TxOffloadTarget& operator=(const TxOffloadTarget&) = delete;

protected:
    static constexpr unsigned pool_size = 400;
    static inline rte_mempool *pool, *other_pool;

    void start();
    void restart();
    void prepare();
    void burst();
    /// The device gets to know of the next @p doorbells, and sends what they are for.
    void complete(unsigned doorbells);
    void set_tag_type(std::uint16_t type) { queue_.offload.tag_type.store(type); }
    [[nodiscard]] bool fast_free() const { return queue_.fast_free; }
    [[nodiscard]] bool multi_segs() const { return (queue_.offloads & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0; }
    [[nodiscard]] unsigned ring_size() const { return queue_.size(); }
    /// One packet that asks for nothing is taken, for nothing is in its way.
    void require_room();

    Input& input_;
    std::vector<ToSend> ready_;
    std::vector<rte_mbuf*> shared_;  ///< references that the application has kept

private:
    /// One between its burst and its completion.
    struct Flight {
        ToSend sent;
        Asked asked;
        std::uint16_t tag_type;
    };
    struct Doorbell {
        std::uint32_t tail;
        std::vector<Flight> packets;
    };

    void configure();
    void abandon();
    void check_frames(const Flight& flight, std::span<const test::Frame>& frames) const;
    void require_alike(const Flight& flight, std::size_t index, const test::Frame& wire, const test::Frame& expected,
                       const char* what) const;
    void check_message(const Flight& flight, std::span<const test::Frame> frames) const;
    void check_prepared(const ToSend& each, bool admitted) const;
    [[nodiscard]] bool queued(std::uint16_t from, const rte_mbuf* packet) const;
    static void pin(const ToSend& sent, bool yes);

    static constexpr std::uint32_t no_doorbell = ~0u;

    Descriptors<e1k::hw::TxDesc> descriptors_;
    std::array<std::byte, e1k::min_tx_packet> padding_{};
    e1k::TxQueue queue_;
    const e1k::Path* path_ = nullptr;
    volatile std::uint32_t doorbell_ = no_doorbell;
    const test::model::Profile* profile_ = nullptr;
    std::optional<TxOffloadOracle> oracle_;
    std::optional<Wire> wire_;
    std::deque<Doorbell> in_flight_;
};

}  // namespace fuzz
