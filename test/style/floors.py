# SPDX-License-Identifier: BSD-3-Clause
"""The house as data: which folder may include what, and where a word may be said.

A row holds for its folder and the folders below it that have no row of their own. What it names:
  standard   C++'s library                    system   POSIX and Linux
  dpdk       DPDK's public headers            sdk      those for drivers and buses
  a/         a folder and those below it      a/b.hpp, rte_x.h  that file
Paths are written as the includes of that component write them, from its root.
"""
ROOTS = {  # component: the folder that its includes are written from
    "drivers/net/e1k": "drivers/net/e1k",
    "app/icmp-responder": "app/icmp-responder",
    "test/support": "test",
}

DRIVER = {
    "hw/regs": {"standard", "hw/regs/"},
    "hw": {"standard", "hw/"},
    "dpdk": {"standard", "system", "dpdk", "dpdk/"},
    "dpdk/release.hpp": {"standard", "system", "dpdk", "sdk", "dpdk/"},
    # Neither ethdev nor logs: the fast path.
    "rxtx": {"standard", "rte_byteorder.h", "rte_errno.h", "rte_ether.h", "rte_io.h", "rte_ip.h", "rte_lcore.h", "rte_mbuf.h",
             "rte_mempool.h", "rte_net.h", "rte_tcp.h", "rte_udp.h", "rxtx/", "dpdk/handles.hpp", "hw/delivery.hpp",
             "hw/descriptors.hpp", "hw/offload.hpp", "hw/ring.hpp"},
    # What compilers have of vectors.
    "rxtx/simd.hpp": {"standard", "rte_io.h", "smmintrin.h", "arm_neon.h"},
    "rxtx/avx2.hpp": {"standard", "immintrin.h"},
    # A table of what the bursts can, in ethdev's words.
    "rxtx/paths.hpp": {"standard", "rte_ethdev.h", "rxtx/"},
    # What applications see of it.
    "rte_pmd_e1k.h": {"system"},
    "port": {"standard", "dpdk", "sdk", "port/", "rxtx/", "dpdk/", "hw/", "rte_pmd_e1k.h"},
    "ethdev": {"standard", "system", "dpdk", "sdk", "rte_pmd_e1k.h", "ethdev/ops.hpp", "ethdev/probe.hpp",
               "ethdev/devargs.hpp", "ethdev/telemetry.hpp",
               "port/", "rxtx/", "dpdk/",
               "hw/"},
    "ethdev/registration.cpp": {"standard", "system", "dpdk", "sdk", "ethdev/probe.hpp", "ethdev/telemetry.hpp", "dpdk/",
                                "hw/"},
}

RESPONDER = {
    "protocol/wire": {"standard", "arpa/inet.h", "protocol/wire/"},
    "protocol/host": {"standard", "protocol/wire/", "protocol/host/"},
    "protocol/ipv4": {"standard", "protocol/wire/", "protocol/host/", "protocol/ipv4/"},
    "protocol/ipv6": {"standard", "protocol/wire/", "protocol/host/", "protocol/ipv6/"},
    "protocol": {"standard", "protocol/"},
    "port": {"standard", "dpdk", "port/", "protocol/"},
    "text": {"standard", "system", "text/", "port/settings.hpp", "port/snapshot.hpp", "port/histogram.hpp",
             "port/clock.hpp", "protocol/"},
    "service": {"standard", "system", "dpdk", "service/", "text/", "port/", "protocol/"},
    "control": {"standard", "system", "dpdk", "control/", "service/", "text/", "port/", "protocol/"},
    ".": {"standard", "system", "app.hpp", "control/", "service/", "text/", "port/", "protocol/"},
}

BED = {
    "support": {"standard", "system", "dpdk", "sdk", "support/", "gtest/gtest.h"},
    "support/model": {"standard", "support/model/", "support/backend.hpp", "support/clock.hpp", "support/frame.hpp",
                      "support/posted_writes.hpp"},
    "support/model/from_environment.cpp": {"standard", "system", "support/"},
    "support/qemu": {"standard", "system", "support/qemu/", "support/backend.hpp", "support/frame.hpp",
                     "support/posted_writes.hpp"},
    "support/qemu/from_environment.cpp": {"standard", "system", "support/"},
    # EAL's memory, which QEMU shares
    "support/qemu/memory_events.cpp": {"standard", "system", "dpdk", "support/qemu/"},
    "support/qemu/shared_memory.cpp": {"standard", "system", "dpdk", "support/qemu/"},
    "support/test": {"standard", "system", "support/", "gtest/gtest.h"},
}

FLOORS = {"drivers/net/e1k": DRIVER, "app/icmp-responder": RESPONDER, "test/support": BED}
