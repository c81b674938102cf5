// SPDX-License-Identifier: BSD-3-Clause
// Further MAC addresses of a port, and the groups that it joins.
#include <algorithm>
#include <string_view>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

struct Addresses : Driver {
    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
    }
    [[nodiscard]] static rte_ether_addr address(const Mac& mac)
    {
        rte_ether_addr out{};
        std::copy(mac.begin(), mac.end(), out.addr_bytes);
        return out;
    }
    [[nodiscard]] static Mac station(unsigned number)
    {
        return {0x02, 0, 0, 0, 0x10, static_cast<std::uint8_t>(number)};
    }
    [[nodiscard]] static Mac group(unsigned number) { return {0x01, 0, 0x5e, 0, 0, static_cast<std::uint8_t>(number)}; }

    [[nodiscard]] int add(const Mac& mac, std::uint32_t pool_number = 0)
    {
        rte_ether_addr out = address(mac);
        return rte_eth_dev_mac_addr_add(port, &out, pool_number);
    }
    [[nodiscard]] int remove(const Mac& mac)
    {
        rte_ether_addr out = address(mac);
        return rte_eth_dev_mac_addr_remove(port, &out);
    }
    [[nodiscard]] int join(const std::vector<Mac>& groups)
    {
        std::vector<rte_ether_addr> list;
        list.reserve(groups.size());
        for (const Mac& each : groups)
            list.push_back(address(each));
        return rte_eth_dev_set_mc_addr_list(port, list.data(), static_cast<std::uint32_t>(list.size()));
    }

    void expect_passes(const Mac& destination) { expect_received(to(destination)); }
    void expect_filtered(const Mac& destination) { EXPECT_EQ(model.receive(to(destination)), Delivery::filtered); }
    [[nodiscard]] Frame to(const Mac& destination) const
    {
        Frame out = frame();
        std::copy(destination.begin(), destination.end(), out.begin());
        return out;
    }
    void restart()
    {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
    }
};

TEST_F(Addresses, AddedAreLetInBesideTheFirst)
{
    ASSERT_EQ(add(station(1)), 0);
    expect_passes(station(1));
    expect_passes(mac());
    expect_filtered(station(2));
}

TEST_F(Addresses, RemovedAreKeptOut)
{
    ASSERT_EQ(add(station(1)), 0);
    ASSERT_EQ(add(station(2)), 0);
    ASSERT_EQ(remove(station(1)), 0);
    expect_filtered(station(1));
    expect_passes(station(2));
    expect_passes(mac());
}

TEST_F(Addresses, AreFourteenBesideTheFirst)
{
    for (unsigned i = 1; i <= 14; ++i)
        ASSERT_EQ(add(station(i)), 0) << i;
    EXPECT_EQ(add(station(15)), -ENOSPC);
    for (unsigned i = 1; i <= 14; ++i)
        expect_passes(station(i));
    expect_filtered(station(15));
    ASSERT_EQ(remove(station(7)), 0);
    ASSERT_EQ(add(station(15)), 0);
    expect_passes(station(15));
}

TEST_F(Addresses, StayThroughARestart)
{
    ASSERT_EQ(add(station(1)), 0);
    ASSERT_EQ(add(station(2)), 0);
    ASSERT_EQ(remove(station(1)), 0);
    restart();
    expect_passes(station(2));
    expect_passes(mac());
    expect_filtered(station(1));
}

TEST_F(Addresses, ChangedWhileStoppedHoldFromTheStart)
{
    ASSERT_EQ(add(station(1)), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(remove(station(1)), 0);
    ASSERT_EQ(add(station(2)), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_filtered(station(1));
    expect_passes(station(2));
}

/// ethdev adds them again when the driver's start is through: that is too late for the first frames.
TEST_F(Addresses, AreInPlaceWhenTheReceiverIsEnabled)
{
    ASSERT_EQ(add(station(1)), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    static std::uint32_t found;
    found = 0;
    const auto look = [](void*, const char* text, std::size_t size) {
        if (std::string_view{text, size}.find("started") != std::string_view::npos)
            found = Bed::the().model().stored(reg::RA + 12);
        return static_cast<ssize_t>(size);
    };
    FILE* log = fopencookie(nullptr, "w", {.read = nullptr, .write = look, .seek = nullptr, .close = nullptr});
    setvbuf(log, nullptr, _IONBF, 0);
    rte_openlog_stream(log);
    rte_log_set_level_pattern("pmd.net.e1k.init", RTE_LOG_DEBUG);
    EXPECT_EQ(rte_eth_dev_start(port), 0);
    rte_log_set_level_pattern("pmd.net.e1k.init", RTE_LOG_NOTICE);
    rte_openlog_stream(nullptr);
    fclose(log);
    EXPECT_EQ(found, bit(31) | 0x0110u);
}

TEST_F(Addresses, LeaveNothingInTheDeviceWhenThePortIsStopped)
{
    ASSERT_EQ(add(station(1)), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(model.stored(reg::RA + 8) | model.stored(reg::RA + 12), 0u);
}

TEST_F(Addresses, OfAnotherPoolAreRefused)
{
    EXPECT_EQ(add(station(1), 1), -EINVAL);
    expect_filtered(station(1));
}

TEST_F(Addresses, AddedTwiceAreOne)
{
    ASSERT_EQ(add(station(1)), 0);
    ASSERT_EQ(add(station(1)), 0);
    ASSERT_EQ(remove(station(1)), 0);
    expect_filtered(station(1));
}

using Groups = Addresses;

TEST_F(Groups, LeftWhileThePortIsStoppedAreNotLetInByTheNextStart)
{
    ASSERT_EQ(join({group(1)}), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(join({}), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_filtered(group(1));
}

TEST_F(Groups, OfTheListAreLetIn)
{
    ASSERT_EQ(join({group(1), group(2)}), 0);
    expect_passes(group(1));
    expect_passes(group(2));
    expect_passes(mac());
    expect_filtered({0x01, 0, 0x5e, 0, 0x10, 1});
    expect_filtered({0x33, 0x33, 0, 0, 0, 3});
}

TEST_F(Groups, OfEveryHashAreLetInAlone)
{
    for (unsigned bit_of_hash = 0; bit_of_hash < 12; ++bit_of_hash) {
        const unsigned hash = 1u << bit_of_hash;  // address bits 47:36
        const Mac one{0x01, 0, 0x5e, 0, static_cast<std::uint8_t>(hash << 4), static_cast<std::uint8_t>(hash >> 4)};
        ASSERT_EQ(join({one}), 0);
        expect_passes(one);
        unsigned bits = 0;
        for (std::uint32_t at = 0; at < 0x200; at += 4)
            bits += static_cast<unsigned>(__builtin_popcount(model.stored(reg::MTA + at)));
        EXPECT_EQ(bits, 1u);
        EXPECT_EQ(model.stored(reg::MTA + 4 * (hash / 32)), 1u << hash % 32);
    }
}

TEST_F(Groups, NoLongerOfTheListAreKeptOut)
{
    ASSERT_EQ(join({group(0x10), group(0x20)}), 0);
    ASSERT_EQ(join({group(0x20), group(0x30)}), 0);
    expect_filtered(group(0x10));
    expect_passes(group(0x20));
    expect_passes(group(0x30));
    ASSERT_EQ(join({}), 0);
    expect_filtered(group(0x20));
}

TEST_F(Groups, StayThroughARestart)
{
    ASSERT_EQ(join({group(1)}), 0);
    restart();
    expect_passes(group(1));
    expect_filtered({0x01, 0, 0x5e, 0, 0x10, 1});
}

TEST_F(Groups, JoinedWhileStoppedHoldFromTheStart)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(join({group(1)}), 0);
    EXPECT_EQ(model.stored(reg::MTA + 4u), 0u);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_passes(group(1));
}

TEST_F(Groups, StayWhenAllMulticastAndPromiscuousEnd)
{
    ASSERT_EQ(join({group(1)}), 0);
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    ASSERT_EQ(rte_eth_allmulticast_disable(port), 0);
    expect_passes(group(1));
    expect_filtered({0x01, 0, 0x5e, 0, 0x10, 1});
}

TEST_F(Groups, ThatAreNoneAreRefusedAndTheListStays)
{
    ASSERT_EQ(join({group(1)}), 0);
    const Log log;
    EXPECT_EQ(join({group(0x20), station(0xab)}), -EINVAL);
    EXPECT_TRUE(log.has("02:00:00:00:10:ab is no multicast address")) << log.text();
    expect_passes(group(1));
    expect_filtered(group(0x20));
}

TEST_F(Groups, CostNoFrameThatIsOnItsWay)
{
    for (int i = 0; i < 40; ++i) {
        ASSERT_EQ(model.receive(to(mac())), Delivery::delivered);
        ASSERT_EQ(join({group(static_cast<unsigned>(i))}), 0);
    }
    EXPECT_EQ(receive_all().size(), 40u);
}

class AddressesOn : public OnEveryProfile {};

TEST_P(AddressesOn, AndGroupsAreLetIn)
{
    ASSERT_EQ(start(), 0);
    rte_ether_addr second{{0x02, 0, 0, 0, 0, 0x22}}, joined{{0x01, 0, 0x5e, 1, 2, 3}};
    ASSERT_EQ(rte_eth_dev_mac_addr_add(port, &second, 0), 0);
    ASSERT_EQ(rte_eth_dev_set_mc_addr_list(port, &joined, 1), 0);
    for (const rte_ether_addr& each : {second, joined}) {
        Frame to_it = frame();
        std::copy(std::begin(each.addr_bytes), std::end(each.addr_bytes), to_it.begin());
        expect_received(to_it);
    }
}

INSTANTIATE_TEST_SUITE_P(Profile, AddressesOn, all_profiles, profile_name);

}  // namespace

}  // namespace test
