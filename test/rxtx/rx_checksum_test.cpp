// SPDX-License-Identifier: BSD-3-Clause
// Checksums that software verifies, and packet types that it tells.
#include <functional>

#include "rig.hpp"
#include "rxtx/rx_checksum.hpp"
#include "support/packets.hpp"

namespace test {

namespace {

using e1k::RxOffloads;
using e1k::hw::RxDesc;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t good_ip = RTE_MBUF_F_RX_IP_CKSUM_GOOD, bad_ip = RTE_MBUF_F_RX_IP_CKSUM_BAD,
                        good_l4 = RTE_MBUF_F_RX_L4_CKSUM_GOOD, bad_l4 = RTE_MBUF_F_RX_L4_CKSUM_BAD,
                        every_kind = good_ip | bad_ip | good_l4 | bad_l4;
constexpr RxOffloads asked{.flags = static_cast<std::uint16_t>(every_kind), .verifies = 1};

struct Verdict {
    const char* name;
    Packet packet;
    std::uint64_t flags;
};

void PrintTo(const Verdict& verdict, std::ostream* out)
{
    *out << verdict.name;
}

class InSoftware : public testing::Test {
protected:
    explicit InSoftware(const RxOffloads& what = asked) : rig_(e1k::rx_paths.back(), pool(), 16000, what) {}

    /// The device has laid down @p frame. @param use  what to do with what comes of it
    void take(const Frame& frame, const std::function<void(const rte_mbuf&)>& use, std::uint64_t verdict = RxDesc::IXSM)
    {
        rig_.lay_down_frame(frame, verdict);
        const auto got = rig_.burst();
        ASSERT_EQ(got.size(), 1u);
        use(*got[0]);
        rte_pktmbuf_free(got[0]);
    }
    std::uint64_t flags_of(const Frame& frame, std::uint64_t verdict = RxDesc::IXSM)
    {
        std::uint64_t flags = 0;
        take(
            frame, [&](const rte_mbuf& got) { flags = got.ol_flags; }, verdict);
        return flags;
    }
    RxRig& rig() { return rig_; }

private:
    static rte_mempool* pool()
    {
        static rte_mempool* const made = make_pool(RxRig::buffer_size);
        return made;
    }

    RxRig rig_;
};

const Bytes hop_by_hop{udp, 0, 1, 4, 0, 0, 0, 0}, routed{udp, 0, 0, 0, 0, 0, 0, 0},
    on_its_way{udp, 0, 0, 1, 0, 0, 0, 0};
const Bytes destination{udp, 0, 1, 4, 0, 0, 0, 0}, atomic_fragment{udp, 0, 0, 0, 0, 0, 0, 7},
    first_fragment{udp, 0, 0, 1, 0, 0, 0, 7}, last_fragment{udp, 0, 0, 0x88, 0, 0, 0, 7},
    authentication{udp, 4, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
const Bytes two_options{udp, 1, 1, 4, 0, 0, 0, 0, 1, 6, 0, 0, 0, 0, 0, 0};
const Bytes home_address{udp, 2, 1, 2, 0, 0, 201, 16, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

class SoftwareVerdict : public InSoftware, public testing::WithParamInterface<Verdict> {};

TEST_P(SoftwareVerdict, IsRightForAnySizeBehindAnyTags)
{
    for (const std::size_t payload : {30u, 31u, 200u, 230u, 231u, 700u, 1401u, 8000u})
        for (const auto& tags :
             {std::vector<std::uint32_t>{}, {0x8100'0001u}, {0x88a8'0001u, 0x8100'0002u}, {0x9100'0001u}}) {
            Packet packet = GetParam().packet;
            packet.payload = payload;
            packet.tags = tags;
            ASSERT_EQ(flags_of(make_packet(packet)), GetParam().flags) << payload << ", " << tags.size() << " tags";
        }
    EXPECT_EQ(rig().queue().counters.errors, 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Of, SoftwareVerdict,
    testing::Values(
        Verdict{"udp", {}, good_ip | good_l4}, Verdict{"tcp", {.protocol = tcp}, good_ip | good_l4},
        Verdict{"bad_udp", {.bad_l4 = true}, good_ip | bad_l4},
        Verdict{"bad_tcp", {.protocol = tcp, .bad_l4 = true}, good_ip | bad_l4},
        Verdict{"bad_ip", {.bad_ip = true}, bad_ip | good_l4},
        Verdict{"all_bad", {.bad_ip = true, .bad_l4 = true}, bad_ip | bad_l4},
        Verdict{"padded", {.padding = 11}, good_ip | good_l4},
        Verdict{"options", {.options = {1, 1, 1, 0}}, good_ip | good_l4},
        Verdict{"all_options", {.options = Bytes(40, 1)}, good_ip | good_l4},
        Verdict{"bad_behind_options", {.options = {1, 1, 1, 0}, .bad_l4 = true}, good_ip | bad_l4},
        Verdict{"source_route", {.options = {131, 7, 4, 10, 0, 0, 1, 0}}, good_ip},
        Verdict{"strict_source_route", {.options = {1, 137, 7, 4, 10, 0, 0, 1}}, good_ip},
        Verdict{"source_route_at_its_end", {.options = {131, 7, 8, 10, 0, 0, 1, 0}}, good_ip | good_l4},
        Verdict{"no_checksum", {.no_checksum = true}, good_ip},
        Verdict{"first_fragment", {.fragment = 0x2000}, good_ip},
        Verdict{"later_fragment", {.fragment = 0x0001}, good_ip},
        Verdict{"not_to_be_fragmented", {.fragment = 0x4000}, good_ip | good_l4},
        Verdict{"gre", {.protocol = 47}, good_ip}, Verdict{"udp6", {.ipv6 = true}, good_l4},
        Verdict{"tcp6", {.ipv6 = true, .protocol = tcp}, good_l4},
        Verdict{"bad_udp6", {.ipv6 = true, .bad_l4 = true}, bad_l4},
        Verdict{"udp6_padded", {.ipv6 = true, .padding = 7}, good_l4},
        Verdict{"no_checksum6", {.ipv6 = true, .no_checksum = true}, 0},
        Verdict{"hop_by_hop", {.ipv6 = true, .options = hop_by_hop, .first_extension = 0}, good_l4},
        Verdict{"bad_behind_hop_by_hop",
                {.ipv6 = true, .options = hop_by_hop, .first_extension = 0, .bad_l4 = true},
                bad_l4},
        Verdict{"routed", {.ipv6 = true, .options = routed, .first_extension = 43}, good_l4},
        Verdict{"on_its_way", {.ipv6 = true, .options = on_its_way, .first_extension = 43}, 0},
        Verdict{"destination", {.ipv6 = true, .options = destination, .first_extension = 60}, good_l4},
        Verdict{"home_address", {.ipv6 = true, .options = home_address, .first_extension = 60}, 0},
        Verdict{"atomic_fragment", {.ipv6 = true, .options = atomic_fragment, .first_extension = 44}, good_l4},
        Verdict{"first_fragment6", {.ipv6 = true, .options = first_fragment, .first_extension = 44}, 0},
        Verdict{"last_fragment6", {.ipv6 = true, .options = last_fragment, .first_extension = 44}, 0},
        Verdict{"authentication", {.ipv6 = true, .options = authentication, .first_extension = 51}, good_l4},
        Verdict{"encrypted", {.ipv6 = true, .options = authentication, .first_extension = 50}, 0}),
    [](const auto& verdict) { return std::string{verdict.param.name}; });

TEST_F(InSoftware, ADamagedByteIsNotTakenForGood)
{
    const Packet packets[]{{.options = {1, 1, 1, 0}},
                           {.protocol = tcp, .payload = 301},
                           {.ipv6 = true},
                           {.ipv6 = true, .protocol = tcp, .options = hop_by_hop, .first_extension = 0}};
    for (Packet packet : packets) {
        if (packet.ipv6 && packet.protocol == tcp)
            packet.options[0] = tcp;
        const Frame sound = make_packet(packet);
        const std::size_t ip = 14, message = ip + (packet.ipv6 ? 40 : 20) + packet.options.size();
        ASSERT_NE(flags_of(sound) & good_l4, 0u);
        for (std::size_t at = ip; at < sound.size(); ++at) {
            Frame damaged = sound;
            damaged[at] ^= 0x41;
            const std::uint64_t flags = flags_of(damaged);
            if (!packet.ipv6 && at < message) {
                ASSERT_EQ(flags & good_ip, 0u) << at;
            }
            const bool address = at >= ip + (packet.ipv6 ? 8 : 12) && at < ip + (packet.ipv6 ? 40 : 20);
            if (address || at >= message) {
                ASSERT_EQ(flags & good_l4, 0u) << at;
            }
        }
    }
}

TEST_F(InSoftware, NothingIsSaidOfAMessageThatIsNotWhole)
{
    for (const Packet& packet :
         {Packet{.payload = 300}, Packet{.protocol = tcp, .payload = 300}, Packet{.ipv6 = true, .payload = 300},
          Packet{.tags = {0x8100'0001}, .ipv6 = true, .options = authentication, .first_extension = 51},
          Packet{.options = Bytes(40, 1)}, Packet{.ipv6 = true, .options = two_options, .first_extension = 60}}) {
        Frame frame = make_packet(packet);
        for (frame.pop_back(); frame.size() >= 14; frame.pop_back())
            ASSERT_EQ(flags_of(frame) & (good_l4 | bad_l4 | bad_ip), 0u) << frame.size();
    }
}

TEST_F(InSoftware, LengthsThatLieAreNotFollowed)
{
    const auto lie = [this](const Packet& packet, std::size_t at, unsigned value) {
        Frame frame = make_packet(packet);
        set16(frame, at, value);
        return flags_of(frame) & (good_l4 | bad_l4);
    };
    Frame short_header = make_packet({});
    short_header[14] = 0x44;
    EXPECT_EQ(flags_of(short_header), 0u);
    for (const unsigned length : {0u, 1u, 7u, 39u, 100u, 65535u})  // of 38 bytes
        EXPECT_EQ(lie({}, 14 + 20 + 4, length), 0u) << "UDP " << length;
    for (const unsigned length : {0u, 19u, 21u, 27u, 59u, 65535u})  // of 58
        EXPECT_EQ(lie({}, 14 + 2, length), 0u) << "IPv4 " << length;
    EXPECT_EQ(lie({.protocol = tcp}, 14 + 2, 39), 0u) << "TCP of 19 bytes";
    for (const unsigned length : {0u, 7u, 37u, 39u, 65535u})  // of 38
        EXPECT_EQ(lie({.ipv6 = true}, 14 + 4, length), 0u) << "IPv6 " << length;
    EXPECT_EQ(lie({}, 14, 0x4400), 0u) << "a header of 16 bytes";
    EXPECT_EQ(lie({.ipv6 = true, .options = two_options, .first_extension = 60}, 14 + 4, 8), 0u) << "IPv6, options";
    EXPECT_EQ(lie({.options = {1, 1, 1, 131}}, 14 + 24, 0x0505), bad_l4) << "an option without length: what follows";
    EXPECT_EQ(lie({.options = {7, 0, 0, 0}}, 14 + 20, 0x0700), good_l4) << "an option of no bytes";
    EXPECT_EQ(lie({}, 14, 0x6500), 0u) << "of another version";
    EXPECT_EQ(lie({.ipv6 = true, .options = hop_by_hop, .first_extension = 0}, 54, 0x11ff), 0u) << "an extension";
}

TEST_F(InSoftware, SegmentsMayEndAnywhere)
{
    for (const std::size_t size : {1u, 2u, 3u, 7u, 15u, 33u, 101u}) {
        rte_mbuf* const frame = packet_of(rig().queue().pool, make_packet({.payload = 201}), size);
        EXPECT_EQ(e1k::verify_checksums(frame, every_kind), good_ip | good_l4) << size;
        rte_pktmbuf_free(frame);
    }
}

TEST_F(InSoftware, TagsAndExtensionsWithoutEndAreLeftAlone)
{
    EXPECT_EQ(flags_of(make_packet({.tags = std::vector<std::uint32_t>(4, 0x8100'0001)})), good_ip | good_l4);
    EXPECT_EQ(flags_of(make_packet({.tags = std::vector<std::uint32_t>(5, 0x8100'0001)})), 0u);
    EXPECT_EQ(flags_of(make_packet({.tags = std::vector<std::uint32_t>(3000, 0x8100'0001)})), 0u);
    Bytes chain;
    for (int i = 0; i < 300; ++i)
        for (const unsigned byte : {60u, 0u, 1u, 4u, 0u, 0u, 0u, 0u})
            chain.push_back(static_cast<std::uint8_t>(byte));
    EXPECT_EQ(flags_of(make_packet({.ipv6 = true, .options = chain, .first_extension = 60})), 0u);
}

TEST_F(InSoftware, OnlyThatIsVerifiedWhichTheDeviceHasNot)
{
    const Frame bad = make_packet({.bad_ip = true, .bad_l4 = true});
    EXPECT_EQ(flags_of(bad, RxDesc::IPCS | RxDesc::TCPCS), good_ip | good_l4);
    EXPECT_EQ(rig().queue().counters.sw_checksums_bad, 0u);
    EXPECT_EQ(flags_of(bad, RxDesc::IPCS), good_ip | bad_l4);
    EXPECT_EQ(flags_of(bad, RxDesc::TCPCS), bad_ip | good_l4);
    EXPECT_EQ(rig().queue().counters.sw_checksums_bad, 2u);
}

TEST_F(InSoftware, OnlyThatIsVerifiedWhichIsAskedFor)
{
    const Frame frame = make_packet({.bad_l4 = true});
    rig().queue().ask({.flags = 0, .verifies = 0});
    EXPECT_EQ(flags_of(frame), 0u);
    EXPECT_EQ(rig().queue().counters.sw_checksums_good, 0u);
    constexpr auto ip = static_cast<std::uint16_t>(good_ip | bad_ip);
    RxRig ip_only{e1k::rx_paths.back(), rig().queue().pool, 1518, {.flags = ip, .verifies = 1}};
    ip_only.lay_down_frame(frame);
    const auto got = ip_only.burst();
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0]->ol_flags, good_ip);
    rte_pktmbuf_free(got[0]);
    EXPECT_EQ(ip_only.queue().counters.sw_checksums_good, 1u);
    EXPECT_EQ(ip_only.queue().counters.sw_checksums_bad, 0u);
}

TEST_F(InSoftware, EachIsCountedOnce)
{
    (void)flags_of(make_packet({}));
    (void)flags_of(make_packet({.bad_l4 = true}));
    (void)flags_of(make_packet({.bad_ip = true, .bad_l4 = true}));
    (void)flags_of(Frame(60, 0x11));
    EXPECT_EQ(rig().queue().counters.sw_checksums_good, 3u);
    EXPECT_EQ(rig().queue().counters.sw_checksums_bad, 3u);
}

struct StrippedInSoftware : InSoftware {
    StrippedInSoftware()
        : InSoftware({.flags = static_cast<std::uint16_t>(every_kind), .software_tpid = 0x8100, .verifies = 1})
    {
    }
};

TEST_F(StrippedInSoftware, FramesAreVerifiedAllTheSame)
{
    constexpr std::uint64_t tag = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
    for (const std::size_t payload : {30u, 700u}) {
        EXPECT_EQ(flags_of(make_packet({.tags = {0x8100'0001}, .payload = payload})), tag | good_ip | good_l4);
        EXPECT_EQ(flags_of(make_packet({.tags = {0x8100'0001, 0x8100'0002}, .payload = payload, .bad_l4 = true})),
                  tag | good_ip | bad_l4);
    }
}

struct Types : InSoftware {
    Types() : InSoftware({.packet_types = RTE_PTYPE_ALL_MASK}) {}
    std::uint32_t type_of(const Packet& packet)
    {
        std::uint32_t type = 0;
        take(make_packet(packet), [&](const rte_mbuf& got) { type = got.packet_type; });
        return type;
    }
};

TEST_F(Types, AreToldOfEachPacket)
{
    constexpr std::uint32_t udp4 = RTE_PTYPE_L3_IPV4 | RTE_PTYPE_L4_UDP;
    EXPECT_EQ(type_of({}), RTE_PTYPE_L2_ETHER | udp4);
    EXPECT_EQ(type_of({.tags = {0x8100'0001}}), RTE_PTYPE_L2_ETHER_VLAN | udp4);
    EXPECT_EQ(type_of({.tags = {0x88a8'0001, 0x8100'0002}}), RTE_PTYPE_L2_ETHER_QINQ | udp4);
    EXPECT_EQ(type_of({.options = {1, 1, 1, 0}}), RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4_EXT | RTE_PTYPE_L4_UDP);
    EXPECT_EQ(type_of({.fragment = 0x2000}), RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4 | RTE_PTYPE_L4_FRAG);
    EXPECT_EQ(type_of({.ipv6 = true, .payload = 700}), RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV6 | RTE_PTYPE_L4_UDP);
}

TEST_F(Types, AreToldOfTheLayersThatAreAskedFor)
{
    rig().queue().ask({.packet_types = RTE_PTYPE_L3_MASK});
    EXPECT_EQ(type_of({.tags = {0x8100'0001}}), RTE_PTYPE_L3_IPV4);
    rig().queue().ask({.packet_types = RTE_PTYPE_L2_MASK | RTE_PTYPE_L4_MASK});
    EXPECT_EQ(type_of({.protocol = tcp}), RTE_PTYPE_L2_ETHER | RTE_PTYPE_L4_TCP);
    rig().queue().ask({});
    EXPECT_EQ(type_of({}), 0u);
}

}  // namespace

}  // namespace test
