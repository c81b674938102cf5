// SPDX-License-Identifier: BSD-3-Clause
// Every call there is, in any order, on a device that works: nothing that kills one of those who play the chip, no DMA
// astray, and a port that carries frames afterwards. ANY_ORDER_SEED in the environment makes another order of it.
#include <rte_pmd_e1k.h>

#include "hostile/any_caller.hpp"
#include "support/model/chip.hpp"

namespace test {

namespace {

struct AnyOrder : AnyCaller, ::testing::WithParamInterface<const char*> {
    AnyOrder() : AnyCaller(model::Profile::named(GetParam()), 0x100f) {}
};

TEST_P(AnyOrder, OfTenThousandCallsKillsNobody)
{
    set_up();
    call(10'000);
    expect_done_something();
    expect_sound_port();
}

INSTANTIATE_TEST_SUITE_P(On, AnyOrder,
                         ::testing::Values("silicon", "qemu", "qemu_10_1", "kvm", "virtualbox", "bhyve", "vmware"),
                         [](const auto& profile) { return std::string{profile.param}; });

struct AnyOrderOnChip : AnyCaller, ::testing::WithParamInterface<model::Chip> {
    AnyOrderOnChip() : AnyCaller(model::Profile::silicon(), GetParam().device_id) {}
};

TEST_P(AnyOrderOnChip, LeavesASoundPort)
{
    set_up();
    call(calls_in_a_round());
    expect_sound_port();
}

INSTANTIATE_TEST_SUITE_P(Id, AnyOrderOnChip, ::testing::ValuesIn(model::chips().begin(), model::chips().end()),
                         [](const auto& chip) { return std::to_string(chip.param.device_id); });

}  // namespace

}  // namespace test
