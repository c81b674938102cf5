// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "support/model/model.hpp"
#include "support/model/registers.hpp"

namespace test {

using namespace model;

/// A model with rings and buffers of its own, driven by register accesses alone.
struct ModelTest : ::testing::Test {
    static constexpr std::uint32_t ring = 32;

    explicit ModelTest(const Profile& profile = Profile::silicon()) : model(clock, {}, profile)
    {
        model.config_write(4, 2, 6);  // memory space, bus master
        model.faults().bears_any_reset = true;
    }

    void TearDown() override
    {
        for (const auto& failure : model.failures().list())
            ADD_FAILURE() << failure;
    }

    void bring_up()
    {
        for (std::uint32_t i = 0; i < ring; ++i)
            rx[i].address = reinterpret_cast<std::uintptr_t>(&buffers[i]);
        for (std::uint32_t at = reg::MTA; at < reg::RA; at += 4)
            model.write(at, 0);  // undefined after power-on (SDM 13.5.1)
        set_ring(reg::RDBAL, rx.data());
        set_ring(reg::TDBAL, tx.data());
        model.write(reg::RDT, ring - 1);
        model.write(reg::CTRL, model.read(reg::CTRL) | ctrl::SLU);
        model.write(reg::RCTL, rctl::EN | rctl::UPE | rctl::MPE | rctl::SECRC);
        model.write(reg::TCTL, tctl::EN | tctl::PSP);
        clock.advance(2'000'000);
        model.tick();
    }

    void set_ring(std::uint32_t base, const void* address)
    {
        const auto at = reinterpret_cast<std::uintptr_t>(address);
        model.write(base, static_cast<std::uint32_t>(at));
        model.write(base + 4, static_cast<std::uint32_t>(at >> 32));
        model.write(base + 8, ring * 16);
        model.write(base + 0x10, 0);
        model.write(base + 0x18, 0);
    }

    std::uint32_t mdic(std::uint32_t command)
    {
        model.write(reg::MDIC, command);
        clock.advance(100);
        return model.read(reg::MDIC);
    }

    void put(TxDescriptor descriptor)
    {
        tx[tail] = descriptor;
        tail = (tail + 1) % ring;
    }
    void ring_doorbell() { model.write(reg::TDT, tail); }

    static Frame broadcast(std::size_t size)
    {
        Frame frame(size);
        std::fill_n(frame.begin(), 6, std::uint8_t{0xff});
        return frame;
    }

    SimulatedClock clock;
    Model model;
    alignas(16) std::array<RxDescriptor, ring> rx{};
    alignas(16) std::array<TxDescriptor, ring> tx{};
    std::array<std::array<std::uint8_t, 2048>, ring> buffers{};
    std::uint32_t tail = 0;
};

}  // namespace test
