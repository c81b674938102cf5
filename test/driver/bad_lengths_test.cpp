// SPDX-License-Identifier: BSD-3-Clause
// Frames that are too short or too long: registers that count them overlap.
#include "driver.hpp"

namespace test {

namespace {

using namespace model;

using BadLengths = Driver;

// Silicon counts each of them in two registers of length errors, and long damaged ones in a third.
TEST_F(BadLengths, CountOnceEach)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.receive(frame(40)), Delivery::runt);
    EXPECT_EQ(stats().ierrors, 1u) << "too short";
    EXPECT_EQ(model.receive(frame(40), true), Delivery::runt);
    EXPECT_EQ(stats().ierrors, 2u) << "too short and damaged";
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1400), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(model.receive(frame(1519)), Delivery::oversize);
    EXPECT_EQ(stats().ierrors, 3u) << "too long";
    EXPECT_EQ(model.receive(frame(1519), true), Delivery::oversize);
    EXPECT_EQ(stats().ierrors, 4u) << "too long and damaged";
}

/// QEMU 2.5 to 4.0 counts the frames that it pads as too short.
class BadLengthsOnOldQemu : public Driver {
protected:
    static Profile old_qemu()
    {
        Profile p = Profile::qemu();
        p.counts_padded = true;
        return p;
    }
    BadLengthsOnOldQemu() : Driver(old_qemu()) {}
};

TEST_F(BadLengthsOnOldQemu, AreNoErrorsWhereFramesArrivePadded)
{
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 5; ++i) {
        EXPECT_EQ(model.receive(frame(42)), Delivery::delivered);
        EXPECT_EQ(receive_all().size(), 1u);
    }
    EXPECT_EQ(model.statistics().peek(counter::RUC), 5u);
    EXPECT_EQ(stats().ipackets, 5u);
    EXPECT_EQ(stats().ierrors, 0u);
}

}  // namespace

}  // namespace test
