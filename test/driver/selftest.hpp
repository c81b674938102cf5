// SPDX-License-Identifier: BSD-3-Clause
// The results of a self-test, as tests look at them.
#pragma once

#include <rte_pmd_e1k.h>

#include <set>
#include <string>

namespace test {

using Parts = std::set<rte_pmd_e1k_part>;

/// The parts with that outcome.
inline Parts parts(const rte_pmd_e1k_results& results, rte_pmd_e1k_outcome outcome)
{
    Parts out;
    for (int i = 0; i < RTE_PMD_E1K_PARTS; ++i)
        if (results.part[i].outcome == outcome)
            out.insert(static_cast<rte_pmd_e1k_part>(i));
    return out;
}

inline std::string text(const rte_pmd_e1k_results& results)
{
    std::string out;
    for (const auto& part : results.part)
        out += std::string{part.name} + ' ' + std::to_string(part.outcome) + ' ' + part.detail + '\n';
    return out;
}

}  // namespace test
