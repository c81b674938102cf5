// SPDX-License-Identifier: BSD-3-Clause
#include "hw/ring.hpp"

#include "rig.hpp"

namespace test {

namespace {

class RingOf : public testing::TestWithParam<std::uint16_t> {
protected:
    const std::uint16_t size = GetParam();
};

TEST_P(RingOf, AdvancesByOneThroughEveryEntryAndBack)
{
    std::uint16_t at = 0;
    for (std::uint16_t i = 0; i < size; ++i, at = hw::advance(at, 1, size))
        ASSERT_EQ(at, i);
    EXPECT_EQ(at, 0);
}

TEST_P(RingOf, AdvancesByItsSizeToWhereItWas)
{
    for (const std::uint16_t from : {std::uint16_t{0}, std::uint16_t(size / 2), std::uint16_t(size - 1)})
        EXPECT_EQ(hw::advance(from, size, size), from);
}

TEST_P(RingOf, GoesBackOneByAdvancingSizeLessOne)
{
    EXPECT_EQ(hw::advance(0, size - 1u, size), size - 1);
    EXPECT_EQ(hw::advance(1, size - 1u, size), 0);
}

TEST_P(RingOf, HasTheDistanceThatWasAdvanced)
{
    for (std::uint16_t from = 0; from < size; from = static_cast<std::uint16_t>(from + 7))
        for (std::uint16_t n = 0; n < size; n = static_cast<std::uint16_t>(n + 5))
            ASSERT_EQ(hw::distance(from, hw::advance(from, n, size), size), n) << from << " + " << n;
}

INSTANTIATE_TEST_SUITE_P(Size, RingOf, testing::Values(32, 40, 1000, 1024, 4088, 4096));

}  // namespace

}  // namespace test
