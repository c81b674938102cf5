// SPDX-License-Identifier: BSD-3-Clause
// The address that the device came with, whatever the port was told to be: receive address 0 is all that the next
// driver has to learn it by, where no EEPROM answers.
#include <algorithm>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr Mac given{0x02, 0, 0, 0, 0, 0x55};

/// Calls by their letters: a set the address, c configure and set up, S start, s stop, C close, r reset, D link down,
/// p detach and probe again.
class OwnAddress : public OnEveryProfile {
protected:
    void before_probe() override
    {
        model.faults().eerd_never_done = true;
        model.faults().eecd_never_granted = true;
    }

    void step(char call)
    {
        rte_ether_addr address{};
        std::copy(given.begin(), given.end(), address.addr_bytes);
        switch (call) {
        case 'a':
            return expect_ok(rte_eth_dev_default_mac_addr_set(port, &address));
        case 'c':
            return expect_ok(configure());
        case 'S':
            expect_ok(rte_eth_dev_start(port));
            EXPECT_TRUE(wait_link());
            return;
        case 's':
            return expect_ok(rte_eth_dev_stop(port));
        case 'C':
            device_ = info().device;
            return expect_ok(rte_eth_dev_close(port));
        case 'r':
            return expect_ok(rte_eth_dev_reset(port));
        case 'D':
            return expect_ok(rte_eth_dev_set_link_down(port));
        case 'p':
            expect_ok(device_ != nullptr ? rte_dev_remove(device_) : bed.remove());
            device_ = nullptr;
            expect_ok(bed.probe());
            port = static_cast<std::uint16_t>(bed.port());
            return;
        default:
            FAIL() << "no call " << call;
        }
    }

private:
    void expect_ok(int outcome) { EXPECT_EQ(outcome, 0); }
    rte_device* device_ = nullptr;
};

TEST_P(OwnAddress, OutlastsOneThatWasSetInEveryOrder)
{
    const Mac own = mac();
    for (const std::string calls :
         {"ap",    "ar",      "acSr",   "acSsp",    "cap",     "car",       "caCp",   "cSasp",
          "cSasr", "cSap",    "cSar",   "cSasCp",   "cSsap",   "cSsar",     "cSsaCp", "cSsasCp",
          "cSDap", "cSDasCp", "cSDsar", "cSsaSsar", "cSasSar", "cSarcSarp", "arap"}) {
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const ::testing::ScopedTrace where{__FILE__, __LINE__, calls.substr(0, i) + '[' + calls[i] + ']'};
            step(calls[i]);
        }
        ASSERT_EQ(mac(), own) << calls;
        const std::uint64_t in_filter = std::uint64_t{model.stored(reg::RA + 4)} << 32 | model.stored(reg::RA);
        ASSERT_EQ(in_filter, 0x8000'5634'1200'5452u) << calls;
    }
}

TEST_P(OwnAddress, IsTheDevicesUntilAStartThoughAnotherIsSet)
{
    ASSERT_EQ(configure(), 0);
    slot.bar.reset_counts();
    step('a');
    EXPECT_EQ(slot.bar.writes(), 0u);
    EXPECT_EQ(mac(), given);

    step('S');
    expect_traffic();
    step('s');
    EXPECT_EQ(mac(), given) << "as the application sees it";
    step('S');
    expect_traffic();
}

TEST_P(OwnAddress, GivesWayAtOnceWhileThePortRuns)
{
    ASSERT_EQ(start(), 0);
    const Frame before = frame();
    step('a');
    expect_traffic();
    if (model.profile().unicast_filter) {
        EXPECT_EQ(model.receive(before), Delivery::filtered);
    }
}

INSTANTIATE_TEST_SUITE_P(On, OwnAddress, all_profiles, profile_name);

}  // namespace

}  // namespace test
