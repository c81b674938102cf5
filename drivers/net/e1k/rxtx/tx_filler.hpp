// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <rte_byteorder.h>
#include <rte_ether.h>
#include <rte_mbuf.h>

#include "rxtx/tx_queue.hpp"
#include "rxtx/tx_split.hpp"

namespace e1k {

/// Where the bytes of a packet lie, one piece after another.
class TxPieces {
public:
    struct Piece {
        std::uint64_t iova;
        std::uint32_t length;
    };

    explicit TxPieces(const rte_mbuf& m) : seg_(&m) {}

    /// The next piece, of @p most bytes at most; its length is 0 at the end of the packet.
    [[nodiscard]] Piece take(std::uint32_t most)
    {
        while (seg_ != nullptr && done_ == seg_->data_len) {
            seg_ = seg_->next;
            done_ = 0;
        }
        if (seg_ == nullptr)
            return {.iova = 0, .length = 0};
        const Piece out{.iova = rte_mbuf_data_iova(seg_) + done_, .length = std::min(most, seg_->data_len - done_)};
        done_ += out.length;
        return out;
    }
    void skip(std::uint32_t bytes)
    {
        while (bytes != 0)
            bytes -= take(bytes).length;
    }

private:
    const rte_mbuf* seg_;
    std::uint32_t done_ = 0;  ///< bytes of it
};

/// Fills the descriptors of one packet, from the queue's tail on.
/// @tparam Split  TxWhole or TxSplit
template <class Split>
class TxFiller {
public:
    explicit TxFiller(TxQueue& q) : q_(q), split_(q.care()), at_(q.tail()) {}

    void put(const hw::TxDesc& desc)
    {
        q_.ring[at_] = desc;
        q_.slots[at_] = nullptr;
        at_ = hw::advance(at_, 1, q_.size());
    }
    /// The next @p length bytes of the frame.
    void put_data(std::uint64_t iova, std::uint32_t length, std::uint64_t command)
    {
        split_.split(iova, length, [&](std::uint64_t at, std::uint32_t n) { put({.addr = at, .word = n | command}); });
    }
    /// Bytes that software has written itself: where the descriptor that is next may name them.
    [[nodiscard]] std::byte* head() { return static_cast<std::byte*>(q_.heads->addr) + head_offset(); }
    void put_head(std::uint32_t length, std::uint64_t command)
    {
        put_data(q_.heads->iova + head_offset(), length, command);
    }
    void put_padding(std::uint32_t length, std::uint64_t command) { put_data(q_.padding_iova, length, command); }
    /// How many are filled.
    [[nodiscard]] unsigned used() const { return hw::distance(q_.tail(), at_, q_.size()); }
    /// Let the last bytes, if they are more, go by a descriptor of their own.
    void shorten_end()
    {
        hw::TxDesc& last = q_.ring[hw::advance(at_, q_.size() - 1u, q_.size())];
        const std::uint32_t length = last.word & hw::TxDesc::LENGTH, end = end_of(q_.care(), length);
        if (end == length)
            return;
        last.word -= end;
        put({.addr = last.addr + (length - end), .word = (last.word & ~hw::TxDesc::LENGTH) | end});
    }
    /// A frame ends with the last descriptor.
    void end_frame()
    {
        q_.ring[hw::advance(at_, q_.size() - 1u, q_.size())].word |= hw::TxDesc::EOP;
        split_.begin_frame();
    }
    /// So does @p pkt: it goes when that is done.
    void end(rte_mbuf* pkt)
    {
        end_frame();
        q_.slots[hw::advance(at_, q_.size() - 1u, q_.size())] = pkt;
        q_.close_chunk(hw::distance(q_.tail(), at_, q_.size()), false);
    }

private:
    [[nodiscard]] std::size_t head_offset() const { return std::size_t{at_} * TxQueue::head_room; }

    TxQueue& q_;
    Split split_;
    std::uint16_t at_;
};

/// Where a beginning would lie that software writes, to the chip's eye: all places are alike.
inline constexpr std::uint64_t any_head = 0;
static_assert(TxQueue::head_room % 8 == 0);

/// Descriptors that one packet may have. Where pieces are split nobody plays the chip, and the ring is the limit.
template <class Split>
[[nodiscard]] std::uint16_t most_descriptors(const TxQueue& q)
{
    return Split::careful && q.care().of_pieces() ? q.longest() : q.most_descriptors();
}

inline constexpr std::uint16_t before_tag = 2 * RTE_ETHER_ADDR_LEN;  ///< bytes in front of a VLAN tag: the addresses

/// The first @p length bytes of @p m, which has them, to @p to.
inline void copy_head(const rte_mbuf* m, std::byte* to, std::uint32_t length)
{
    for (; length != 0; m = m->next) {
        const std::uint32_t here = std::min<std::uint32_t>(length, m->data_len);
        std::memcpy(to, rte_pktmbuf_mtod(m, const std::byte*), here);
        to += here;
        length -= here;
    }
}

/// Insert a VLAN tag into the @p length bytes at @p head, which have room for it.
inline void insert_tag(std::byte* head, std::uint32_t length, std::uint16_t type, std::uint16_t tci)
{
    const std::array tag{rte_cpu_to_be_16(type), rte_cpu_to_be_16(tci)};
    std::memmove(head + before_tag + sizeof tag, head + before_tag, length - before_tag);
    std::memcpy(head + before_tag, tag.data(), sizeof tag);
}

/// Make the checksum of the IPv4 header at @p header, @p length bytes long.
void write_ipv4_checksum(std::byte* header, std::uint16_t length);

}  // namespace e1k
