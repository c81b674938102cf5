// SPDX-License-Identifier: BSD-3-Clause
// Who plays the chip: found at the probe, told in the log, and what the user says instead.
#include <array>
#include <utility>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

class Platform : public Driver {
protected:
    void SetUp() override {}

    /// Probe the model as @p profile and @p id. @return the log of that
    std::string probe(const Profile& profile, std::uint16_t id, const std::string& with = {})
    {
        if (bed.port() >= 0) {
            EXPECT_EQ(bed.remove(), 0);
        }
        model.power_on(profile, id);
        model.faults().bears_any_reset = true;  // whoever it is said to be
        const Log log{RTE_LOG_INFO};
        EXPECT_EQ(bed.probe(0, with), 0);
        port = static_cast<std::uint16_t>(bed.port());
        return log.text();
    }
    [[nodiscard]] static bool says(const std::string& log, const std::string& what)
    {
        return log.find(what) != std::string::npos;
    }
};

TEST_F(Platform, IsFoundOnEveryProfileAndChip)
{
    const std::pair<Profile, const char*> known[]{
        {Profile::silicon(), "silicon"},       {Profile::qemu(), "QEMU"},   {Profile::kvm(), "QEMU"},
        {Profile::virtualbox(), "VirtualBox"}, {Profile::bhyve(), "bhyve"}, {Profile::vmware(), "VMware"}};
    for (const auto& [profile, name] : known)
        for (const std::uint16_t id : std::array<std::uint16_t, 3>{0x100c, 0x100e, 0x100f}) {
            const std::string log = probe(profile, id);
            EXPECT_TRUE(says(log, std::string{"), "} + name + ", registers at ")) << profile.name << ' ' << log;
        }
}

/// VirtualBox's 82545EM has VMware's subsystem ids.
TEST_F(Platform, IsVirtualBoxThoughItsIdsAreVMwares)
{
    Profile profile = Profile::virtualbox();
    profile.subsystem_vendor = 0x15ad;
    profile.subsystem_device = 0x0750;
    const std::string log = probe(profile, 0x100f);
    EXPECT_TRUE(says(log, "82545EM (8086:100f), VirtualBox, ")) << log;
}

TEST_F(Platform, IsWhatTheUserSays)
{
    for (const auto& [word, name] :
         {std::pair{"silicon", "silicon"}, std::pair{"qemu", "QEMU"}, std::pair{"virtualbox", "VirtualBox"},
          std::pair{"vmware", "VMware"}, std::pair{"bhyve", "bhyve"}})
        for (const Profile& profile : {Profile::silicon(), Profile::virtualbox()}) {
            const std::string log = probe(profile, 0x100e, std::string{"platform="} + word);
            EXPECT_TRUE(says(log, std::string{"), "} + name + " by devarg, registers at ")) << profile.name << log;
        }
}

/// QEMU's RCTL is written once, at the probe; silicon's at each start.
TEST_F(Platform, DecidesHowTheDeviceIsDriven)
{
    probe(Profile::qemu(), 0x100e, "platform=silicon");
    slot.bar.reset_counts();
    ASSERT_EQ(start(), 0);
    EXPECT_NE(slot.bar.writes_of(reg::RCTL), 0u);
    probe(Profile::qemu(), 0x100e);
    slot.bar.reset_counts();
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
    expect_traffic();
}

TEST_F(Platform, CostsNoRegisterAccessToFind)
{
    for (const Profile& profile : {Profile::silicon(), Profile::virtualbox()}) {
        std::uint64_t accesses[2]{};
        for (const bool told : {false, true}) {
            if (bed.port() >= 0) {
                ASSERT_EQ(bed.remove(), 0);
            }
            slot.bar.reset_counts();
            probe(profile, 0x100e, told ? std::string{"platform="} + std::string{profile.name} : "");
            accesses[told ? 1 : 0] = slot.bar.reads() + slot.bar.writes();
        }
        EXPECT_EQ(accesses[0], accesses[1]) << profile.name;
    }
}

}  // namespace

}  // namespace test
