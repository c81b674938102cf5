// SPDX-License-Identifier: BSD-3-Clause
// What the burst with offloads makes of a descriptor.
#include "rig.hpp"
#include "support/packets.hpp"

namespace test {

namespace {

using e1k::RxOffloads;
using e1k::hw::RxDesc;

constexpr std::uint16_t checksums =
    RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD | RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD;
constexpr std::uint16_t tag = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;

[[nodiscard]] constexpr std::uint64_t special(std::uint16_t value)
{
    return std::uint64_t{value} << 48;
}

class RxOffload : public testing::Test {
protected:
    void ask(const RxOffloads& what) { rig_ = std::make_unique<RxRig>(e1k::rx_paths.back(), pool(), 1518, what); }

    /// The device has laid down @p frame. @return what comes of it, which lasts as long as the test
    const rte_mbuf& take(std::span<const std::uint8_t> frame, std::uint64_t verdict)
    {
        rig_->lay_down_frame(frame, verdict);
        const auto got = rig_->burst();
        if (got.size() != 1)
            throw std::runtime_error{std::to_string(got.size()) + " frames came of one"};
        got_.push_back(got.front());
        return *got.front();
    }
    RxRig& rig() { return *rig_; }

    ~RxOffload() override
    {
        for (rte_mbuf* frame : got_)
            rte_pktmbuf_free(frame);
    }

private:
    static rte_mempool* pool()
    {
        static rte_mempool* const made = make_pool(RxRig::buffer_size);
        return made;
    }

    std::unique_ptr<RxRig> rig_;
    std::vector<rte_mbuf*> got_;
};

TEST_F(RxOffload, TellsOfEachChecksumWhatTheDeviceFound)
{
    ask({.flags = checksums});
    const Frame frame(100);
    struct Case {
        std::uint64_t bits, flags;
    };
    for (const Case& c : {Case{0, 0}, Case{RxDesc::IPCS, RTE_MBUF_F_RX_IP_CKSUM_GOOD},
                          Case{RxDesc::IPCS | RxDesc::IPE, RTE_MBUF_F_RX_IP_CKSUM_BAD},
                          Case{RxDesc::TCPCS, RTE_MBUF_F_RX_L4_CKSUM_GOOD},
                          Case{RxDesc::TCPCS | RxDesc::TCPE, RTE_MBUF_F_RX_L4_CKSUM_BAD},
                          Case{RxDesc::IPCS | RxDesc::TCPCS, RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_GOOD},
                          Case{RxDesc::IPCS | RxDesc::TCPCS | RxDesc::IPE | RxDesc::TCPE,
                               RTE_MBUF_F_RX_IP_CKSUM_BAD | RTE_MBUF_F_RX_L4_CKSUM_BAD},
                          Case{RxDesc::IPE | RxDesc::TCPE, 0}}) {
        EXPECT_EQ(take(frame, c.bits).ol_flags, c.flags) << std::hex << c.bits;
        EXPECT_EQ(take(frame, c.bits | RxDesc::IXSM).ol_flags, 0u) << std::hex << c.bits;
    }
}

TEST_F(RxOffload, IsToldOfAllByTheTableAsByTheRule)
{
    static constexpr e1k::RxFlags table;
    for (std::uint64_t status = 0; status < 256; ++status)
        for (std::uint64_t errors = 0; errors < 256; ++errors) {
            const std::uint64_t writeback = errors << 40 | status << 32 | 0xabcd'0000'0000'ffff;
            ASSERT_EQ(table[writeback], e1k::rx_flags(writeback)) << std::hex << writeback;
        }
}

TEST_F(RxOffload, TellsNothingThatNobodyAskedFor)
{
    constexpr std::uint64_t all = RxDesc::IPCS | RxDesc::TCPCS | RxDesc::VP;
    const Frame frame(100);
    ask({});
    const rte_mbuf& plain = take(frame, all | special(0x2064));
    EXPECT_EQ(plain.ol_flags, 0u);
    EXPECT_EQ(plain.vlan_tci, 0);
    ask({.flags = RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD});
    EXPECT_EQ(take(frame, all).ol_flags, RTE_MBUF_F_RX_IP_CKSUM_GOOD);
    ask({.flags = tag});
    EXPECT_EQ(take(frame, all).ol_flags, tag);
}

TEST_F(RxOffload, GivesTheTagThatTheDeviceTookOut)
{
    ask({.flags = tag});
    const Frame frame(100);
    for (unsigned turn = 0; turn < 2 * RxRig::size; ++turn) {
        const auto tci = static_cast<std::uint16_t>(0x6000 + turn);
        const rte_mbuf& tagged = take(frame, RxDesc::VP | RxDesc::IXSM | special(tci));
        ASSERT_EQ(tagged.ol_flags, tag);
        ASSERT_EQ(tagged.vlan_tci, tci);
        const rte_mbuf& untagged = take(frame, RxDesc::IXSM | special(tci));
        ASSERT_EQ(untagged.ol_flags, 0u);
        ASSERT_EQ(untagged.vlan_tci, 0) << "of the frame before";
        if (turn % 8 == 7)
            ask({.flags = tag});
    }
}

TEST_F(RxOffload, TellsOfAFrameOfSeveralBuffersWhatItsLastOneSays)
{
    ask({.flags = tag | checksums});
    const Frame frame(700, 0x11);
    const rte_mbuf& got = take(frame, RxDesc::VP | RxDesc::IPCS | RxDesc::TCPCS | RxDesc::TCPE | special(0x0123));
    EXPECT_EQ(got.nb_segs, 3);
    EXPECT_EQ(got.ol_flags, tag | RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD);
    EXPECT_EQ(got.vlan_tci, 0x0123);
    EXPECT_EQ(got.next->ol_flags, 0u);
    EXPECT_EQ(bytes_of(&got), frame);
}

TEST_F(RxOffload, ReadsWhatIsAskedAnewWithEachBurst)
{
    ask({.flags = checksums});
    const Frame frame(100);
    EXPECT_EQ(take(frame, RxDesc::VP | RxDesc::IPCS | special(7)).ol_flags, RTE_MBUF_F_RX_IP_CKSUM_GOOD);
    rig().queue().ask({.flags = tag});
    const rte_mbuf& both = take(frame, RxDesc::VP | RxDesc::IPCS | special(7));
    EXPECT_EQ(both.ol_flags, tag | RTE_MBUF_F_RX_IP_CKSUM_GOOD) << "what stands in the ring is still told";
    EXPECT_EQ(both.vlan_tci, 7);
}

class KeptCrc : public RxOffload {
protected:
    static constexpr unsigned longest = 1518;
    KeptCrc() { ask({.keeps_crc = 1}); }

    void expect_dropped(std::uint64_t writeback)
    {
        const std::uint64_t before = rig().queue().counters.errors;
        rig().lay_down(writeback);
        EXPECT_TRUE(rig().burst().empty()) << std::hex << writeback;
        EXPECT_EQ(rig().queue().counters.errors, before + 1) << std::hex << writeback;
    }
};

TEST_F(KeptCrc, IsNoPartOfThePacket)
{
    const Frame frame(104, 0x22);
    EXPECT_EQ(take(frame, RxDesc::IXSM).pkt_len, 100u);
    EXPECT_EQ(rig().queue().counters.bytes, 100u);
}

TEST_F(KeptCrc, DoesNotMakeAFrameOfTooFewBytes)
{
    for (unsigned length = 0; length < 18; ++length)
        expect_dropped(RxDesc::DD | RxDesc::EOP | length);
    EXPECT_EQ(take(Frame(18), 0).pkt_len, 14u);
}

TEST_F(KeptCrc, CountsForTheBufferAndNotForTheLongestPacket)
{
    EXPECT_EQ(take(Frame(RxRig::buffer_size), 0).pkt_len, RxRig::buffer_size - 4u);
    expect_dropped(RxDesc::DD | RxDesc::EOP | (RxRig::buffer_size + 1));
    EXPECT_EQ(take(Frame(longest + 4), 0).pkt_len, longest);
    const std::uint64_t before = rig().queue().counters.errors;
    rig().lay_down_frame(Frame(longest + 5));
    EXPECT_TRUE(rig().burst().empty());
    EXPECT_EQ(rig().queue().counters.errors, before + 1);
}

class SoftwareStrip : public RxOffload {
protected:
    static constexpr std::uint16_t type = 0x8100;
    SoftwareStrip() { ask({.software_tpid = type}); }
};

TEST_F(SoftwareStrip, TakesTheOuterTagOut)
{
    const Frame inner = make_packet({.tags = {0x8100'0456}, .payload = 60});
    const Frame outer = make_packet({.tags = {0x8100'6123, 0x8100'0456}, .payload = 60});
    const rte_mbuf& got = take(outer, RxDesc::IXSM);
    EXPECT_EQ(bytes_of(&got), inner);
    EXPECT_EQ(got.ol_flags, tag);
    EXPECT_EQ(got.vlan_tci, 0x6123);
    EXPECT_EQ(rig().queue().counters.bytes, inner.size()) << "counted as a device counts that strips";
    EXPECT_EQ(rig().queue().counters.packets, 1u);
}

TEST_F(SoftwareStrip, LeavesOtherFramesAsTheyAre)
{
    for (const std::uint32_t other : {0x88a8'0001u, 0x9100'0001u, 0x0081'0001u}) {
        const Frame frame = make_packet({.tags = {other}});
        const rte_mbuf& got = take(frame, RxDesc::IXSM | special(0x777));
        EXPECT_EQ(bytes_of(&got), frame);
        EXPECT_EQ(got.ol_flags, 0u);
        EXPECT_EQ(got.vlan_tci, 0);
    }
}

TEST_F(SoftwareStrip, LeavesATagWithoutATypeBehindIt)
{
    Frame frame = make_packet({.tags = {0x8100'0001}});
    for (const std::size_t size : {14u, 15u, 16u, 17u}) {
        frame.resize(size);
        const rte_mbuf& got = take(frame, RxDesc::IXSM);
        EXPECT_EQ(bytes_of(&got), frame);
        EXPECT_EQ(got.ol_flags, 0u);
    }
    frame.resize(18, 0x08);
    EXPECT_EQ(take(frame, RxDesc::IXSM).pkt_len, 14u);
}

TEST_F(SoftwareStrip, WorksOnFramesOfSeveralBuffers)
{
    const Frame frame = make_packet({.tags = {0x8100'0001}, .payload = 600});
    const rte_mbuf& got = take(frame, RxDesc::IXSM);
    EXPECT_EQ(bytes_of(&got), make_packet({.payload = 600}));
    EXPECT_EQ(got.nb_segs, 3);
    EXPECT_EQ(got.vlan_tci, 1);
    EXPECT_EQ(rig().queue().counters.bytes, frame.size() - 4);
}

TEST_F(SoftwareStrip, TakesTheTypeInForce)
{
    rig().queue().ask({.software_tpid = 0x88a8});
    EXPECT_EQ(take(make_packet({.tags = {0x8100'0001}}), RxDesc::IXSM).ol_flags, 0u);
    EXPECT_EQ(take(make_packet({.tags = {0x88a8'0001}}), RxDesc::IXSM).ol_flags, tag);
    rig().queue().ask({});
    EXPECT_EQ(take(make_packet({.tags = {0x88a8'0001}}), RxDesc::IXSM).ol_flags, 0u);
}

}  // namespace

}  // namespace test
