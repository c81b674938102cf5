// SPDX-License-Identifier: BSD-3-Clause
// The same ring through every row of the table of bursts: what the rows have in common, they do alike.
#include <random>

#include "rig.hpp"

namespace test {

namespace {

using e1k::hw::RxDesc;

/// What a device, honest or not, may leave in a descriptor.
class AnyWriteback {
public:
    explicit AnyWriteback(unsigned seed) : random_(seed) {}

    std::uint64_t operator()()
    {
        const auto below = [this](unsigned n) { return std::uniform_int_distribution<unsigned>{0, n - 1}(random_); };
        const std::uint64_t noise = std::uint64_t{random_()} << 48 | std::uint64_t{below(256)} << 32 |
                                    (below(8) == 0 ? std::uint64_t{below(256)} << 40 : 0) |
                                    std::uint64_t{below(65536)} << 16;
        switch (below(8)) {
        case 0:
            return RxDesc::DD | RxRig::buffer_size | (noise & ~RxDesc::EOP);
        case 1:
            return RxDesc::DD | noise | below(18);
        case 2:
            return RxDesc::DD | noise | (RxRig::buffer_size + below(4) - 2);
        case 3:
            return RxDesc::DD | noise | below(65536);
        default:
            return RxDesc::DD | RxDesc::EOP | noise | (14 + below(RxRig::buffer_size - 13));
        }
    }

private:
    std::mt19937 random_;
};

void expect_alike(const rte_mbuf* a, const rte_mbuf* b)
{
    for (; a != nullptr && b != nullptr; a = a->next, b = b->next) {
        EXPECT_EQ(a->data_off, b->data_off);
        EXPECT_EQ(a->refcnt, b->refcnt);
        EXPECT_EQ(a->nb_segs, b->nb_segs);
        EXPECT_EQ(a->port, b->port);
        EXPECT_EQ(a->ol_flags, b->ol_flags);
        EXPECT_EQ(a->packet_type, b->packet_type);
        EXPECT_EQ(a->pkt_len, b->pkt_len);
        EXPECT_EQ(a->data_len, b->data_len);
        EXPECT_EQ(a->vlan_tci, b->vlan_tci);
        EXPECT_EQ(a->hash.rss, b->hash.rss);
    }
    EXPECT_EQ(a, b) << "one has more segments";
}

void expect_alike(const e1k::RxCounters& a, const e1k::RxCounters& b)
{
    for (const auto member : e1k::counter_members<e1k::RxCounters>)
        EXPECT_EQ(a.*member.value, b.*member.value);
}

void give_back(const std::vector<rte_mbuf*>& frames)
{
    for (rte_mbuf* frame : frames)
        rte_pktmbuf_free(frame);
}

class EveryRow : public testing::TestWithParam<std::size_t> {
protected:
    [[nodiscard]] static const e1k::Path& row() { return e1k::rx_paths[GetParam()]; }
    static rte_mempool* pool()
    {
        static rte_mempool* const made = make_pool(RxRig::buffer_size);
        return made;
    }
};

TEST_P(EveryRow, DeliversAnyRingAsThePlainOneDoesWhereNothingIsAskedFor)
{
    for (unsigned seed = 0; seed < 200; ++seed) {
        RxRig plain{e1k::rx_paths[0], pool(), seed % 2 == 0 ? 256u : 1000u};
        RxRig other{row(), pool(), seed % 2 == 0 ? 256u : 1000u};
        AnyWriteback next{seed};
        for (unsigned turn = 0; turn < 12; ++turn) {
            for (unsigned n = 0; n < 7 + seed % 13; ++n) {
                const std::uint64_t writeback = next();
                plain.lay_down(writeback);
                other.lay_down(writeback);
            }
            const auto a = plain.burst(), b = other.burst();
            EXPECT_EQ(a.size(), b.size());
            for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
                expect_alike(a[i], b[i]);
            expect_alike(plain.queue().counters, other.queue().counters);
            give_back(a);
            give_back(b);
            ASSERT_FALSE(HasFailure()) << "seed " << seed << ", turn " << turn;
        }
    }
}

/// A data room that is no power of two: hardware fills 256 bytes of it, and a frame that it would hold comes in two.
TEST_P(EveryRow, BringsIntoOneMbufWhatItHolds)
{
    constexpr std::uint16_t room = 300;
    static rte_mempool* const larger = make_pool(room);
    const unsigned free_at_start = rte_mempool_avail_count(larger);
    for (const std::uint8_t crc : {std::uint8_t{0}, std::uint8_t{4}}) {
        if (crc != 0 && GetParam() == 0)  // the row that knows none
            continue;
        RxRig rig{row(), larger, 1000, {.keeps_crc = crc != 0 ? 1u : 0u}};
        for (std::size_t length = 250; length < 320; ++length) {
            Frame sent(length + crc);
            for (std::size_t i = 0; i < sent.size(); ++i)
                sent[i] = static_cast<std::uint8_t>(i * 7 + length);
            rig.lay_down_frame(sent);
            const auto got = rig.burst();
            ASSERT_EQ(got.size(), 1u) << length;
            EXPECT_EQ(got.front()->nb_segs, length <= room ? 1 : 2) << length;
            EXPECT_EQ(bytes_of(got.front()), Frame(sent.begin(), sent.end() - crc)) << length;
            const char* reason = nullptr;
            EXPECT_EQ(rte_mbuf_check(got.front(), 1, &reason), 0) << reason;
            give_back(got);
        }
    }
    EXPECT_EQ(rte_mempool_avail_count(larger), free_at_start);
}

INSTANTIATE_TEST_SUITE_P(Table, EveryRow, testing::Range<std::size_t>(0, e1k::rx_paths.size()),
                         [](const auto& row) { return std::to_string(row.param); });

}  // namespace

}  // namespace test
