/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * @file
 * What net_e1k can do that ethdev has no word for. For C and C++; the plugin exports just these functions.
 *
 * They are control calls: of one port, from one thread at a time, as ethdev's are.
 */
#ifndef RTE_PMD_E1K_H
#define RTE_PMD_E1K_H

/* NOLINTBEGIN(modernize-deprecated-headers,readability-identifier-naming): this is C, with names as DPDK gives them */

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/** What a port is. The texts live as long as the plugin. */
struct rte_pmd_e1k_info {
    const char* chip;     /**< e.g. "82540EM" */
    const char* platform; /**< who plays it: "silicon", "QEMU", "VirtualBox", "VMware", "bhyve" */
    int by_devarg;        /**< 1: the user has said so, by platform=; 0: it was found */
};

/**
 * Tell what a port is. Any process, whether the port runs or not; no register is touched.
 * @param port_id  of ethdev
 * @param info     filled on success
 * @return 0; -ENODEV if there is no such port or another driver has it; -EINVAL if @p info is null
 */
int rte_pmd_e1k_info_get(uint16_t port_id, struct rte_pmd_e1k_info* info);

/** The parts of a self-test, in the order in which they run. */
enum rte_pmd_e1k_part {
    RTE_PMD_E1K_REGISTERS, /**< registers keep what is written to them */
    RTE_PMD_E1K_EEPROM,    /**< it answers, and its words add up to 0xbaba */
    RTE_PMD_E1K_INTERRUPT, /**< causes that software sets come as interrupts, and go when they were read */
    RTE_PMD_E1K_LOOPBACK,  /**< frames come back unchanged, past the wire */
    RTE_PMD_E1K_LINK,      /**< the link comes up, as the port is configured, within 9 s */
    RTE_PMD_E1K_PARTS      /**< how many there are */
};

/** What a part of a self-test may come to. */
enum rte_pmd_e1k_outcome {
    RTE_PMD_E1K_PASSED,      /**< it does what it is to do */
    RTE_PMD_E1K_FAILED,      /**< it does not */
    RTE_PMD_E1K_NOT_POSSIBLE /**< this device, or who plays it, has nothing to test here */
};

/** What came of a part. */
struct rte_pmd_e1k_result {
    const char* name;                 /**< of the part, e.g. "registers"; lives as long as the plugin */
    enum rte_pmd_e1k_outcome outcome; /**< of its test */
    char detail[92];                  /**< what failed, or why it is not possible; empty where it has passed */
};

/** The results of a self-test, by enum rte_pmd_e1k_part. */
struct rte_pmd_e1k_results {
    struct rte_pmd_e1k_result part[RTE_PMD_E1K_PARTS]; /**< all are filled */
};

/**
 * Test a stopped port, as `ethtool -t` does offline. Nothing is sent to the wire. The port is left as it was: its
 * configuration, queues, addresses and statistics stay, and it may be started. It takes from 0.1 s up to 30 s where no
 * link comes up or no frame comes back.
 * @param port_id  of ethdev
 * @param results  filled on success
 * @return how many parts have failed, 0 if none; or
 *         -ENODEV if there is no such port or another driver has it; -EINVAL if @p results is null;
 *         -E_RTE_SECONDARY in a secondary process; -EBUSY if the port runs; -ENOMEM; -EIO if the device is gone;
 *         -ETIMEDOUT if it does not come back from its reset: the port cannot be started then either
 */
int rte_pmd_e1k_selftest(uint16_t port_id, struct rte_pmd_e1k_results* results);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

/* NOLINTEND(modernize-deprecated-headers,readability-identifier-naming) */

#endif
