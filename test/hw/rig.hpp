// SPDX-License-Identifier: BSD-3-Clause
// What the tests of the hardware layer stand on: registers behind a trapped BAR, and time that passes only when the
// driver waits for it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "hw/device.hpp"
#include "support/backend.hpp"
#include "support/clock.hpp"
#include "support/model/model.hpp"
#include "support/model/registers.hpp"
#include "support/trap.hpp"

namespace test {

namespace hw = e1k::hw;
using hw::Result;

/// The time of all rigs: hw::Device takes a function without state.
inline SimulatedClock rig_clock;

/// The hardware layer's device on top of @p Device, a Backend.
template <class Device>
struct Rig {
    template <class... Args>
    explicit Rig(Args&&... args) : backend(std::forward<Args>(args)...)
    {
    }

    Device backend;
    TrappedBar bar{backend};
    hw::Device dev{.mmio = hw::Mmio{bar.base()}, .delay_us = [](unsigned us) { rig_clock.advance(us); }};
};

struct Access {
    bool write;
    std::uint32_t offset, value;
    std::uint64_t at_us;
};

/// Registers that only store, and remember who did what when. A hook says otherwise.
class Registers final : public Backend {
public:
    std::map<std::uint32_t, std::uint32_t> values;
    std::vector<Access> log;
    std::function<std::uint32_t(std::uint32_t offset, std::uint32_t stored)> on_read;

    [[nodiscard]] const Identity& identity() const override { return identity_; }
    std::uint32_t read(std::uint32_t offset) override
    {
        const std::uint32_t stored = values[offset];
        const std::uint32_t value = on_read ? on_read(offset, stored) : stored;
        log.push_back({.write = false, .offset = offset, .value = value, .at_us = rig_clock.now_us()});
        return value;
    }
    void write(std::uint32_t offset, std::uint32_t value) override
    {
        values[offset] = value;
        log.push_back({.write = true, .offset = offset, .value = value, .at_us = rig_clock.now_us()});
    }
    std::uint32_t config_read(unsigned, unsigned) override { return 0; }
    void config_write(unsigned, unsigned, std::uint32_t) override {}

    /// The writes alone, in order.
    [[nodiscard]] std::vector<Access> writes() const
    {
        std::vector<Access> out;
        for (const Access& access : log)
            if (access.write)
                out.push_back(access);
        return out;
    }
    /// What was written to @p offset, in order.
    [[nodiscard]] std::vector<std::uint32_t> written(std::uint32_t offset) const
    {
        std::vector<std::uint32_t> out;
        for (const Access& access : log)
            if (access.write && access.offset == offset)
                out.push_back(access.value);
        return out;
    }

private:
    Identity identity_;
};

/// What @p registers were told: register and value, in order.
using Steps = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

[[nodiscard]] inline Steps steps(const Registers& registers)
{
    Steps out;
    for (const Access& access : registers.writes())
        out.emplace_back(access.offset, access.value);
    return out;
}

/// The device as all-ones: what a bus returns where nobody answers.
inline void unplug(Registers& registers)
{
    registers.on_read = [](std::uint32_t, std::uint32_t) { return ~0u; };
}

class OnRegisters : public testing::Test {
protected:
    Rig<Registers> rig;
    Registers& registers = rig.backend;
    hw::Device& dev = rig.dev;
    const std::uint64_t began_us = rig_clock.now_us();

    [[nodiscard]] std::uint64_t waited_us() const { return rig_clock.now_us() - began_us; }
};

class OnModel : public testing::Test {
protected:
    Rig<Model> rig{rig_clock};
    Model& model = rig.backend;
    hw::Device& dev = rig.dev;

    OnModel() { dev.io = {.bus = &model, .write = write_io_space}; }

    /// The way that the driver has to the I/O BAR.
    static bool write_io_space(void* device, std::uint32_t offset, std::uint32_t value)
    {
        auto& model = *static_cast<Model*>(device);
        model.io_write(0, offset);
        model.io_write(4, value);
        return true;
    }

    void TearDown() override { EXPECT_EQ(model.failures().list(), std::vector<std::string>{}); }
};

}  // namespace test
