// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "support/model/registers.hpp"
#include "support/port.hpp"

namespace test {

using model::RxDescriptor;
using Claim = model::RxWriteback;

/// The mbufs that a test has taken out of a pool, so that the driver finds it short; they go back with this.
class Shortage {
public:
    /// Take all mbufs of @p pool but @p left.
    explicit Shortage(const Pool& pool, unsigned left = 0);
    ~Shortage() { end(); }
    Shortage(const Shortage&) = delete;
    Shortage& operator=(const Shortage&) = delete;

    /// Give @p n of them back; all that there are at most.
    void ease(unsigned n);
    void end() { ease(static_cast<unsigned>(taken_.size())); }

private:
    std::vector<rte_mbuf*> taken_;
};

/// A port on a device that lies or dies. On top of what Port asks for: no mbuf is given back twice, and the simulated
/// time of the whole test is bounded.
class Liar : public Port {
protected:
    static constexpr std::uint16_t usual_id = 0x100e;

    /// With LIAR_PCIX in the environment, the chip of that id on a bus that is PCI-X, where buffers are sent with care.
    Liar();
    explicit Liar(const model::Profile& profile, std::uint16_t device_id = usual_id) : Port(profile, device_id) {}

    void SetUp() override;
    void TearDown() override;

    /// With LIAR_OFFLOADS in the environment, the bursts with offloads send and receive, and software looks at each
    /// frame that comes in.
    int configure()
    {
        ask_for_offloads();
        return Port::configure();
    }
    int start()
    {
        ask_for_offloads();
        const int error = Port::start();
        expect_careful_burst();
        return error;
    }

    /// The device claims @p what of its next descriptor and moves on, whether there are data or not.
    void claim(const Claim& what, model::Bytes data = {});
    /// The device claims it of @p count descriptors in a row.
    void claim_many(unsigned count, const Claim& what);

    /// A frame comes in, in the right way, and must be what the driver delivers next.
    void expect_good_frame(std::uint8_t seed = 0);

    /// Bursts of @p most until there is nothing; every mbuf is checked to lie within its buffer. The mbufs go back.
    std::vector<Frame> take_all(std::uint16_t most = 64);

    /// A packet as the application may expect it: within its buffers, no flag set that was not asked for.
    static void expect_sound(const rte_mbuf* packet);

    /// The device sets @p causes, and again as soon as ICR was read.
    void storm(std::uint32_t causes);
    /// Interrupts that have come so far.
    [[nodiscard]] std::uint32_t delivered() const { return slot.interrupt->delivered(); }
    /// No interrupt any more. @return whether it was quiet for long enough
    [[nodiscard]] bool becomes_quiet() const;

    /// Objects on the EAL heap.
    [[nodiscard]] static unsigned heap_objects();
    /// Every mbuf of @p pool is in there exactly once.
    static void expect_each_mbuf_once(const Pool& pool);

    /// Simulated time that the rest of the scope may take; more is a hang.
    class Within {
    public:
        explicit Within(std::uint64_t limit_us) : end_(Bed::the().clock().now_us() + limit_us) {}
        ~Within() { EXPECT_LE(Bed::the().clock().now_us(), end_) << "hangs"; }
        Within(const Within&) = delete;
        Within& operator=(const Within&) = delete;

    private:
        std::uint64_t end_;
    };

    unsigned per_buffer = 1;                     ///< descriptors, of sixty bytes
    static constexpr unsigned tx_room = 64 - 1;  ///< packets of one buffer each that the ring takes
    std::uint64_t time_limit_us = 60'000'000;

private:
    void ask_for_offloads();
    /// With LIAR_PCIX, that packets are sent by that row.
    void expect_careful_burst() const;

    std::uint64_t began_us_ = Bed::the().clock().now_us();
};

}  // namespace test
