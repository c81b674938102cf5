// SPDX-License-Identifier: BSD-3-Clause
// A device that is pulled out, as its registers, the bus and the kernel tell: who is told of it, and who is not.
#include <dlfcn.h>
#include <rte_dev.h>

#include <string>

#include "watched.hpp"

namespace test {

namespace {

int uevents_wanted = 0;  // as EAL counts who wants them
bool uevents_refused = false;

[[nodiscard]] int call_eals(const char* name)
{
    return reinterpret_cast<int (*)()>(dlsym(RTLD_NEXT, name))();
}

using Removal = Watched<Driver>;

TEST_F(Removal, OfADeviceThatIsGoneIsToldOnceToWhoAsksForThat)
{
    for (const bool asked : {true, false}) {
        removals = 0;
        conf.intr_conf.rmv = asked;
        ASSERT_EQ(start(), 0);
        model.remove();
        const Log log;
        bed.pass(long_enough);
        EXPECT_EQ(removals, asked ? 1u : 0u);
        EXPECT_EQ(log.count("the device is removed: stop the port and close it"), 1u) << log.text();
        EXPECT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(bed.remove(), 0);
        power_on();
        ASSERT_EQ(bed.probe(), 0);
    }
    EXPECT_EQ(resets, 0u) << "a device that is gone is not to be reset";
}

TEST_F(Removal, ThatTheBusTellsOfIsToldOnceInWhateverStateThePortIs)
{
    conf.intr_conf.rmv = 1;
    const std::string device = model.identity().address;
    ASSERT_EQ(configure(), 0);
    rte_dev_event_callback_process("0000:00:1f.0", RTE_DEV_EVENT_REMOVE);
    rte_dev_event_callback_process(device.c_str(), RTE_DEV_EVENT_ADD);
    expect_well_for(long_enough);
    rte_dev_event_callback_process(device.c_str(), RTE_DEV_EVENT_REMOVE);
    rte_dev_event_callback_process(device.c_str(), RTE_DEV_EVENT_REMOVE);
    bed.pass(second);
    EXPECT_EQ(removals, 1u);
    rte_dev_event_callback_process(device.c_str(), RTE_DEV_EVENT_REMOVE);  // as vfio-pci asks again and again
    bed.pass(second);
    EXPECT_EQ(removals, 1u);

    ASSERT_EQ(rte_eth_dev_reset(port), 0) << "so it is there";
    rte_dev_event_callback_process(device.c_str(), RTE_DEV_EVENT_REMOVE);
    bed.pass(second);
    EXPECT_EQ(removals, 2u);

    ASSERT_EQ(bed.remove(), 0);
    ASSERT_EQ(bed.probe(), 0);
    ASSERT_EQ(start(), 0);
    when_told = [this] { EXPECT_EQ(bed.remove(), 0); };
    rte_dev_event_callback_process(device.c_str(), RTE_DEV_EVENT_REMOVE);
    bed.pass(second);
    EXPECT_EQ(removals, 3u);
    EXPECT_EQ(bed.port(), -1);
    rte_dev_event_callback_process(device.c_str(), RTE_DEV_EVENT_REMOVE);  // of a port that is not there any more
    bed.pass(second);
    EXPECT_EQ(removals, 3u);
}

TEST_F(Removal, IsNotToldOfAPortThatGoesMeanwhile)
{
    conf.intr_conf.rmv = 1;
    ASSERT_EQ(start(), 0);
    rte_dev_event_callback_process(model.identity().address.c_str(), RTE_DEV_EVENT_REMOVE);
    ASSERT_EQ(bed.remove(), 0);
    bed.pass(second);
    EXPECT_EQ(removals, 0u);
}

TEST_F(Removal, MayBeAnsweredByTheCallback)
{
    conf.intr_conf.rmv = 1;
    ASSERT_EQ(start(), 0);
    when_told = [this] { EXPECT_EQ(bed.remove(), 0); };
    model.remove();
    bed.pass(long_enough);
    EXPECT_EQ(removals, 1u);
    EXPECT_EQ(bed.port(), -1);
    EXPECT_EQ(pool.available(), pool.size());
}

/// ethdev takes the port for running, and the application knows what to do: what it cannot know is told.
TEST_F(Removal, IsToldAfterAStopThatFailed)
{
    for (const bool stopped_in_the_end : {true, false}) {
        conf.intr_conf.rmv = 1;
        ASSERT_EQ(start(), 0);
        model.faults().reset_never_ends = true;
        for (int i = 0; i < 2; ++i) {
            EXPECT_EQ(rte_eth_dev_stop(port), -ETIMEDOUT);
            EXPECT_EQ(health(), "to be reset");
            EXPECT_EQ(rte_eth_dev_reset(port), -EAGAIN);
            EXPECT_NE(bed.remove(), 0);
            expect_well_for(long_enough);
        }
        if (!stopped_in_the_end)
            break;
        model.faults().reset_never_ends = false;
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(health(), "not watched");
        slot.bar.reset_counts();
        expect_well_for(long_enough);
        EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 0u);
    }
    model.remove();
    bed.pass(2 * second);
    EXPECT_EQ(removals, 1u);
    EXPECT_EQ(resets, 0u);
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

/// The place of the port may be another driver's, whose private data is none of ours.
TEST_F(Removal, IsNotToldOfThePortOfAnotherDriverThatHasTheSameNumber)
{
    conf.intr_conf.rmv = 1;
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(bed.remove(), 0);
    constexpr auto other = "net_null0";
    ASSERT_EQ(rte_eal_hotplug_add("vdev", other, ""), 0);
    std::uint16_t id = 0;
    EXPECT_EQ(rte_eth_dev_get_port_by_name(other, &id), 0);
    EXPECT_EQ(id, port);
    const Log log;
    rte_dev_event_callback_process(other, RTE_DEV_EVENT_REMOVE);
    bed.pass(second);
    EXPECT_EQ(log.text(), "");
    EXPECT_EQ(rte_eal_hotplug_remove("vdev", other), 0);
}

/// What counts is that EAL listens for as long as somebody asks for it, and that nobody takes it away twice.
TEST_F(Removal, IsAskedOfTheKernelFromAStartOnByWhoWantsToBeTold)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(uevents_wanted, 0) << "by nobody";
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.intr_conf.rmv = 1;
    ASSERT_EQ(configure(), 0);
    EXPECT_EQ(uevents_wanted, 0);
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        EXPECT_EQ(uevents_wanted, 1);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(uevents_wanted, 1) << "a stopped port is told, too";
    }
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(uevents_wanted, 0);
    ASSERT_EQ(bed.probe(), 0);
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(uevents_wanted, 0) << "taken away once, for a port that has asked for it";
}

/// vfio-pci asks for the device by an interrupt of its own, which the bus hears.
TEST_F(Removal, IsNotAskedOfTheKernelUnderVfio)
{
    ASSERT_EQ(bed.remove(), 0);
    slot.wiring.vfio = true;
    const int probed = bed.probe();
    slot.wiring = {};
    ASSERT_EQ(probed, 0);
    conf.intr_conf.rmv = 1;
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(uevents_wanted, 0);
    rte_dev_event_callback_process(model.identity().address.c_str(), RTE_DEV_EVENT_REMOVE);
    bed.pass(second);
    EXPECT_EQ(removals, 1u);
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(uevents_wanted, 0);
}

TEST_F(Removal, IsNotAskedOfTheKernelWhereEalCannot)
{
    conf.intr_conf.rmv = 1;
    uevents_refused = true;
    const Log log;
    ASSERT_EQ(start(), 0);
    EXPECT_TRUE(log.has("no uevents: a device that is pulled out is noticed when its registers read so")) << log.text();
    uevents_refused = false;
    EXPECT_EQ(bed.remove(), 0);
    EXPECT_EQ(uevents_wanted, 0);
}

}  // namespace

}  // namespace test

// The driver calls these; they take EAL's place as the test bed's functions do librte_bus_pci's.
extern "C" int rte_dev_event_monitor_start()
{
    using namespace test;
    if (uevents_refused)
        return -1;
    ++uevents_wanted;
    return call_eals(__func__);
}

extern "C" int rte_dev_event_monitor_stop()
{
    --test::uevents_wanted;
    return test::call_eals(__func__);
}
