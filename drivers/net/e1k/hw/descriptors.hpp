// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <type_traits>

namespace e1k::hw {

static_assert(std::endian::native == std::endian::little, "descriptors are little endian");

/// Legacy receive descriptor, SDM 3.2.3. Software writes `addr` and zeroes `writeback`, hardware fills `writeback`:
/// length in bits 15:0, packet checksum in 31:16, status in 39:32, errors in 47:40, VLAN tag in 63:48.
/// One 64-bit load takes all of it at once, so no field can be older than the DD that was seen.
struct RxDesc {
    std::uint64_t addr;  ///< IOVA of the buffer
    std::uint64_t writeback;

    static constexpr std::uint64_t DD = 1ull << 32;         ///< status: descriptor done
    static constexpr std::uint64_t EOP = 1ull << 33;        ///< status: last buffer of the packet
    static constexpr std::uint64_t IXSM = 1ull << 34;       ///< status: nothing is said about checksums
    static constexpr std::uint64_t VP = 1ull << 35;         ///< status: a VLAN tag was taken out of the frame
    static constexpr std::uint64_t TCPCS = 1ull << 37;      ///< status: the TCP or UDP checksum was verified
    static constexpr std::uint64_t IPCS = 1ull << 38;       ///< status: the IPv4 checksum was verified
    static constexpr std::uint64_t ERRORS = 0x97ull << 40;  ///< RXE, CXE, SEQ, SE, CE: the frame is damaged
    static constexpr std::uint64_t TCPE = 1ull << 45;       ///< errors: the TCP or UDP checksum is wrong
    static constexpr std::uint64_t IPE = 1ull << 46;        ///< errors: the IPv4 checksum is wrong

    /// Bytes that hardware wrote into the buffer, without the CRC where RCTL.SECRC strips it. Not to be trusted.
    [[nodiscard]] static constexpr std::uint16_t length(std::uint64_t wb) noexcept
    {
        return static_cast<std::uint16_t>(wb);
    }

    /// Priority, CFI and id of the tag that was taken out; counts with VP only.
    [[nodiscard]] static constexpr std::uint16_t vlan_tag(std::uint64_t wb) noexcept
    {
        return static_cast<std::uint16_t>(wb >> 48);
    }

    /// Whether DD is in @p writeback, which hardware may be writing: nothing else can be read for it.
    [[nodiscard]] static bool seems_done(const std::uint64_t& writeback) noexcept
    {
        constexpr unsigned status = 4;
        static_assert(DD == 1ull << (8 * status));
        return (static_cast<const volatile std::uint8_t*>(static_cast<const void*>(&writeback))[status] & 1) != 0;
    }

    /// What hardware has written back so far; nothing read later is older than a DD in it. An acquire is enough where
    /// the device writes past the processor, too: it holds for all who observe the descriptor, of any domain.
    [[nodiscard]] std::uint64_t load() noexcept { return std::atomic_ref{writeback}.load(std::memory_order_acquire); }
};
static_assert(sizeof(RxDesc) == 16 && std::is_trivially_copyable_v<RxDesc>);

/// Transmit descriptor: length in bits 15:0 of `word`, commands in 31:24, status in 35:32. The legacy one, SDM 3.3.3,
/// and with DEXT that of data to which hardware does more, SDM 3.3.7: its length goes up to bit 19, what is to be done
/// stands in 47:40.
struct TxDesc {
    std::uint64_t addr;  ///< IOVA of the data
    std::uint64_t word;

    static constexpr std::uint64_t LENGTH = 0xfffff;   ///< bytes, with DEXT; fewer bits without, and none above
    static constexpr std::uint64_t EOP = 1ull << 24;   ///< last descriptor of the packet
    static constexpr std::uint64_t IFCS = 1ull << 25;  ///< hardware appends the CRC
    static constexpr std::uint64_t TSE = 1ull << 26;   ///< with DEXT: the packet is segmented
    static constexpr std::uint64_t RS = 1ull << 27;    ///< hardware reports DD when the descriptor is done
    static constexpr std::uint64_t DEXT = 1ull << 29;  ///< no legacy descriptor: data, or else a context
    static constexpr std::uint64_t DD = 1ull << 32;    ///< status: descriptor done

    static constexpr std::uint64_t DATA = DEXT | 1ull << 20;  ///< DTYP: the descriptor names data
    static constexpr std::uint64_t IXSM = 1ull << 40;         ///< POPTS: IPv4 header checksum
    static constexpr std::uint64_t TXSM = 1ull << 41;         ///< POPTS: TCP or UDP checksum

    bool operator==(const TxDesc&) const = default;

    /// Hardware has done this descriptor, which carried RS.
    [[nodiscard]] bool done() noexcept { return (std::atomic_ref{word}.load(std::memory_order_acquire) & DD) != 0; }
};
static_assert(sizeof(TxDesc) == 16 && std::is_trivially_copyable_v<TxDesc>);

/// Bounds of a descriptor ring, SDM 13.4.27 and 13.4.38: RDLEN and TDLEN count 128-byte units.
inline constexpr std::uint16_t min_ring = 32, max_ring = 4096, ring_step = 8;
inline constexpr unsigned ring_alignment = 128;

/// Bytes that one transmit descriptor may name, SDM 3.3.3.
inline constexpr std::uint16_t max_tx_segment = 16288;

/// Descriptors of one packet that every hypervisor takes: bhyve drops packets of more, VirtualBox's transmitter stops.
inline constexpr std::uint16_t max_packet_descriptors = 64;

/// How transmit descriptors must be filled where a chip does wrong with what the manual allows. Buffers, here, are what
/// descriptors name.
struct TxCare {
    bool short_start = false;  ///< a packet's first buffer has at most longest_tx_start bytes
    bool high_end = false;     ///< a buffer of more than tx_tail bytes ends in the upper half of eight
    /// What hardware cuts ends with a buffer of tx_end bytes at most, for one of more may be reported before it is
    /// read.
    bool short_end = false;
    bool short_next_end = false;  ///< so does the packet behind that, if it would be one buffer

    /// Any piece of a packet may need several descriptors.
    [[nodiscard]] constexpr bool of_pieces() const noexcept { return short_start || high_end; }
    [[nodiscard]] constexpr bool any() const noexcept { return of_pieces() || short_end || short_next_end; }
};

/// Bytes of such a first buffer, and of one that may end anywhere.
inline constexpr std::uint32_t longest_tx_start = 2015, tx_tail = 4, tx_end = 8;

}  // namespace e1k::hw
