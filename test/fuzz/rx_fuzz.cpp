// SPDX-License-Identifier: BSD-3-Clause
// RxQueue against a device that writes whatever it likes into its ring, whenever it likes, and a mempool that runs dry.
#include <algorithm>
#include <utility>

#include "rx_target.hpp"
#include "support/ledger.hpp"
#include "support/program.hpp"

namespace fuzz {

namespace {

using e1k::hw::RxDesc;

/// What may become of an RxQueue, step by step.
class RxFuzz : public RxTarget {
public:
    using RxTarget::RxTarget;

    /// The pools, by data room: exactly a size of the hardware, or not, up to one that takes any frame. Where it is
    /// not, the driver brings together what the hardware has laid into two.
    static void set_up();
    void run();

private:
    void step();
    void seldom();
    void receive_frame();
    [[nodiscard]] std::uint32_t put_headers(rte_mbuf* m, std::uint32_t length);
    [[nodiscard]] test::Packet draw_packet();
    [[nodiscard]] std::uint64_t any_writeback();
    void prepare_race();
    void hoard(unsigned n);

    std::uint64_t verdict_ = 0;  ///< what the device says of the next frame's checksums, right or wrong
};

void RxFuzz::set_up()
{
    touched_pool = make_pool("room 1000", pool_size, 1000, Data::touched);
    pools = {make_pool("room 256", pool_size, 256), touched_pool, make_pool("room 2048", pool_size, 2048),
             make_pool("room 16384", pool_size, 16384)};
}

std::uint64_t RxFuzz::any_writeback()
{
    constexpr std::uint64_t plain = RxDesc::DD | RxDesc::EOP;
    switch (input_.below(6)) {
    case 0:
        return plain | input_.take<std::uint16_t>();
    case 1:
        return RxDesc::DD | buffer_size_;
    case 2:
        return plain | (buffer_size_ + input_.below(4) - 2u);
    case 3:
        return plain | input_.below(18);
    case 4:
        return plain | std::uint64_t{input_.take<std::uint8_t>()} << 40 | (14 + input_.below(1500));
    default:
        return input_.take<std::uint64_t>();
    }
}

/// What an honest device does with a frame: fill buffers up to RDT, or drop it.
void RxFuzz::receive_frame()
{
    const std::uint16_t size = queue_.size();
    std::uint32_t rest = 14 + input_.below(17000);
    const std::uint16_t tail = e1k::hw::advance(refill_at_, size - 1u, size);
    const std::uint32_t needed = (rest + buffer_size_ - 1) / buffer_size_;
    if (needed > e1k::hw::distance(head_, tail, size))
        return;
    if (rte_mbuf* m = queue_.slots[head_]; asked_.software() && note(m).out && note(m).owner == m)
        rest = put_headers(m, rest);
    const std::uint64_t verdict = std::exchange(verdict_, 0);
    for (; rest != 0; head_ = e1k::hw::advance(head_, 1, size)) {
        const std::uint32_t length = std::min<std::uint32_t>(rest, buffer_size_);
        rest -= length;
        write_back(head_, RxDesc::DD | (rest == 0 ? RxDesc::EOP | verdict : 0) | length);
    }
}

/// Begin the frame in @p m as IP packets do, and go on as the input says, or lay a whole packet there. @return its
/// length, which was to be @p length
std::uint32_t RxFuzz::put_headers(rte_mbuf* m, std::uint32_t length)
{
    constexpr std::array<std::uint16_t, 4> types{0x0800, 0x86dd, 0x8100, 0x88a8};
    packets_in_.erase(m);
    auto* const begin = static_cast<std::uint8_t*>(m->buf_addr) + RTE_PKTMBUF_HEADROOM;
    const std::uint16_t type = types[input_.below(types.size())];
    begin[12] = static_cast<std::uint8_t>(type >> 8);
    begin[13] = static_cast<std::uint8_t>(type);
    begin[14] = type == 0x0800 ? 0x45 : 0x60;
    const unsigned more = input_.take<std::uint8_t>();
    if (more >= 210) {
        const test::Packet packet = draw_packet();
        const test::Frame frame = test::make_packet(packet);
        std::copy(frame.begin(), frame.end(), begin);
        packets_in_[m] = packet;
        constexpr std::uint64_t status = RxDesc::IXSM | RxDesc::TCPCS | RxDesc::IPCS,
                                errors = RxDesc::TCPE | RxDesc::IPE;
        const auto drawn = std::uint64_t{input_.take<std::uint16_t>()} << 32;
        verdict_ = drawn & (status | errors);
        return static_cast<std::uint32_t>(frame.size()) + asked_.crc();
    }
    for (unsigned i = 15, end = 15 + more % 70; i < end; ++i)
        begin[i] = input_.take<std::uint8_t>();
    return length;
}

/// One that fits into a buffer of 512 bytes.
test::Packet RxFuzz::draw_packet()
{
    const unsigned kind = input_.take<std::uint8_t>();
    test::Packet out{.protocol = (kind & 1) != 0 ? test::tcp : test::udp};
    out.ipv6 = (kind & 2) != 0;
    out.bad_ip = (kind & 4) != 0 && !out.ipv6;
    out.bad_l4 = (kind & 8) != 0;
    if ((kind & 16) != 0)
        out.tags.push_back((input_.flag() ? 0x81000000 : 0x88a80000) | input_.take<std::uint16_t>());
    if ((kind & 32) != 0 && !out.ipv6)
        out.options.resize(4 * std::size_t{input_.below(11)}, 1);
    if ((kind & 64) != 0 && !out.ipv6)
        out.fragment = input_.take<std::uint16_t>() & 0x3fff;
    out.no_checksum = (kind & 128) != 0 && out.protocol == test::udp && !out.ipv6;
    out.payload = input_.below(300);
    out.padding = input_.below(4) == 0 ? input_.below(20) : 0;
    return out;
}

void RxFuzz::prepare_race()
{
    race_ = {.loads = 1 + input_.below(40),
             .at = static_cast<std::uint16_t>(input_.below(queue_.size())),
             .value = any_writeback()};
}

void RxFuzz::hoard(unsigned n)
{
    for (rte_mbuf* m = nullptr; n != 0 && (m = rte_pktmbuf_alloc(pool_)) != nullptr; --n)
        hoard_.push_back(m);
}

void RxFuzz::seldom()
{
    switch (input_.below(8)) {
    case 0:
        return stop();
    case 1:
        return ask();
    case 2:
        return limit();
    case 3:
        return look();
    default:
        return;
    }
}

void RxFuzz::step()
{
    if (!running_)
        return start();
    const auto anywhere = [this] { return static_cast<std::uint16_t>(input_.below(queue_.size())); };
    switch (input_.below(12)) {
    case 0:
    case 1:
    case 2:
        return receive_frame();
    case 3:
        write_back(head_, any_writeback());
        head_ = e1k::hw::advance(head_, 1, queue_.size());
        return;
    case 4:
        return write_back(anywhere(), any_writeback());
    case 5:
        queue_.ring[anywhere()].addr = input_.take<std::uint64_t>();
        return;
    case 6:
        return prepare_race();
    case 7:
        return free_frames(input_.take<std::uint8_t>());
    case 8:
        return hoard(input_.take<std::uint8_t>());
    case 9:
        return release_hoard(input_.take<std::uint8_t>());
    case 10:
        return seldom();
    default:
        return burst();
    }
}

void RxFuzz::run()
{
    hoard(input_.flag() ? input_.below(pool_size) : 0);
    start();
    while (!input_.empty())
        step();
}

}  // namespace

const Program program = program_of<RxFuzz>();

}  // namespace fuzz
