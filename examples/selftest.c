/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What `ethtool -t` is to Linux's driver: tests the device of each port that net_e1k has. The ports must not run.
 *
 *   cc -o selftest examples/selftest.c $(pkg-config --cflags --libs librte_net_e1k)
 *   ./selftest -a 0000:00:03.0
 */
#include <stdio.h>
#include <stdlib.h>

#include <rte_debug.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>

#include <rte_pmd_e1k.h>

static const char *const outcomes[] = {
    [RTE_PMD_E1K_PASSED] = "passed", [RTE_PMD_E1K_FAILED] = "failed", [RTE_PMD_E1K_NOT_POSSIBLE] = "not possible here"};

/* Returns whether nothing has failed. */
static int test_port(uint16_t port)
{
    struct rte_pmd_e1k_info info;
    struct rte_pmd_e1k_results results;

    if (rte_pmd_e1k_info_get(port, &info) != 0)
        return 1; /* another driver's */
    printf("port %u: %s, %s\n", port, info.chip, info.platform);

    const int failed = rte_pmd_e1k_selftest(port, &results);
    if (failed < 0) {
        printf("  no self-test: %s\n", rte_strerror(-failed));
        return 0;
    }
    for (int i = 0; i < RTE_PMD_E1K_PARTS; ++i) {
        const struct rte_pmd_e1k_result *part = &results.part[i];
        printf("  %-10s %s%s%s\n", part->name, outcomes[part->outcome], part->detail[0] != '\0' ? ": " : "",
               part->detail);
    }
    return failed == 0;
}

int main(int argc, char **argv)
{
    int sound = 1;
    uint16_t port;

    if (rte_eal_init(argc, argv) < 0)
        rte_exit(EXIT_FAILURE, "EAL does not start: %s\n", rte_strerror(rte_errno));
    RTE_ETH_FOREACH_DEV(port)
        sound &= test_port(port);
    rte_eal_cleanup();
    return sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
