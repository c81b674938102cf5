// SPDX-License-Identifier: BSD-3-Clause
// What differs between the releases of DPDK. Nothing else of the responder asks for its version.
#pragma once

#include <cmdline.h>
#include <cmdline_rdline.h>
#include <rte_telemetry.h>
#include <rte_version.h>

#include <cstdint>

namespace responder {

/// Put @p value as @p name into a dictionary that telemetry answers. @return 0 or a negative errno
inline int add_to_dictionary(rte_tel_data* answer, const char* name, std::uint64_t value)
{
#if RTE_VERSION < RTE_VERSION_NUM(23, 3, 0, 0)
    return rte_tel_data_add_dict_u64(answer, name, value);
#else
    return rte_tel_data_add_dict_uint(answer, name, value);
#endif
}

/// Write the prompt anew, and what is typed behind it.
inline void redisplay(cmdline* line)
{
#if RTE_VERSION < RTE_VERSION_NUM(26, 7, 0, 0)
    constexpr char ctrl_l = 'L' & 0x1f;
    (void)cmdline_in(line, &ctrl_l, 1);
#else  // where Ctrl-L clears the screen
    rdline_redisplay(cmdline_get_rdline(line));
#endif
}

}  // namespace responder
