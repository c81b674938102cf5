// SPDX-License-Identifier: BSD-3-Clause
// Preloaded into a DPDK program, makes it look like DPDK 99.07 to a plugin that asks.

extern "C" {

[[gnu::visibility("default")]] int rte_version_year()
{
    return 99;
}

[[gnu::visibility("default")]] int rte_version_month()
{
    return 7;
}
}
