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

/// QEMU since 8.1 lets short frames in as they are; since 10.1 its count of those that are too long reads zero.
struct BadLengthsOnNewQemu : Driver {
    BadLengthsOnNewQemu() : Driver(Profile::qemu_10_1()) {}
};

TEST_F(BadLengthsOnNewQemu, ComeInAsTheyAreIfTheyHaveAHeader)
{
    ASSERT_EQ(start(), 0);
    for (const std::size_t size : {14u, 15u, 17u, 42u, 59u}) {
        EXPECT_EQ(model.receive(frame(size)), Delivery::delivered) << size;
        EXPECT_EQ(receive_all(), Frames{frame(size)});
    }
    EXPECT_EQ(stats().ipackets, 5u);
    EXPECT_EQ(stats().ibytes, 14u + 15u + 17u + 42u + 59u);
    EXPECT_EQ(stats().ierrors, 0u);
}

TEST_F(BadLengthsOnNewQemu, AreErrorsIfTheyHaveNone)
{
    ASSERT_EQ(start(), 0);
    for (const std::size_t size : {6u, 13u}) {
        Frame part = frame();
        part.resize(size);
        EXPECT_EQ(model.receive(part), Delivery::delivered) << size;
        EXPECT_TRUE(receive_all().empty());
    }
    EXPECT_EQ(stats().ipackets, 0u);
    EXPECT_EQ(stats().ierrors, 2u);
}

TEST_F(BadLengthsOnNewQemu, AreNotToldOfIfTheyAreTooLong)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.receive(frame(16'381)), Delivery::oversize);  // with the FCS, more than RCTL.LPE lets in
    EXPECT_EQ(model.statistics().peek(counter::ROC), 1u);
    EXPECT_EQ(stats().ierrors, 0u);
}

}  // namespace

}  // namespace test
