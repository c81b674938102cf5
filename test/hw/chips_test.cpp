// SPDX-License-Identifier: BSD-3-Clause
#include "hw/chips.hpp"

#include "rig.hpp"

namespace test {

namespace {

struct Known {
    std::uint16_t id;
    const char* chip;
};

class KnownChip : public testing::TestWithParam<Known> {};

TEST_P(KnownChip, IsFoundByItsPciId)
{
    const hw::Chip* found = hw::find_chip(GetParam().id);
    ASSERT_NE(found, nullptr);
    EXPECT_STREQ(found->name, GetParam().chip);
}

INSTANTIATE_TEST_SUITE_P(Id, KnownChip,
                         testing::Values(Known{0x100c, "82544GC"}, Known{0x100e, "82540EM"}, Known{0x100f, "82545EM"}),
                         [](const auto& known) { return known.param.chip; });

TEST(UnknownChip, IsNotFound)
{
    for (const unsigned id : {0x0000u, 0x1000u, 0x10d3u, 0x1533u, 0xffffu})
        EXPECT_EQ(hw::find_chip(static_cast<std::uint16_t>(id)), nullptr) << id;
}

}  // namespace

}  // namespace test
