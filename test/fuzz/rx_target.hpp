// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

#include "rx_checks.hpp"
#include "rxtx/paths.hpp"
#include "support/descriptors.hpp"
#include "support/input.hpp"
#include "support/rows.hpp"

namespace fuzz {

/// An RxQueue, its application, its device and its mempool, in the hands of an Input, and what must hold of them.
class RxTarget : public RxChecks {
public:
    explicit RxTarget(Input& input);
    ~RxTarget();
    RxTarget(const RxTarget&) = delete;
    RxTarget& operator=(const RxTarget&) = delete;

protected:
    static inline std::array<rte_mempool*, 4> pools;
    static inline rte_mempool* touched_pool = nullptr;  ///< one of them, whose frames software may look into

    void start();
    void stop();
    void burst();
    /// Something else is asked for, while frames come in.
    void ask();
    void limit();
    /// Somebody asks what the ring holds.
    void look();
    void write_back(std::uint16_t at, std::uint64_t value) { queue_.ring[at].writeback = value; }
    void free_frames(unsigned n);
    void release_hoard(unsigned n);

    Input& input_;
    bool running_ = false;
    std::uint16_t head_ = 0;  ///< where an honest device goes on

    struct {
        unsigned loads = 0;  ///< until it happens; 0: it does not
        std::uint16_t at = 0;
        std::uint64_t value = 0;
    } race_;

private:
    /// A row, by the port's number. The device changes memory between two loads: only what is seen to load takes part.
    [[nodiscard]] const e1k::Path& path() const { return row(e1k::rx_paths, watched_bits, queue_.port_id); }
    [[nodiscard]] bool can(std::uint64_t offload) const { return (path().offloads & offload) == offload; }
    [[nodiscard]] e1k::RxOffloads draw_offloads();
    [[nodiscard]] std::uint32_t draw_limit();
    static void race(std::size_t offset);

    static inline RxTarget* current_ = nullptr;

    Descriptors<e1k::hw::RxDesc> descriptors_;
    std::uint64_t packets_ = 0;
};

}  // namespace fuzz
