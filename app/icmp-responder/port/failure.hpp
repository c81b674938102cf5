// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_errno.h>

#include <stdexcept>
#include <string>

namespace responder {

/// @param error  DPDK's error number, of either sign
[[noreturn]] inline void fail(const std::string& what, int error)
{
    throw std::runtime_error(what + ": " + rte_strerror(error < 0 ? -error : error));
}

}  // namespace responder
