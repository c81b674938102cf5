// SPDX-License-Identifier: BSD-3-Clause
// Where a port learns its address: by the pins of the EEPROM where there is no EERD, and of an EEPROM that two ports
// share.
#include <array>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

/// The tests probe by themselves.
class EepromOf : public Driver {
protected:
    void SetUp() override {}
    [[nodiscard]] int probe()
    {
        const int outcome = bed.probe();
        if (outcome == 0)
            port = static_cast<std::uint16_t>(bed.port());
        return outcome;
    }
    void set_firmware_mac(const Mac& address, bool valid = true)
    {
        model.stored(reg::RA) = static_cast<std::uint32_t>(address[0] | address[1] << 8 | address[2] << 16) |
                                std::uint32_t{address[3]} << 24;
        model.stored(reg::RA + 4) = static_cast<std::uint32_t>(address[4] | address[5] << 8) | (valid ? bit(31) : 0);
    }

    static constexpr Mac another{0x02, 0, 0, 0, 0, 0x77};
};

TEST_F(EepromOf, BhyveIsReadThoughReceiveAddress0IsNotValid)
{
    model.power_on(Profile::bhyve(), 0x100f);
    set_firmware_mac({}, false);
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(mac(), model.eeprom().mac());
}

/// A process that was killed while its port had been given another leaves that one there.
TEST_F(EepromOf, BhyveIsReadThoughReceiveAddress0HoldsAnother)
{
    model.power_on(Profile::bhyve(), 0x100f);
    set_firmware_mac(another);
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(mac(), model.eeprom().mac());
}

TEST_F(EepromOf, BhyveIsNotNeededWhereReceiveAddress0IsValid)
{
    model.power_on(Profile::bhyve(), 0x100f);
    set_firmware_mac(another);
    model.faults().eecd_never_granted = true;
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(mac(), another);
}

TEST_F(EepromOf, AChipWhoseEerdDoesNotAnswerIsReadByItsPins)
{
    for (const std::uint16_t id : std::array<std::uint16_t, 5>{0x100e, 0x100f, 0x1013, 0x1076, 0x1077}) {
        model.power_on(Profile::silicon(), id);
        set_firmware_mac({}, false);
        model.faults().eerd_never_done = true;
        ASSERT_EQ(probe(), 0) << std::hex << id;
        EXPECT_EQ(mac(), model.eeprom().mac()) << std::hex << id;
        ASSERT_EQ(bed.remove(), 0);
    }
}

TEST_F(EepromOf, TwoPortsGivesTheSecondAnAddressOfItsOwn)
{
    for (const std::uint16_t id : std::array<std::uint16_t, 2>{0x1010, 0x1079}) {
        model.power_on(Profile::silicon(), id);
        Mac second = model.eeprom().mac();
        second.back() ^= 1;
        model.be_second_port();
        ASSERT_EQ(probe(), 0) << std::hex << id;
        EXPECT_EQ(mac(), second) << std::hex << id;
        ASSERT_EQ(bed.remove(), 0);
    }
}

}  // namespace

}  // namespace test
