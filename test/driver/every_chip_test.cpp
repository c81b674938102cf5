// SPDX-License-Identifier: BSD-3-Clause
// The shipped plugin on every chip of the family, as silicon: what differs must not show.
#include "driver.hpp"
#include "support/model/chip.hpp"

namespace test {

namespace {

class EveryChip : public Driver, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    EveryChip() : Driver(model::Profile::silicon(), GetParam()) {}
};

TEST_P(EveryChip, CarriesFramesBothWays)
{
    ASSERT_EQ(start(), 0);
    expect_traffic();
    expect_traffic(1518 - 4);
}

TEST_P(EveryChip, ComesUpAgainAfterAStop)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(EveryChip, TellsTheAddressInItsEeprom)
{
    EXPECT_EQ(mac(), model.eeprom().mac());
}

INSTANTIATE_TEST_SUITE_P(Id, EveryChip, ::testing::ValuesIn([] {
                             std::vector<std::uint16_t> ids;
                             for (const model::Chip& chip : model::chips())
                                 ids.push_back(chip.device_id);
                             return ids;
                         }()),
                         [](const auto& id) { return std::to_string(id.param); });

}  // namespace

}  // namespace test
