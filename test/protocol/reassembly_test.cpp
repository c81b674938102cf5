// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/host/reassembly.hpp"
#include "frames.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

using namespace responder;

namespace {

class Fragments : public testing::Test {
protected:
    void SetUp() override
    {
        released.clear();
        next_handle = 0;
    }

    /// @return pieces of the datagram if it is whole now
    std::size_t add(std::uint32_t offset, std::uint32_t length, bool more, std::uint32_t id = 1, std::uint64_t now = 0)
    {
        Fragment fragment{.key = {.id = id}, .offset = offset, .length = length, .more = more};
        const auto pieces = table.add(fragment, handle(++next_handle), now);
        for (std::size_t i = 1; i < pieces.size(); i++)
            EXPECT_EQ(pieces[i].offset, pieces[i - 1].offset + pieces[i - 1].length);
        return pieces.size();
    }
    static void* handle(std::uintptr_t number) { return reinterpret_cast<void*>(number); }
    [[nodiscard]] std::uint64_t counted(Event event) const { return counters.get(event); }

    static inline std::multiset<void*> released;
    static inline std::uintptr_t next_handle;
    Counters counters;
    Reassembly table{200, [](void* h) { released.insert(h); }, counters};
};

}  // namespace

TEST_F(Fragments, Rfc791DatagramIsWholeInEveryOrder)
{
    std::array<int, 4> order{0, 1, 2, 3};
    do {
        std::size_t pieces = 0;
        for (const int i : order) {
            EXPECT_EQ(pieces, 0u);
            pieces = add(static_cast<std::uint32_t>(i) * 8, i == 3 ? 5 : 8, i != 3);
        }
        EXPECT_EQ(pieces, 4u);
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(table.held(), 0u);
    EXPECT_TRUE(released.empty());
}

TEST_F(Fragments, LargestDatagramOnEthernetIsPutTogether)
{
    constexpr std::uint32_t total = 65515;
    std::size_t pieces = 0;
    for (std::uint32_t offset = 0; offset < total; offset += 1480)
        pieces = add(offset, std::min(1480u, total - offset), offset + 1480 < total);
    EXPECT_EQ(pieces, 45u);
}

TEST_F(Fragments, DatagramsAreToldApartByAllOfTheirKey)
{
    EXPECT_EQ(add(0, 8, true, 1), 0u);
    EXPECT_EQ(add(8, 8, false, 2), 0u);
    for (auto key : {FragmentKey{.id = 1, .vlan = 7}, FragmentKey{.id = 1, .protocol = 17},
                     FragmentKey{.source = all_nodes, .id = 1}, FragmentKey{.destination = all_nodes, .id = 1}})
        EXPECT_TRUE(table.add({.key = key, .offset = 8, .length = 8}, handle(++next_handle), 0).empty());
    EXPECT_EQ(add(8, 8, false, 1), 2u);
}

TEST_F(Fragments, Rfc791ImpossibleFragmentsAreDropped)
{
    EXPECT_EQ(add(0, 0, true), 0u);
    EXPECT_EQ(add(0, 9, true), 0u);
    EXPECT_EQ(add(65528, 8, false), 0u);
    EXPECT_EQ(counted(Event::fragment_malformed), 3u);
    EXPECT_EQ(released.size(), 3u);
}

TEST_F(Fragments, Rfc8200DuplicateIsDroppedAndTheDatagramStillBecomesWhole)
{
    EXPECT_EQ(add(0, 8, true), 0u);
    EXPECT_EQ(add(0, 8, true), 0u);
    EXPECT_EQ(counted(Event::fragment_duplicate), 1u);
    EXPECT_EQ(released, std::multiset<void*>{handle(2)});
    EXPECT_EQ(add(8, 8, false), 2u);
}

TEST_F(Fragments, Rfc5722OverlapDropsTheDatagramAndWhatStillComesOfIt)
{
    const std::tuple<std::uint32_t, std::uint32_t, bool> overlaps[] = {{8, 8, true},  {0, 24, true}, {16, 8, true},
                                                                       {8, 16, true}, {0, 8, false}, {16, 4, false}};
    std::uint32_t id = 10;
    for (const auto& [offset, length, more] : overlaps) {
        SCOPED_TRACE(offset);
        id++;
        released.clear();
        EXPECT_EQ(add(8, 16, true, id), 0u);
        if (offset == 8 && length == 16)
            EXPECT_EQ(add(0, 16, true, id), 0u);
        else
            EXPECT_EQ(add(offset, length, more, id), 0u);
        EXPECT_EQ(released.size(), 2u);
        EXPECT_EQ(add(0, 8, true, id), 0u);
        EXPECT_EQ(add(24, 8, false, id), 0u);
        EXPECT_EQ(released.size(), 4u);
    }
    EXPECT_EQ(table.held(), 0u);
}

TEST_F(Fragments, DataBehindTheLastFragmentIsAnOverlap)
{
    EXPECT_EQ(add(16, 8, false), 0u);
    EXPECT_EQ(add(24, 8, true), 0u);
    EXPECT_EQ(counted(Event::fragment_overlap), 2u);
}

TEST_F(Fragments, Rfc1122DatagramThatStaysIncompleteIsGivenUpInTime)
{
    EXPECT_EQ(add(0, 8, true, 1, 10 * test::second_ns), 0u);
    table.expire(40 * test::second_ns);
    EXPECT_EQ(table.held(), 1u);
    table.expire(40 * test::second_ns + 1);
    EXPECT_EQ(table.held(), 0u);
    EXPECT_EQ(counted(Event::fragment_timeout), 1u);
    EXPECT_EQ(add(8, 8, false, 1, 41 * test::second_ns), 0u);
}

TEST_F(Fragments, FirstOfALateDatagramIsHandedOutForItsSenderToBeTold)
{
    EXPECT_EQ(add(8, 8, true, 1), 0u);  // without the first
    EXPECT_EQ(add(16, 8, false, 2), 0u);
    EXPECT_EQ(add(0, 8, true, 2), 0u);  // handle 3
    EXPECT_EQ(add(0, 8, true, 3), 0u);  // handle 4
    EXPECT_EQ(add(0, 16, true, 4), 0u);
    EXPECT_EQ(add(8, 16, true, 4), 0u);  // overlaps
    released.clear();
    EXPECT_FALSE(table.take_late(30 * test::second_ns));
    std::set<void*> told;
    while (const auto first = table.take_late(30 * test::second_ns + 1))
        told.insert(first->handle);
    EXPECT_EQ(told, (std::set<void*>{handle(3), handle(4)}));
    EXPECT_EQ(released, (std::multiset<void*>{handle(1), handle(2)}));
    EXPECT_EQ(table.held(), 0u);
    EXPECT_EQ(counted(Event::fragment_timeout), 4u);
}

TEST_F(Fragments, FloodGivesUpTheOldestAndStaysWithinItsLimit)
{
    for (std::uint32_t id = 0; id < 1000; id++) {
        add(0, 8, true, id, id);
        add(16, 8, true, id, id);
        ASSERT_LE(table.held(), 200u);
    }
    EXPECT_EQ(add(8, 8, true, 999, 1000), 0u);
    EXPECT_EQ(add(24, 8, false, 999, 1000), 4u);
    EXPECT_EQ(counted(Event::fragment_full) + table.held() + 4, 2002u);
}

TEST_F(Fragments, OverlapsLeaveEveryPlaceToOthers)
{
    for (std::uint32_t id = 1000; id < 1063; id++) {  // 126 small frames from one station
        add(0, 16, true, id, id);
        add(8, 16, true, id, id);
    }
    for (std::uint32_t id = 0; id < 40; id++)
        EXPECT_EQ(add(0, 8, true, id, 2000 + id), 0u);
    for (std::uint32_t id = 0; id < 40; id++)
        EXPECT_EQ(add(8, 8, false, id, 3000 + id), 2u) << id;
    EXPECT_EQ(counted(Event::fragment_full), 0u);
}

TEST_F(Fragments, OverlapsThatKeepComingTakeNoPlaceFromOthers)
{
    for (std::uint32_t id = 0; id < 60; id++)
        EXPECT_EQ(add(0, 8, true, id, id), 0u);
    for (std::uint32_t id = 1000; id < 2000; id++) {
        add(0, 16, true, id, id);
        add(8, 16, true, id, id);
    }
    for (std::uint32_t id = 0; id < 60; id++)
        EXPECT_EQ(add(8, 8, false, id, 3000), 2u) << id;
}

TEST_F(Fragments, OfWhatHardlyGetsAnAnswerTakeNoPlaceFromOthers)
{
    const auto unanswerable = [&](std::uint32_t id, std::uint64_t now) {
        EXPECT_TRUE(
            table.add({.key = {.id = id}, .offset = 8, .length = 8, .answerable = false}, handle(++next_handle), now)
                .empty());
    };
    for (std::uint32_t id = 1000; id < 1064; id++)
        unanswerable(id, id);
    for (std::uint32_t id = 0; id < 64; id++)
        EXPECT_EQ(add(0, 8, true, id, 2000 + id), 0u);
    EXPECT_EQ(counted(Event::fragment_full), 64u);
    for (std::uint32_t id = 2000; id < 2100; id++)
        unanswerable(id, 2000 + id);
    EXPECT_EQ(counted(Event::fragment_full), 164u);
    for (std::uint32_t id = 0; id < 64; id++)
        EXPECT_EQ(add(8, 8, false, id, 5000), 2u) << id;
}

TEST_F(Fragments, OneThatIsAnswerableMakesItsDatagramSo)
{
    EXPECT_TRUE(table
                    .add({.key = {.id = 1}, .offset = 8, .length = 8, .more = true, .answerable = false},
                         handle(++next_handle), 0)
                    .empty());
    EXPECT_EQ(add(16, 8, false, 1), 0u);
    for (std::uint32_t id = 1000; id < 1064; id++)
        EXPECT_EQ(add(0, 8, true, id, 1), 0u);  // the oldest goes, of equals
    EXPECT_EQ(counted(Event::fragment_full), 2u);
}

TEST_F(Fragments, LimitIsOneOfBuffers)
{
    for (std::uint32_t id = 0; id < 60; id++) {
        const Fragment fragment{.key = {.id = id}, .length = 8000, .buffers = 5, .more = true};
        EXPECT_TRUE(table.add(fragment, handle(++next_handle), id).empty());
        ASSERT_LE(table.held(), 200u);
    }
    EXPECT_EQ(table.held(), 200u);
    EXPECT_EQ(counted(Event::fragment_full), 20u);
    table.expire(60 * test::second_ns);
    EXPECT_EQ(table.held(), 0u);
}

TEST_F(Fragments, MoreFragmentsThanADatagramMayHaveAreGivenUp)
{
    for (std::uint32_t i = 0; i < 130; i++)
        EXPECT_EQ(add(i * 8, 8, true), 0u);
    EXPECT_EQ(table.held(), 0u);
    EXPECT_EQ(released.size(), 130u);
}

TEST_F(Fragments, NothingIsEverLostOrReleasedTwice)
{
    std::mt19937 engine(1);
    const auto random = [&] { return static_cast<std::uint32_t>(engine()); };
    std::multiset<void*> given, taken;
    for (unsigned i = 0; i < 20000; i++) {
        const Fragment fragment{.key = {.id = random() % 80},
                                .offset = random() % 6 * 8,
                                .length = random() % 3 * 8,
                                .more = random() % 4 != 0};
        given.insert(handle(++next_handle));
        for (const auto& piece : table.add(fragment, handle(next_handle), i * test::second_ns / 100))
            taken.insert(piece.handle);
    }
    table.clear();
    taken.insert(released.begin(), released.end());
    EXPECT_EQ(given, taken);
}
