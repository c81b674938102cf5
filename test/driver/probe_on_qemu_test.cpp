// SPDX-License-Identifier: BSD-3-Clause
// A probe of QEMU's device, where a write to RCTL stops reception for a second.
#include <vector>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

struct ProbeOnQemu : OnQemu {
    void probe_again()
    {
        ASSERT_EQ(bed.remove(), 0);
        slot.bar.reset_counts();
        ASSERT_EQ(bed.probe(), 0);
        port = static_cast<std::uint16_t>(bed.port());
    }
};

/// Each write to RCTL costs a second of reception.
TEST_F(ProbeOnQemu, WritesRctlOnceInADevicesLife)
{
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
    probe_again();
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
    EXPECT_EQ(model.receive(frame()), Delivery::delivered);
}

TEST_F(ProbeOnQemu, DisablesAReceiverThatStillHasARing)
{
    ASSERT_EQ(bed.remove(), 0);
    model.stored(reg::RDBAL) = 0x1000;
    model.stored(reg::RDLEN) = 0x1000;
    model.stored(reg::RDT) = 16;
    std::vector<std::uint32_t> written;
    model.on_write = [&](std::uint32_t at) {
        if (written.empty() || at == reg::RCTL || (at >= reg::RDBAL && at <= reg::RDT))
            written.push_back(at);
    };
    slot.bar.reset_counts();
    ASSERT_EQ(bed.probe(), 0);
    model.on_write = nullptr;
    port = static_cast<std::uint16_t>(bed.port());
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 2u) << "off, on";
    ASSERT_GT(written.size(), 1u);
    EXPECT_EQ(written[1], reg::RCTL) << "before the ring is touched";
    EXPECT_TRUE(receives_nothing());
}

TEST_F(ProbeOnQemu, TakesTheReceiverFromAnotherModeToTheUsual)
{
    const std::uint32_t usual = model.stored(reg::RCTL);
    ASSERT_EQ(bed.remove(), 0);
    model.stored(reg::RCTL) = rctl::EN | rctl::UPE | rctl::SBP;
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    EXPECT_EQ(model.stored(reg::RCTL), usual);
}

TEST_F(ProbeOnQemu, LeavesALinkUpThatIsUp)
{
    EXPECT_TRUE(model.link_up());
}

}  // namespace

}  // namespace test
