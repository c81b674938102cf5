// SPDX-License-Identifier: BSD-3-Clause
// A port comes up, carries frames both ways and goes, on every 8254x there is.
#include "support/port.hpp"

namespace {

using test::Delivery;
using test::Frames;

struct EveryProfile : test::Port, ::testing::WithParamInterface<std::tuple<const char*, std::uint16_t>> {
    EveryProfile() : test::Port(test::model::Profile::named(std::get<0>(GetParam())), std::get<1>(GetParam())) {}
};

TEST_P(EveryProfile, CarriesFramesBothWays)
{
    ASSERT_EQ(start(), 0);
    const auto message = frame(500);
    ASSERT_EQ(model.receive(message), Delivery::delivered);
    EXPECT_EQ(receive_all(), Frames{message});
    ASSERT_TRUE(send(message));
    EXPECT_EQ(model.sent, (std::deque{message}));
}

INSTANTIATE_TEST_SUITE_P(Seen, EveryProfile,
                         ::testing::Combine(::testing::Values("silicon", "qemu", "qemu_8_1", "qemu_10_1", "kvm",
                                                              "virtualbox", "bhyve", "vmware"),
                                            ::testing::Values(0x100e, 0x100c, 0x100f)),
                         [](const auto& chosen) {
                             return std::string{std::get<0>(chosen.param)} + "_" +
                                    std::to_string(std::get<1>(chosen.param) & 0xff);
                         });

}  // namespace
