// SPDX-License-Identifier: BSD-3-Clause
// For LD_PRELOAD under an example that makes a pool of gigabytes before it looks at a port: pools of a few megabytes.
#include <dlfcn.h>

#include <algorithm>
#include <cstdint>

#include <rte_mbuf.h>

namespace {

constexpr unsigned most = 8192;

}  // namespace

extern "C" [[gnu::visibility("default")]] rte_mempool* rte_pktmbuf_pool_create(const char* name, unsigned n,
                                                                               unsigned cache, std::uint16_t priv,
                                                                               std::uint16_t room, int socket)
{
    static const auto real =
        reinterpret_cast<decltype(&rte_pktmbuf_pool_create)>(dlsym(RTLD_NEXT, "rte_pktmbuf_pool_create"));
    return real(name, std::min(n, most), cache, priv, room, socket);
}
