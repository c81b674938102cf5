// SPDX-License-Identifier: BSD-3-Clause
// Mempools that know where each of their mbufs is. One that is given back twice is a finding at once; one in the pool
// is poisoned, header and all, and the data of none is the driver's to touch, unless the target says so.
#pragma once

#include <cstdint>

#include <rte_mbuf.h>

namespace fuzz {

/// What a target notes about an mbuf, in the mbuf's private area.
struct Note {
    std::uint64_t magic;  ///< of the ledger: overwritten by nobody
    bool out;             ///< of the ledger: not in the pool
    bool pinned;          ///< the device still needs it: giving it back now is a finding
    rte_mbuf* owner;      ///< RX: itself while the driver has it
    std::uint64_t seen;   ///< RX: what the driver last saw in its descriptor
};

[[nodiscard]] inline Note& note(rte_mbuf* m)
{
    return *static_cast<Note*>(rte_mbuf_to_priv(m));
}

/// Whether the driver has business with the data of mbufs.
enum class Data { untouched, touched };

/// A pool of @p n mbufs with @p room bytes of data behind the headroom. Lives as long as the process.
[[nodiscard]] rte_mempool* make_pool(const char* name, unsigned n, std::uint16_t room, Data data = Data::untouched);

/// The mbuf of any such pool whose buffer @p address lies in; null if it lies in none.
[[nodiscard]] rte_mbuf* mbuf_at(std::uint64_t address);

/// Aborts unless every mbuf of @p pool is in it, as it was when it was new.
void require_complete(rte_mempool* pool);

}  // namespace fuzz
