// SPDX-License-Identifier: BSD-3-Clause
// Transmit offloads: packets that ask for any of them, or for nonsense, on any device that the family has.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "support/ledger.hpp"
#include "support/program.hpp"
#include "tx_offload_target.hpp"
#include "tx_offload_wish.hpp"

namespace fuzz {

namespace {

using test::Frame;
using test::Message;

constexpr std::uint8_t cwr = 0x80;  ///< of TCP's flags: not for every segment

/// What may be asked of a transmit queue, step by step.
class TxOffloadFuzz : public TxOffloadTarget {
public:
    using TxOffloadTarget::TxOffloadTarget;

    static void set_up();
    void run();

private:
    void step();
    void make_packet();
    [[nodiscard]] rte_mbuf* lay_out(const Frame& bytes, std::size_t headers);
    [[nodiscard]] rte_mbuf* segment(std::span<const std::uint8_t> bytes);

    std::vector<Message> recent_;  ///< they come again: contexts stay
};

void TxOffloadFuzz::set_up()
{
    pool = make_pool("packets", pool_size, 2048, Data::touched);
    other_pool = make_pool("other packets", pool_size, 512, Data::touched);
}

/// An mbuf with @p bytes: its own memory where they fit, else memory that is freed with it.
rte_mbuf* TxOffloadFuzz::segment(std::span<const std::uint8_t> bytes)
{
    const unsigned kind = fast_free() ? 0 : input_.below(8);
    rte_mbuf* const m = rte_pktmbuf_alloc(kind == 1 && bytes.size() <= 512 ? other_pool : pool);
    if (m == nullptr)
        return nullptr;
    if (kind == 2 || bytes.size() > rte_pktmbuf_tailroom(m)) {
        auto* const memory = static_cast<std::uint8_t*>(std::malloc(bytes.size()));
        auto* const info = new rte_mbuf_ext_shared_info{};
        info->free_cb = [](void* data, void* self) {
            std::free(data);
            delete static_cast<rte_mbuf_ext_shared_info*>(self);
        };
        info->fcb_opaque = info;
        rte_mbuf_ext_refcnt_set(info, 1);
        rte_pktmbuf_attach_extbuf(m, memory, reinterpret_cast<std::uintptr_t>(memory),
                                  static_cast<std::uint16_t>(bytes.size()), info);
    } else if (kind == 3) {
        m->data_off = static_cast<std::uint16_t>(
            m->data_off + input_.below(rte_pktmbuf_tailroom(m) - static_cast<unsigned>(bytes.size()) + 1));
    }
    m->data_len = static_cast<std::uint16_t>(bytes.size());
    if (!bytes.empty())
        std::memcpy(rte_pktmbuf_mtod(m, void*), bytes.data(), bytes.size());
    return m;
}

/// @p bytes in one segment or several.
rte_mbuf* TxOffloadFuzz::lay_out(const Frame& bytes, std::size_t headers)
{
    const std::size_t most = fast_free() ? 2048 : 0xffff;
    const unsigned how = multi_segs() ? input_.below(4) : 0;
    std::span<const std::uint8_t> rest{bytes};
    rte_mbuf *head = nullptr, *tail = nullptr;
    for (unsigned left = multi_segs() ? 100 : 1; left != 0 && (tail == nullptr || !rest.empty()); --left) {
        std::size_t length = most;
        if (how == 1 && tail == nullptr)
            length = headers;
        else if (how == 2)
            length = input_.below(64);
        else if (how == 3)
            length = input_.below(2048);
        length = std::min({left == 1 ? most : length, most, rest.size()});
        rte_mbuf* const m = segment(rest.first(length));
        if (m == nullptr)
            break;
        rest = rest.subspan(length);
        if (tail == nullptr) {
            head = m;
        } else {
            tail->next = m;
            ++head->nb_segs;
        }
        tail = m;
        head->pkt_len = static_cast<std::uint32_t>(bytes.size() - rest.size());
    }
    if (head == nullptr || rest.empty())
        return head;
    rte_pktmbuf_free(head);
    return nullptr;
}

void TxOffloadFuzz::make_packet()
{
    const Message message = draw_message(input_, recent_);
    if (recent_.size() < 4)
        recent_.push_back(message);
    const unsigned kind = input_.take<std::uint8_t>();
    const Wish wish = draw_wish(kind, message, input_);
    rte_mbuf* const packet = lay_out(bytes_of(message, wish), message.header());
    if (packet == nullptr)
        return;
    ask(*packet, message, wish);
    if ((kind & 8) != 0) {
        packet->ol_flags |= RTE_MBUF_F_TX_VLAN;
        packet->vlan_tci = input_.take<std::uint16_t>();
    }
    ToSend made{.packet = packet,
                .sound = message.l2() < 128 && (message.flags & cwr) == 0,
                .raw = wish.raw && wish.l4,
                .message = message};
    if ((kind & 16) != 0 && input_.below(2) == 0) {
        spoil(*packet, input_);
        made.sound = false;
    }
    if ((kind & 32) != 0 && !fast_free()) {
        rte_pktmbuf_refcnt_update(packet, 1);
        shared_.push_back(packet);
        made.shared = true;
    }
    ready_.push_back(made);
}

void TxOffloadFuzz::step()
{
    switch (input_.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
        return make_packet();
    case 4:
        return prepare();
    case 5:
    case 6:
        return burst();
    case 7:
    case 8:
        return complete(1 + input_.below(4));
    default:
        if (input_.flag())
            return set_tag_type(input_.flag() ? std::uint16_t{0x88a8} : input_.take<std::uint16_t>());
        if (input_.below(4) == 0)
            restart();
    }
}

void TxOffloadFuzz::run()
{
    while (!input_.empty())
        step();
    burst();
    require_room();
}

}  // namespace

const Program program = program_of<TxOffloadFuzz>();

}  // namespace fuzz
