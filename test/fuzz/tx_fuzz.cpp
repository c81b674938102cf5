// SPDX-License-Identifier: BSD-3-Clause
// tx_prepare and tx_burst with whatever an application may hand in, on a device that completes in order, late, or lies.
#include <algorithm>

#include "support/ledger.hpp"
#include "support/program.hpp"
#include "support/require.hpp"
#include "tx_target.hpp"

namespace fuzz {

namespace {

using e1k::hw::TxDesc;

/// What may become of a TxQueue, step by step.
class TxFuzz : public TxTarget {
public:
    using TxTarget::TxTarget;

    static void set_up();
    void run();

private:
    void step();
    void make_packet();
    [[nodiscard]] rte_mbuf* make_segment();
    [[nodiscard]] std::uint16_t any_length();
    void attach(rte_mbuf* m);
    void complete(unsigned packets);
    void lie();
};

void TxFuzz::set_up()
{
    pool = make_pool("packets", pool_size, 2048);
    other_pool = make_pool("other packets", pool_size, 256);
}

std::uint16_t TxFuzz::any_length()
{
    switch (input_.below(5)) {
    case 0:
        return 60;
    case 1:
        return static_cast<std::uint16_t>(input_.below(128));
    case 2:
        return static_cast<std::uint16_t>(16280 + input_.below(128));
    default:
        return input_.take<std::uint16_t>();
    }
}

/// Make @p m name memory that is not its own.
void TxFuzz::attach(rte_mbuf* m)
{
    if (input_.flag()) {
        rte_mbuf_ext_refcnt_update(&external_, 1);
        rte_pktmbuf_attach_extbuf(m, external_buffer_.data(), reinterpret_cast<std::uintptr_t>(external_buffer_.data()),
                                  sizeof external_buffer_, &external_);
        return;
    }
    if (rte_mbuf* direct = rte_pktmbuf_alloc(other_pool); direct != nullptr) {
        rte_pktmbuf_attach(m, direct);
        rte_pktmbuf_free(direct);  // m holds it now
    }
}

rte_mbuf* TxFuzz::make_segment()
{
    const unsigned kind = queue_.fast_free ? 0 : input_.below(7);
    rte_mbuf* m = rte_pktmbuf_alloc(kind == 1 ? other_pool : pool);
    if (m == nullptr)
        return nullptr;
    if (kind == 2)
        attach(m);
    m->data_len = any_length();
    if (kind == 3)
        m->data_off = input_.take<std::uint16_t>();
    return m;
}

void TxFuzz::make_packet()
{
    rte_mbuf* const head = make_segment();
    if (head == nullptr)
        return;
    std::uint32_t total = head->data_len;
    rte_mbuf* tail = head;
    const bool chain = multi_segs() && input_.below(4) == 0;
    for (unsigned more = chain ? input_.below(2u * queue_.size()) : 0; more != 0; --more) {
        rte_mbuf* m = make_segment();
        if (m == nullptr)
            break;
        total += m->data_len;
        tail->next = m;
        tail = m;
        ++head->nb_segs;
    }
    head->pkt_len = input_.below(4) == 0 ? input_.take<std::uint32_t>() : total;
    head->ol_flags |= input_.below(4) == 0 ? input_.take<std::uint64_t>() & RTE_MBUF_F_TX_OFFLOAD_MASK : 0;
    if (!queue_.fast_free && input_.below(8) == 0) {
        rte_pktmbuf_refcnt_update(head, 1);
        shared_.push_back(head);
    }
    ready_.push_back(head);
}

/// An honest device sends the next @p packets and reports those that end a chunk.
void TxFuzz::complete(unsigned packets)
{
    for (; packets != 0 && !in_flight_.empty(); --packets) {
        const auto [head, last] = in_flight_.front();
        in_flight_.pop_front();
        if (!lied_)
            note(head).pinned = false;
        if ((queue_.ring[last].word & TxDesc::RS) != 0)
            queue_.ring[last].word |= TxDesc::DD;
    }
}

void TxFuzz::lie()
{
    forget(true);
    TxDesc& desc = queue_.ring[input_.below(queue_.size())];
    switch (input_.below(3)) {
    case 0:
        desc.word |= TxDesc::DD;
        return;
    case 1:
        desc.word = input_.take<std::uint64_t>();
        return;
    default:
        race_ = {.loads = 1 + input_.below(20), .value = input_.take<std::uint64_t>()};
    }
}

void TxFuzz::step()
{
    switch (input_.below(10)) {
    case 0:
    case 1:
    case 2:
        return make_packet();
    case 3:
        return prepare();
    case 4:
    case 5:
        return burst();
    case 6:
    case 7:
        return complete(input_.take<std::uint8_t>());
    case 8:
        input_.below(4) == 0 ? lie() : queue_.switched_on();
        return;
    default:
        if (input_.below(4) == 0)
            restart();
        return;
    }
}

void TxFuzz::run()
{
    while (!input_.empty())
        step();
    if (lied_)
        return;
    // Whatever came before: once the device is done, there is room again.
    complete(~0u);
    rte_pktmbuf_free_bulk(ready_.data(), static_cast<unsigned>(ready_.size()));
    ready_.clear();
    if (rte_mbuf* m = rte_pktmbuf_alloc(pool); m != nullptr) {
        m->data_len = 60;
        ready_.push_back(m);
        burst();
        require(ready_.empty(), "a ring whose packets are all done takes another one");
    }
}

}  // namespace

const Program program = program_of<TxFuzz>();

}  // namespace fuzz
