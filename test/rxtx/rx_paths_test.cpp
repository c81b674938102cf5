// SPDX-License-Identifier: BSD-3-Clause
// The same ring through every row of the table of bursts: what the rows have in common, they do alike.
#include <algorithm>
#include <array>
#include <cstring>
#include <random>

#include "rig.hpp"
#include "support/processor.hpp"

namespace test {

namespace {

using e1k::hw::RxDesc;

/// What a device, honest or not, may leave in a descriptor: one frame after another that fills a buffer, now and then
/// anything.
class AnyWriteback {
public:
    /// @param often  one of so many is anything
    AnyWriteback(unsigned seed, unsigned often) : random_(seed), often_(often) {}

    std::uint64_t operator()()
    {
        const std::uint64_t status = std::uint64_t{below(65536)} << 48 | std::uint64_t{below(65536)} << 16 |
                                     (std::uint64_t{below(256)} << 32 & ~RxDesc::VP) |
                                     (std::uint64_t{below(4)} * RxDesc::TCPE);
        if (below(often_) != 0)
            return status | RxDesc::DD | RxDesc::EOP | (14 + below(RxRig::buffer_size - 13));
        const std::uint64_t noise =
            status | (below(8) == 0 ? std::uint64_t{below(256)} << 40 : 0) | (below(4) == 0 ? RxDesc::VP : 0);
        switch (below(5)) {
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
    unsigned below(unsigned n) { return std::uniform_int_distribution<unsigned>{0, n - 1}(random_); }

    std::mt19937 random_;
    unsigned often_;
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
        EXPECT_EQ(std::memcmp(rte_pktmbuf_mtod(a, const void*), rte_pktmbuf_mtod(b, const void*), sizeof(unsigned)), 0)
            << "not the buffer that the device has filled";
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
    void SetUp() override
    {
        if (row().simd_bits > 128 && !has_avx2())
            GTEST_SKIP() << "this processor has no AVX2";
    }

    [[nodiscard]] static const e1k::Path& row() { return e1k::rx_paths[GetParam()]; }
    /// Every second one past the lcore's cache.
    static rte_mempool* pool(unsigned seed)
    {
        static rte_mempool *const plain = make_pool(RxRig::buffer_size), *const cached =
                                                                             make_pool(RxRig::buffer_size, 32);
        return seed % 2 == 0 ? plain : cached;
    }

    /// The same ring through @p reference and this row.
    static void expect_alike_through(const e1k::Path& reference, unsigned seed, e1k::RxOffloads asked)
    {
        const std::uint32_t longest = seed / 2 % 2 == 0 ? 256 : 1000;
        RxRig first{reference, pool(seed), longest, asked}, second{row(), pool(seed), longest, asked};
        AnyWriteback next{seed, 1 + seed % 40};
        std::array<std::uint8_t, sizeof(unsigned)> number{};
        for (unsigned turn = 0, laid = 0; turn < 24; ++turn) {
            for (unsigned n = 0; n < 1 + (seed + 5 * turn) % 50; ++n) {
                const std::uint64_t writeback = next();
                std::memcpy(number.data(), &++laid, sizeof laid);
                first.lay_down(writeback, number);
                second.lay_down(writeback, number);
            }
            const auto most = static_cast<std::uint16_t>(seed % 3 == 0 ? 13 : 64);
            for (std::size_t got = most; got == most;) {
                const auto a = first.burst(most), b = second.burst(most);
                got = a.size();
                EXPECT_EQ(a.size(), b.size());
                for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
                    expect_alike(a[i], b[i]);
                expect_alike(first.queue().counters, second.queue().counters);
                give_back(a);
                give_back(b);
                ASSERT_FALSE(HasFailure()) << "seed " << seed << ", turn " << turn;
            }
        }
    }
};

[[nodiscard]] bool tells(const e1k::Path& path)
{
    return (path.offloads & RTE_ETH_RX_OFFLOAD_CHECKSUM) != 0;
}

/// The row that goes through frames one by one, with or without offloads.
const e1k::Path& scalar(bool offloads)
{
    return *std::find_if(e1k::rx_paths.begin(), e1k::rx_paths.end(),
                         [&](const e1k::Path& path) { return path.simd_bits == 0 && tells(path) == offloads; });
}

TEST_P(EveryRow, DeliversAnyRingAsTheScalarOneDoesWhereNothingIsAskedFor)
{
    for (unsigned seed = 0; seed < 300; ++seed)
        ASSERT_NO_FATAL_FAILURE(expect_alike_through(scalar(false), seed, {}));
}

using EveryTellingRow = EveryRow;

TEST_P(EveryTellingRow, TellsOfAnyRingWhatTheScalarOneDoes)
{
    constexpr std::uint16_t ip = RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD,
                            l4 = RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD,
                            vlan = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
    for (unsigned seed = 0; seed < 480; ++seed) {
        const auto flags = (seed & 1 ? ip : 0) | (seed & 2 ? l4 : 0) | (seed & 4 ? vlan : 0);
        ASSERT_NO_FATAL_FAILURE(expect_alike_through(
            scalar(true), seed, {.flags = static_cast<std::uint16_t>(flags), .keeps_crc = seed % 5 == 0 ? 1u : 0u}));
    }
}

/// A data room that is no power of two: hardware fills 256 bytes of it, and a frame that it would hold comes in two.
TEST_P(EveryRow, BringsIntoOneMbufWhatItHolds)
{
    constexpr std::uint16_t room = 300;
    static rte_mempool* const larger = make_pool(room);
    const unsigned free_at_start = rte_mempool_avail_count(larger);
    for (const std::uint8_t crc : {std::uint8_t{0}, std::uint8_t{4}}) {
        if (crc != 0 && (row().offloads & RTE_ETH_RX_OFFLOAD_KEEP_CRC) == 0)
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

std::vector<std::size_t> telling_rows()
{
    std::vector<std::size_t> rows;
    rows.reserve(e1k::rx_paths.size());
    for (std::size_t i = 0; i < e1k::rx_paths.size(); ++i)
        if (tells(e1k::rx_paths[i]))
            rows.push_back(i);
    return rows;
}

constexpr auto by_number = [](const auto& row) { return std::to_string(row.param); };

INSTANTIATE_TEST_SUITE_P(Table, EveryRow, testing::Range<std::size_t>(0, e1k::rx_paths.size()), by_number);
INSTANTIATE_TEST_SUITE_P(Table, EveryTellingRow, testing::ValuesIn(telling_rows()), by_number);

}  // namespace

}  // namespace test
